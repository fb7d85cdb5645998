"""What the shop's policy forbids, each tried on an example of the shop's own.

An attempt is a legal action with one thing wrong, so that only that can be what is refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from infra.local.strangers.shop import Action, Json
from shared.domain.errors import (
    CarelineError,
    Conflict,
    InvalidInput,
    NotAuthorized,
    NotFound,
    Refused,
)

_STATUSES = ("pending", "processed", "delivered", "cancelled")
_BY_STATUS = {
    "pending": ("cancel", "address", "payment", "items"),
    "delivered": ("return", "exchange"),
}
_AFTER = {
    "items": ("cancel", "address", "payment", "items"),
    "payment": ("payment",),
    "cancel": ("cancel", "address", "payment", "items"),
    "return": ("return", "exchange"),
    "exchange": ("return", "exchange"),
}
"""What an order does not allow any more after another action."""
_ELSEWHERE = {
    "address1": "1 Harbour Street",
    "address2": "",
    "city": "Portland",
    "state": "OR",
    "country": "USA",
    "zip": "97201",
}
Found = TypeVar("Found")


@dataclass(frozen=True)
class Attempt:
    """`first` is allowed and comes before it; `raises` is what it must meet."""

    rule: str
    customer: str
    action: Action
    raises: type[CarelineError]
    first: Action | None = None


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
            "address": ("modify_pending_order_address", _ELSEWHERE),
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


def attempts(database: Json) -> Iterator[Attempt]:
    """Raises InvalidInput where the shop has no example of something."""
    cast = _Cast(database)
    yield from _wrong_status(cast)
    yield from _too_late(cast)
    yield from _somebody_elses(cast)
    yield from _wrong_reason(cast)
    yield from _wrong_method(cast)
    yield from _wrong_lines(cast)


def legal(database: Json) -> Iterator[tuple[str, Action]]:
    """One of each action that the policy allows, after the customer whose it is."""
    cast = _Cast(database)
    for status, names in _BY_STATUS.items():
        example = cast.example(status)
        for name in names:
            yield example.order["user_id"], example.action(name)


class _Cast:
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


def _attempt(rule: str, example: Example, action: Action, raises: type[CarelineError]) -> Attempt:
    return Attempt(rule, example.order["user_id"], action, raises)


def _wrong_status(cast: _Cast) -> Iterator[Attempt]:
    for right, names in _BY_STATUS.items():
        for status in _STATUSES:
            if status == right:
                continue
            example = cast.example(status)
            for name in names:
                yield _attempt(f"{name}: {status}", example, example.action(name), Conflict)


def _too_late(cast: _Cast) -> Iterator[Attempt]:
    for first, names in _AFTER.items():
        status = next(status for status, does in _BY_STATUS.items() if first in does)
        example = cast.example(status)
        for name in names:
            yield Attempt(
                f"{name}: after {first}",
                example.order["user_id"],
                example.action(name),
                Conflict,
                example.action(first),
            )


def _somebody_elses(cast: _Cast) -> Iterator[Attempt]:
    for status, names in _BY_STATUS.items():
        example = cast.example(status)
        stranger, card = cast.stranger(example)
        for name in names:
            theirs = example.action(name)
            if "payment_method_id" in theirs.arguments:
                theirs = example.action(name, payment_method_id=card)
            yield Attempt(f"{name}: somebody else's order", stranger, theirs, NotAuthorized)
            unknown = example.action(name, order_id="#W0")
            yield _attempt(f"{name}: no such order", example, unknown, NotFound)
    arguments = {"user_id": example.order["user_id"], **_ELSEWHERE}
    move = Action(name="modify_user_address", arguments=arguments)
    yield Attempt("move: somebody else", stranger, move, NotAuthorized)


def _wrong_reason(cast: _Cast) -> Iterator[Attempt]:
    example = cast.example("pending")
    for reason in ("found it cheaper elsewhere", "No longer needed", ""):
        action = example.action("cancel", reason=reason)
        yield _attempt(f"cancel: reason {reason!r}", example, action, InvalidInput)


def _wrong_method(cast: _Cast) -> Iterator[Attempt]:
    for status, names in _BY_STATUS.items():
        example = cast.example(status)
        _, card = cast.stranger(example)
        for name in names:
            if "payment_method_id" in example.action(name).arguments:
                theirs = example.action(name, payment_method_id=card)
                yield _attempt(f"{name}: somebody else's gift card", example, theirs, NotFound)
    example = cast.example("pending")
    same = example.order["payment_history"][0]["payment_method_id"]
    action = example.action("payment", payment_method_id=same)
    yield _attempt("payment: the original method", example, action, InvalidInput)
    example = cast.example("delivered")
    action = example.action("return", payment_method_id=example.other_method)
    yield _attempt("return: to another card", example, action, Refused)
    yield cast.find("pending", lambda found: _short_of_total(cast, found))
    yield cast.find("pending", lambda found: _short_of_difference(cast, found, "items"))
    yield cast.find("delivered", lambda found: _short_of_difference(cast, found, "exchange"))


def _short_of_total(cast: _Cast, example: Example) -> Attempt | None:
    [paid] = example.order["payment_history"]
    for method in cast.methods(example).values():
        if method["id"] != paid["payment_method_id"] and _holds_less(method, paid["amount"]):
            action = example.action("payment", payment_method_id=method["id"])
            return _attempt("payment: gift card too small", example, action, Refused)
    return None


def _short_of_difference(cast: _Cast, example: Example, name: str) -> Attempt | None:
    price = example.order["items"][0]["price"]
    for variant in cast.variants(example).values():
        for method in cast.methods(example).values():
            if variant["available"] and _holds_less(method, variant["price"] - price):
                action = example.action(
                    name, new_item_ids=[variant["item_id"]], payment_method_id=method["id"]
                )
                return _attempt(f"{name}: gift card too small", example, action, Refused)
    return None


def _holds_less(method: Json, amount: Decimal) -> bool:
    return "balance" in method and method["balance"] < amount


def _wrong_lines(cast: _Cast) -> Iterator[Attempt]:
    for status, names in _BY_STATUS.items():
        for name in names:
            if name in ("items", "exchange"):
                yield from _wrong_swaps(cast, status, name)
    example = cast.example("delivered")
    for what, items, raises in _wrong_items(example):
        yield _attempt(f"return: {what}", example, example.action("return", item_ids=items), raises)


def _wrong_swaps(cast: _Cast, status: str, name: str) -> Iterator[Attempt]:
    example = cast.example(status)
    for what, items, raises in _wrong_items(example):
        action = example.action(name, item_ids=items, new_item_ids=[example.new] * len(items))
        yield _attempt(f"{name}: {what}", example, action, raises)
    variants = cast.variants(example)
    products = cast.database["products"].values()
    elsewhere = next(sku for each in products for sku in each["variants"] if sku not in variants)
    wrong: list[tuple[str, list[str], type[CarelineError]]] = [
        ("another product", [elsewhere], Refused),
        ("the same options", [example.first_item], InvalidInput),
        ("no such variant", ["0"], NotFound),
        ("not one for one", [example.new, example.new], InvalidInput),
    ]
    for what, new, raises in wrong:
        action = example.action(name, new_item_ids=new)
        yield _attempt(f"{name}: {what}", example, action, raises)
    yield cast.find(status, lambda found: _sold_out(cast, found, name))


def _sold_out(cast: _Cast, example: Example, name: str) -> Attempt | None:
    for sku, variant in cast.variants(example).items():
        if not variant["available"] and sku != example.first_item:
            action = example.action(name, new_item_ids=[sku])
            return _attempt(f"{name}: sold out", example, action, Refused)
    return None


def _wrong_items(example: Example) -> list[tuple[str, list[str], type[CarelineError]]]:
    has = [item["item_id"] for item in example.order["items"]].count(example.first_item)
    return [
        ("not in the order", [example.new], NotFound),
        ("more than ordered", [example.first_item] * (has + 1), NotFound),
        ("nothing named", [], InvalidInput),
    ]
