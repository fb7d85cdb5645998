"""The demo company's order management: what the rules of commerce allow, kept as records."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.demo.book import Book, Tell, Value, quiet, receipt_of
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
from shared.domain.errors import Conflict, NotFound
from shared.ports.systems.commerce import Discount

ORDER, VARIANT, STOCK, PARCEL, DISCOUNT = "order", "variant", "stock", "parcel", "discount"
_ORDER: TypeAdapter[SalesOrder] = TypeAdapter(SalesOrder)
_VARIANT: TypeAdapter[Variant] = TypeAdapter(Variant)
_DISCOUNT: TypeAdapter[Discount] = TypeAdapter(Discount)


class DemoCommerce:
    """`tell` is told what becomes of an order, as the event that a real system would send."""

    def __init__(self, book: Book, rules: OrderRules = ANY_REASON, tell: Tell = quiet) -> None:
        self._book = book
        self._rules = rules
        self._tell = tell

    def order(self, number: str) -> SalesOrder:
        return read_order(self._book.read(ORDER, number))

    def of_customer(self, customer_id: str) -> list[SalesOrder]:
        return [read_order(value) for _, value in self._book.of(ORDER, customer_id)]

    def variants(self, product: str) -> list[Variant]:
        return [read_variant(sku, value) for sku, value in self._book.of(VARIANT, product)]

    def cancel(self, key: str, number: str, reason: str) -> str:
        receipt = self._change(key, number, lambda o: commerce.cancel(o, reason, self._rules))
        self._tell("OrderCancelled", {"order_number": number})
        return receipt

    def send_to(self, key: str, number: str, address: Address) -> str:
        return self._change(key, number, lambda o: commerce.send_to(o, address, self._rules))

    def take_back(
        self, key: str, number: str, skus: Sequence[str], refund_to: Method, paid_with: str
    ) -> str:
        def change(order: SalesOrder) -> SalesOrder:
            return commerce.take_back(order, skus, refund_to, paid_with, self._rules)

        return f"RMA-{self._change(key, number, change)}"

    def exchange(self, key: str, number: str, swaps: Sequence[Swap], method: Method) -> str:
        variants = self._variants_of(number)
        return self._change(key, number, lambda o: commerce.exchange(o, swaps, variants, method))

    def change_lines(self, key: str, number: str, swaps: Sequence[Swap], method: Method) -> str:
        variants = self._variants_of(number)
        return self._change(
            key, number, lambda o: commerce.change_lines(o, swaps, variants, method)[0]
        )

    def send_again(self, key: str, number: str) -> str:
        def change(value: Value) -> Value:
            order = read_order(value)
            if order.state not in (State.SHIPPED, State.DELIVERED):
                raise Conflict(f"order {number} is {order.state}: there is nothing to send again")
            if value.get("sent_again"):
                raise Conflict(f"order {number} was sent again before")
            return {"sent_again": receipt_of(key), "state": State.PENDING.value}

        return f"SHP-{self._book.change(key, ORDER, number, change)}"

    def discount(self, customer_id: str, discount: Discount) -> None:
        self._book.add(
            DISCOUNT, discount.code, customer_id, _DISCOUNT.dump_python(discount, mode="json")
        )

    def is_used(self, code: str) -> bool:
        """A record names the order that it was used for; the demo has no till that writes it."""
        try:
            return bool(self._book.read(DISCOUNT, code).get("used_for"))
        except NotFound:
            return True

    def undo(self, key: str, number: str) -> None:
        self._book.undo(key, ORDER, number)
        order = self.order(number)
        if order.state is State.PENDING:
            self._tell("OrderPlaced", _placed(order))

    def _change(self, key: str, number: str, rule: Callable[[SalesOrder], SalesOrder]) -> str:
        def change(value: Value) -> Value:
            return write_order(rule(read_order(value)))

        return self._book.change(key, ORDER, number, change)

    def _variants_of(self, number: str) -> dict[str, Variant]:
        products = {line.product for line in self.order(number).lines}
        return {each.sku: each for product in products for each in self.variants(product)}


def _placed(order: SalesOrder) -> dict[str, Any]:
    lines = [{"sku": line.sku, "name": line.name} for line in order.lines]
    placed = order.placed.isoformat() if order.placed else None
    about = {"order_number": order.number, "customer_id": order.customer_id}
    return {**about, "placed_at": placed, "lines": lines}


def read_order(value: dict[str, Any]) -> SalesOrder:
    return _ORDER.validate_python(
        {name: value[name] for name in SalesOrder.__dataclass_fields__ if name in value}
    )


def write_order(order: SalesOrder) -> dict[str, Any]:
    return dict(_ORDER.dump_python(order, mode="json"))


def read_variant(sku: str, value: dict[str, Any]) -> Variant:
    return _VARIANT.validate_python({"sku": sku, **value})


def write_variant(variant: Variant) -> dict[str, Any]:
    return {name: kept for name, kept in asdict(variant).items() if name != "sku"}
