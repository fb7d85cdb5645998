"""Examples from the shop: orders with everything that each action on them needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from infra.local.strangers.shop import Action, Json
from shared.domain.errors import InvalidInput

BY_STATUS = {
    "pending": ("cancel", "address", "payment", "items"),
    "delivered": ("return", "exchange"),
}
"""What an order of which status allows."""
ELSEWHERE = {
    "address1": "1 Harbour Street",
    "address2": "",
    "city": "Portland",
    "state": "OR",
    "country": "USA",
    "zip": "97201",
}
Found = TypeVar("Found")


@dataclass(frozen=True)
class Example:
    """An order, and what every action on it needs."""

    order: Json
    other_method: str
    """Of its owner: a card or account that did not pay for it."""
    new: str
    """An available variant, other than the first line's, of the same product."""

    @property
    def first_item(self) -> str:
        return str(self.order["items"][0]["item_id"])

    def action(self, name: str, **otherwise: object) -> Action:
        """A legal one, if the order's status allows it."""
        tool, arguments = {
            "cancel": ("cancel_pending_order", {"reason": "no longer needed"}),
            "address": ("modify_pending_order_address", ELSEWHERE),
            "payment": (
                "modify_pending_order_payment",
                {"payment_method_id": self.other_method},
            ),
            "items": ("modify_pending_order_items", self._swap),
            "return": (
                "return_delivered_order_items",
                {
                    "item_ids": [self.first_item],
                    "payment_method_id": self.order["payment_history"][0]["payment_method_id"],
                },
            ),
            "exchange": ("exchange_delivered_order_items", self._swap),
        }[name]
        ours = {"order_id": self.order["order_id"], **arguments}
        return Action(name=tool, arguments=ours | otherwise)

    @property
    def _swap(self) -> Json:
        return {
            "item_ids": [self.first_item],
            "new_item_ids": [self.new],
            "payment_method_id": self.other_method,
        }


class Cast:
    """Finds the examples."""

    def __init__(self, database: Json) -> None:
        self.database = database

    def example(self, status: str) -> Example:
        return self.find(status, lambda example: example)

    def find(self, status: str, need: Callable[[Example], Found | None]) -> Found:
        for order in self.database["orders"].values():
            example = self._example_of(order) if order["status"] == status else None
            found = need(example) if example else None
            if found is not None:
                return found
        raise InvalidInput(f"the shop has no {status} order to try this on")

    def variants(self, example: Example) -> dict[str, Json]:
        """Of the product of the first line."""
        product = example.order["items"][0]["product_id"]
        return dict(self.database["products"][product]["variants"])

    def methods(self, example: Example) -> dict[str, Json]:
        return dict(self.database["users"][example.order["user_id"]]["payment_methods"])

    def stranger(self, example: Example) -> tuple[str, str]:
        """Another customer and a gift card of theirs."""
        for id_, user in self.database["users"].items():
            for method in user["payment_methods"].values():
                if id_ != example.order["user_id"] and method["source"] == "gift_card":
                    return id_, method["id"]
        raise InvalidInput("the shop has no other customer with a gift card")

    def _example_of(self, order: Json) -> Example | None:
        paid = {each["payment_method_id"] for each in order["payment_history"]}
        item = order["items"][0]
        methods = self.database["users"][order["user_id"]]["payment_methods"].values()
        others = [m["id"] for m in methods if m["id"] not in paid and "balance" not in m]
        variants = self.database["products"][item["product_id"]]["variants"].values()
        new = [v["item_id"] for v in variants if v["available"] and v["item_id"] != item["item_id"]]
        return Example(order, others[0], new[0]) if others and new else None


def legal(database: Json) -> Iterator[tuple[str, Action]]:
    """One of each action that the policy allows, after the customer whose it is."""
    cast = Cast(database)
    for status, names in BY_STATUS.items():
        example = cast.example(status)
        for name in names:
            yield example.order["user_id"], example.action(name)
