"""What the shop's policy says that each tool does, applied to the database itself.

A second reading, to hold ours against: it shares nothing with our rules, our records or our ports.
The policy: https://github.com/sierra-research/tau2-bench/blob/main/data/tau2/domains/retail/policy.md
"""

import copy
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from infra.local.strangers.shop import Action, Json


class Forbidden(Exception):
    """The policy does not allow it; the database is as it was."""


class Oracle:
    """The database after the actions done so far, for one customer. The database given stays."""

    def __init__(self, database: Json, customer_id: str) -> None:
        self._before = database
        self.database = {name: dict(table) for name, table in database.items()}
        self._customer = customer_id

    @property
    def changed(self) -> Json:
        """Those rows of the database that are not as they were."""
        return {
            name: {id_: row for id_, row in table.items() if row is not self._before[name][id_]}
            for name, table in self.database.items()
        }

    def do(self, action: Action) -> None:
        """Raises Forbidden."""
        getattr(self, action.name)(**action.arguments)

    def cancel_pending_order(self, order_id: str, reason: str) -> None:
        order = self._order(order_id, "pending")
        _need(reason in ("no longer needed", "ordered by mistake"), "other reasons")
        for method, amount in _paid(order).items():
            if amount:
                self._book(order, "refund", amount, method)
        order |= {"status": "cancelled", "cancel_reason": reason}
        self._keep(order)

    def modify_pending_order_address(self, order_id: str, **address: str) -> None:
        self._keep(self._order(order_id, "pending") | {"address": address})

    def modify_pending_order_payment(self, order_id: str, payment_method_id: str) -> None:
        order = self._order(order_id, "pending")
        _need(len(order["payment_history"]) == 1, "more than one payment")
        paid = order["payment_history"][0]
        _need(paid["payment_method_id"] != payment_method_id, "the original method")
        self._need_covered(payment_method_id, paid["amount"])
        self._book(order, "payment", paid["amount"], payment_method_id)
        self._book(order, "refund", paid["amount"], paid["payment_method_id"])
        self._keep(order)

    def modify_pending_order_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        new_item_ids: Sequence[str],
        payment_method_id: str,
    ) -> None:
        order = self._order(order_id, "pending")
        places, variants = self._matched(order, item_ids, new_item_ids)
        new = self._become(variants)
        difference = _difference(order, places, variants)
        self._need_covered(payment_method_id, difference)
        for at, variant in zip(places, new, strict=True):
            order["items"][at] |= variant
        if difference:
            kind = "payment" if difference > 0 else "refund"
            self._book(order, kind, abs(difference), payment_method_id)
        order["status"] = "pending (item modified)"
        self._keep(order)

    def exchange_delivered_order_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        new_item_ids: Sequence[str],
        payment_method_id: str,
    ) -> None:
        order = self._order(order_id, "delivered")
        places, variants = self._matched(order, item_ids, new_item_ids)
        difference = _difference(order, places, variants)
        self._need_covered(payment_method_id, difference)
        order |= {
            "status": "exchange requested",
            "exchange_items": sorted(item_ids),
            "exchange_new_items": sorted(new_item_ids),
            "exchange_payment_method_id": payment_method_id,
            "exchange_price_difference": difference,
        }
        self._keep(order)

    def return_delivered_order_items(
        self, order_id: str, item_ids: Sequence[str], payment_method_id: str
    ) -> None:
        order = self._order(order_id, "delivered")
        _places(order, item_ids)
        original = order["payment_history"][0]["payment_method_id"]
        is_gift_card = self._method(payment_method_id)["source"] == "gift_card"
        _need(is_gift_card or payment_method_id == original, "another method")
        order |= {
            "status": "return requested",
            "return_items": sorted(item_ids),
            "return_payment_method_id": payment_method_id,
        }
        self._keep(order)

    def modify_user_address(self, user_id: str, **address: str) -> None:
        _need(user_id == self._customer, "another customer")
        self.database["users"][user_id] = self.database["users"][user_id] | {"address": address}

    def _become(self, variants: list[Json]) -> list[Json]:
        """What is written to each changed line: what was chosen for it."""
        return [{name: each[name] for name in ("item_id", "price", "options")} for each in variants]

    def _order(self, order_id: str, status: str) -> Json:
        """A copy, to be changed and kept."""
        order = self.database["orders"].get(order_id)
        if order is None or order["user_id"] != self._customer:
            raise Forbidden("no order of theirs")
        _need(order["status"] == status, "another status")
        return copy.deepcopy(dict(order))

    def _keep(self, order: Json) -> None:
        self.database["orders"][order["order_id"]] = order

    def _method(self, id_: str) -> Json:
        methods = self.database["users"][self._customer]["payment_methods"]
        _need(id_ in methods, "no method of theirs")
        return dict(methods[id_])

    def _need_covered(self, method: str, amount: Decimal) -> None:
        balance = self._method(method).get("balance")
        _need(balance is None or balance >= amount, "not enough on the gift card")

    def _book(self, order: Json, kind: str, amount: Decimal, method: str) -> None:
        order["payment_history"].append(
            {"transaction_type": kind, "amount": amount, "payment_method_id": method}
        )
        card = self._method(method)
        if "balance" not in card:
            return
        card["balance"] += amount if kind == "refund" else -amount
        user = self.database["users"][self._customer]
        methods = user["payment_methods"] | {method: card}
        self.database["users"][self._customer] = user | {"payment_methods": methods}

    def _matched(
        self, order: Json, item_ids: Sequence[str], new_item_ids: Sequence[str]
    ) -> tuple[list[int], list[Json]]:
        """Each line's place, and the variant chosen for it."""
        _need(len(item_ids) == len(new_item_ids), "not one for one")
        places = _places(order, item_ids)
        chosen = []
        for at, new in zip(places, new_item_ids, strict=True):
            item = order["items"][at]
            variant = self.database["products"][item["product_id"]]["variants"].get(new)
            _need(variant is not None, "no variant of the same product")
            _need(variant["available"], "not available")
            _need(new != item["item_id"], "the same options")
            chosen.append(variant)
        return places, chosen


class Upstream(Oracle):
    """As upstream's own tool has it, `modify_pending_order_items` of commit 2b80cb1: every changed
    line gets the price and options of the last variant."""

    def _become(self, variants: list[Json]) -> list[Json]:
        last = {name: variants[-1][name] for name in ("price", "options")}
        return [{"item_id": each["item_id"], **last} for each in variants]


def _need(holds: bool, rule: str) -> None:
    if not holds:
        raise Forbidden(rule)


def _places(order: Json, item_ids: Sequence[str]) -> list[int]:
    _need(bool(item_ids), "no items")
    found: list[int] = []
    for id_ in item_ids:
        place = next(
            (
                at
                for at, item in enumerate(order["items"])
                if item["item_id"] == id_ and at not in found
            ),
            None,
        )
        if place is None:
            raise Forbidden("no such item in the order")
        found.append(place)
    return found


def _difference(order: Json, places: list[int], variants: list[Json]) -> Decimal:
    prices = zip(places, variants, strict=True)
    return sum((new["price"] - order["items"][at]["price"] for at, new in prices), Decimal(0))


def _paid(order: Json) -> dict[str, Decimal]:
    """What of each method's money the shop still has."""
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in order["payment_history"]:
        sign = 1 if each["transaction_type"] == "payment" else -1
        paid[each["payment_method_id"]] += sign * each["amount"]
    return paid
