"""Orders in Shopify. What may be done to an order are our own rules; Shopify has the last word."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from shared.adapters.journal import Before, Journal, mark_of
from shared.adapters.shopify import discounts, orders
from shared.adapters.shopify.replacements import Replacements
from shared.adapters.shopify.shop import Shop
from shared.domain import commerce
from shared.domain.commerce import (
    ANY_REASON,
    Address,
    Method,
    OrderRules,
    SalesOrder,
    State,
    Swap,
    Variant,
)
from shared.domain.errors import Conflict, NotFound, Refused
from shared.ports.systems.commerce import Discount


class ShopifyCommerce:
    """Orders go by their names (`#1001`), customers and products by Shopify's ids (`gid://…`)."""

    def __init__(self, shop: Shop, journal: Journal, rules: OrderRules = ANY_REASON) -> None:
        self._shop = shop
        self._journal = journal
        self._rules = rules
        self._replacements = Replacements(shop, journal)

    def order(self, number: str) -> SalesOrder:
        return orders.read_order(self._node(number))

    def of_customer(self, customer_id: str) -> list[SalesOrder]:
        id_ = customer_id.rpartition("/")[2]
        if not id_.isdecimal():
            return []
        return [orders.read_order(node) for node in self._nodes(f"customer_id:{id_}")]

    def variants(self, product: str) -> list[Variant]:
        return orders.read_variants(product, self._shop.query(orders.VARIANTS, id=product))

    def cancel(self, key: str, number: str, reason: str) -> str:
        def check(order: SalesOrder) -> None:
            commerce.cancel(order, reason, self._rules)

        def do(before: Before) -> str:
            if self.order(number).state is not State.CANCELLED:
                self._shop.mutate(orders.CANCEL, id=before["id"], note=reason)
            return mark_of(key)

        return self._once(key, number, check, do, {"what": "cancel"})

    def send_to(self, key: str, number: str, address: Address) -> str:
        def check(order: SalesOrder) -> None:
            commerce.send_to(order, address)

        def do(before: Before) -> str:
            self._address(before["id"], orders.mailing_input(before["address"], address))
            return mark_of(key)

        return self._once(key, number, check, do, {"what": "address"})

    def take_back(
        self, key: str, number: str, skus: Sequence[str], refund_to: Method, paid_with: str
    ) -> str:
        def check(order: SalesOrder) -> None:
            commerce.take_back(order, skus, refund_to, paid_with, self._rules)

        return self._once(
            key, number, check, lambda _: self._return(key, number, skus, []), {"what": "return"}
        )

    def exchange(self, key: str, number: str, swaps: Sequence[Swap], method: Method) -> str:
        """What it costs is asked from the customer in Shopify's own checkout."""
        old = [swap.old for swap in swaps]

        def check(order: SalesOrder) -> None:
            products = {line.product for line in order.lines}
            known = {each.sku: each for product in products for each in self.variants(product)}
            commerce.exchange(order, swaps, known, method)

        def do(_: Before) -> str:
            return self._return(key, number, old, [swap.new for swap in swaps])

        return self._once(key, number, check, do, {"what": "return"})

    def change_lines(self, key: str, number: str, swaps: Sequence[Swap], method: Method) -> str:
        raise Refused("an order's lines are changed by a person in Shopify, who settles the price")

    def send_again(self, key: str, number: str) -> str:
        """As a new order of the same things, for nothing: its name."""

        def check(order: SalesOrder) -> None:
            if order.state not in (State.SHIPPED, State.DELIVERED):
                raise Conflict(f"order {number} is {order.state}: there is nothing to send again")
            self._replacements.check(number)

        def do(_: Before) -> str:
            return self._replacements.place(key, self._node(number))

        return self._once(key, number, check, do, {"what": "again"})

    def discount(self, customer_id: str, discount: Discount) -> None:
        if not customer_id.startswith("gid://shopify/Customer/"):
            raise NotFound("Shopify has no such customer")
        if discount.worth.at_most:
            raise Refused("Shopify caps no percentage: take `at_most` away, or give an amount")
        if self._shop.query(discounts.BY_CODE, code=discount.code)["codeDiscountNodeByCode"]:
            return
        self._shop.mutate(discounts.CREATE, input=discounts.wanted(customer_id, discount))

    def is_used(self, code: str) -> bool:
        """Shopify counts behind: an order of the last moments may not be in it yet."""
        node = self._shop.query(discounts.BY_CODE, code=code)["codeDiscountNodeByCode"]
        return node is None or node["codeDiscount"]["asyncUsageCount"] > 0

    def undo(self, key: str, number: str) -> None:
        """Raises Refused for a cancellation, which Shopify does not take back, for a return that
        somebody has worked on, and for another parcel that is packed."""
        self._journal.take_back(key, number, lambda before: self._undo(key, number, before))

    def _once(
        self,
        key: str,
        number: str,
        check: Callable[[SalesOrder], None],
        do: Callable[[Before], str],
        what: Before,
    ) -> str:
        def before() -> Before:
            node = self._node(number)
            check(orders.read_order(node))
            return {**what, "id": node["id"], "address": node["shippingAddress"]}

        def undo(change: Before) -> None:
            self._undo(key, number, change)

        return self._journal.once(key, number, do, undo, before)

    def _undo(self, key: str, number: str, before: Before) -> None:
        if before["what"] == "again":
            self._replacements.call_off(key, number)
            return
        node = self._node(number)
        if before["what"] == "cancel" and node["cancelledAt"]:
            raise Refused("Shopify does not take a cancellation back")
        if before["what"] == "address":
            old = before["address"] or {}
            self._address(before["id"], orders.mailing_input(old, orders.read_address(old)))
        if before["what"] == "return":
            made = orders.return_marked(node, mark_of(key))
            if made and made["status"] != "CANCELED":
                self._shop.mutate(orders.CANCEL_RETURN, repeatable=True, id=made["id"])

    def _address(self, id_: str, address: dict[str, Any]) -> None:
        changed = {"id": id_, "shippingAddress": address}
        self._shop.mutate(orders.UPDATE, repeatable=True, input=changed)

    def _return(self, key: str, number: str, skus: Sequence[str], new: Sequence[str]) -> str:
        """The return's name. It is found again by the mark in its notes."""
        node = self._node(number)
        if made := orders.return_marked(node, mark_of(key)):
            return str(made["name"])
        lines = [
            {
                "fulfillmentLineItemId": id_,
                "quantity": quantity,
                "returnReason": "OTHER",
                "returnReasonNote": f"Careline {mark_of(key)}",
            }
            for id_, quantity in _sent(node, skus).items()
        ]
        wanted = {"orderId": node["id"], "returnLineItems": lines}
        if new:
            ids = self._variant_ids(node)
            wanted["exchangeLineItems"] = [
                {"variantId": ids[sku], "quantity": count} for sku, count in Counter(new).items()
            ]
        return str(self._shop.mutate(orders.RETURN, input=wanted)["return"]["name"])

    def _variant_ids(self, node: orders.Node) -> dict[str, str]:
        products = {line["product"]["id"] for line in node["lineItems"]["nodes"] if line["product"]}
        found = (self._shop.query(orders.VARIANTS, id=product)["product"] for product in products)
        return {
            each["sku"] or each["id"]: each["id"]
            for product in found
            for each in (product or {"variants": {"nodes": []}})["variants"]["nodes"]
        }

    def _node(self, number: str) -> orders.Node:
        quoted = number.replace("\\", "").replace('"', "")
        for node in self._nodes(f'name:"{quoted}"'):
            if node["name"] == number:
                return node
        raise NotFound(f"Shopify has no order {number}")

    def _nodes(self, query: str) -> list[orders.Node]:
        return list(self._shop.query(orders.ORDERS, query=query)["orders"]["nodes"])


def _sent(node: orders.Node, skus: Sequence[str]) -> Counter[str]:
    """Of which parcels' lines the things come, and how many of each."""
    left, taken = Counter(skus), Counter[str]()
    for sku, line in orders.sent_lines(node):
        if left[sku]:
            left[sku] -= 1
            taken[line] += 1
    if missing := +left:
        raise NotFound(f"{', '.join(missing)} was not sent with this order")
    return taken
