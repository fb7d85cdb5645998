"""The shop's database as the records of our systems."""

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from infra.local.strangers.shop import Json, cents, described
from shared.adapters.demo.commerce import ORDER, VARIANT, write_order, write_variant
from shared.adapters.demo.crm import CUSTOMER
from shared.adapters.demo.payments import ACCOUNT, METHOD, entry
from shared.adapters.demo.records import MemoryRecords
from shared.domain.commerce import (
    Address,
    Line,
    MethodKind,
    OrderRules,
    SalesOrder,
    State,
    Variant,
)
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.ports.systems.payments import EntryKind
from shared.ports.systems.records import Record

RULES = OrderRules(
    cancel_reasons=frozenset({"no longer needed", "ordered by mistake"}),
    changed_orders_can_move=False,
)
"""What the shop's policy says where ours leaves it to the company."""
STATES = {
    "pending": State.PENDING,
    "pending (item modified)": State.CHANGED,
    "processed": State.PACKED,
    "delivered": State.DELIVERED,
    "cancelled": State.CANCELLED,
    "return requested": State.RETURNING,
    "exchange requested": State.EXCHANGING,
}
"""The shop's words for an order's status, and ours."""
_KINDS = {
    "credit_card": MethodKind.CARD,
    "paypal": MethodKind.PAYPAL,
    "gift_card": MethodKind.GIFT_CARD,
}


def load(database: Json) -> MemoryRecords:
    """Everything that the database holds. Raises InvalidInput for another shape than the
    benchmark's."""
    records = MemoryRecords()
    try:
        for record in _records_of(database):
            records.put(record)
    except (KeyError, TypeError) as error:
        raise InvalidInput(f"db.json is not of the shape that we know: {error}") from error
    return records


def read_address(value: Json) -> Address:
    return Address(
        street=value["address1"],
        extra=value["address2"],
        city=value["city"],
        region=value["state"],
        postcode=value["zip"],
        country=value["country"],
    )


def _records_of(database: Json) -> Iterator[Record]:
    for product in database["products"].values():
        yield from _variants_of(product)
    for id_, user in database["users"].items():
        yield Record(CUSTOMER, id_, id_, {"address": asdict(read_address(user["address"]))})
        for method in user["payment_methods"].values():
            yield Record(METHOD, method["id"], id_, _method(method))
    for number, order in database["orders"].items():
        owner = order["user_id"]
        yield Record(ORDER, number, owner, write_order(_order(order)))
        yield Record(ACCOUNT, number, owner, {"entries": list(_entries_of(order))})


def _variants_of(product: Json) -> Iterator[Record]:
    for sku, variant in product["variants"].items():
        taken = Variant(
            sku=sku,
            product=product["product_id"],
            name=described(product["name"], variant["options"]),
            price=_money(variant["price"]),
            is_available=variant["available"],
        )
        yield Record(VARIANT, sku, taken.product, write_variant(taken))


def _method(method: Json) -> dict[str, Any]:
    kind = _KINDS[method["source"]]
    if kind is not MethodKind.GIFT_CARD:
        return {"kind": kind.value}
    return {"kind": kind.value, "balance_minor": cents(method["balance"])}


def _order(order: Json) -> SalesOrder:
    return SalesOrder(
        number=order["order_id"],
        customer_id=order["user_id"],
        state=STATES[order["status"]],
        lines=tuple(
            Line(
                sku=item["item_id"],
                product=item["product_id"],
                name=described(item["name"], item["options"]),
                price=_money(item["price"]),
            )
            for item in order["items"]
        ),
        address=read_address(order["address"]),
    )


def _entries_of(order: Json) -> Iterator[dict[str, Any]]:
    for at, payment in enumerate(order["payment_history"]):
        yield entry(
            f"{order['order_id']}-{at}",
            EntryKind(payment["transaction_type"]),
            _money(payment["amount"]),
            payment["payment_method_id"],
        )


def _money(dollars: Decimal) -> Money:
    return Money(cents(dollars))
