"""What the shop's policy forbids, each tried on an example of the shop's own.

An attempt is a legal action with one thing wrong, so that only that can be what is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from infra.local.strangers.examples import BY_STATUS, ELSEWHERE, Cast, Example
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
_AFTER = {
    "items": ("cancel", "address", "payment", "items"),
    "payment": ("payment",),
    "cancel": ("cancel", "address", "payment", "items"),
    "return": ("return", "exchange"),
    "exchange": ("return", "exchange"),
}
"""What an order does not allow any more after another action."""


@dataclass(frozen=True)
class Attempt:
    """`first` is allowed and comes before it; `raises` is what it must meet."""

    rule: str
    customer: str
    action: Action
    raises: type[CarelineError]
    first: Action | None = None


def attempts(database: Json) -> Iterator[Attempt]:
    """Raises InvalidInput where the shop has no example of something."""
    cast = Cast(database)
    yield from _wrong_status(cast)
    yield from _too_late(cast)
    yield from _somebody_elses(cast)
    yield from _wrong_reason(cast)
    yield from _wrong_method(cast)
    yield from _wrong_lines(cast)


def _attempt(rule: str, example: Example, action: Action, raises: type[CarelineError]) -> Attempt:
    return Attempt(rule, example.order["user_id"], action, raises)


def _wrong_status(cast: Cast) -> Iterator[Attempt]:
    for right, names in BY_STATUS.items():
        for status in _STATUSES:
            if status == right:
                continue
            example = cast.example(status)
            for name in names:
                yield _attempt(f"{name}: {status}", example, example.action(name), Conflict)


def _too_late(cast: Cast) -> Iterator[Attempt]:
    for first, names in _AFTER.items():
        status = next(status for status, does in BY_STATUS.items() if first in does)
        example = cast.example(status)
        for name in names:
            yield Attempt(
                f"{name}: after {first}",
                example.order["user_id"],
                example.action(name),
                Conflict,
                example.action(first),
            )


def _somebody_elses(cast: Cast) -> Iterator[Attempt]:
    for status, names in BY_STATUS.items():
        example = cast.example(status)
        stranger, card = cast.stranger(example)
        for name in names:
            theirs = example.action(name)
            if "payment_method_id" in theirs.arguments:
                theirs = example.action(name, payment_method_id=card)
            yield Attempt(f"{name}: somebody else's order", stranger, theirs, NotAuthorized)
            unknown = example.action(name, order_id="#W0")
            yield _attempt(f"{name}: no such order", example, unknown, NotFound)
    arguments = {"user_id": example.order["user_id"], **ELSEWHERE}
    move = Action(name="modify_user_address", arguments=arguments)
    yield Attempt("move: somebody else", stranger, move, NotAuthorized)


def _wrong_reason(cast: Cast) -> Iterator[Attempt]:
    example = cast.example("pending")
    for reason in ("found it cheaper elsewhere", "No longer needed", ""):
        action = example.action("cancel", reason=reason)
        yield _attempt(f"cancel: reason {reason!r}", example, action, InvalidInput)


def _wrong_method(cast: Cast) -> Iterator[Attempt]:
    for status, names in BY_STATUS.items():
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


def _short_of_total(cast: Cast, example: Example) -> Attempt | None:
    [paid] = example.order["payment_history"]
    for method in cast.methods(example).values():
        if method["id"] != paid["payment_method_id"] and _holds_less(method, paid["amount"]):
            action = example.action("payment", payment_method_id=method["id"])
            return _attempt("payment: gift card too small", example, action, Refused)
    return None


def _short_of_difference(cast: Cast, example: Example, name: str) -> Attempt | None:
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


def _wrong_lines(cast: Cast) -> Iterator[Attempt]:
    for status, names in BY_STATUS.items():
        for name in names:
            if name in ("items", "exchange"):
                yield from _wrong_swaps(cast, status, name)
    example = cast.example("delivered")
    for what, items, raises in _wrong_items(example):
        yield _attempt(f"return: {what}", example, example.action("return", item_ids=items), raises)


def _wrong_swaps(cast: Cast, status: str, name: str) -> Iterator[Attempt]:
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


def _sold_out(cast: Cast, example: Example, name: str) -> Attempt | None:
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
