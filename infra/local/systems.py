"""Gives the demo's systems of record what a company pack says of them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from shared.adapters.demo import commerce, crm, others, payments
from shared.adapters.demo.book import Book
from shared.adapters.pack import load_customers, load_orders, load_products
from shared.adapters.yaml_text import parse_yaml
from shared.domain.commerce import Address, Line, SalesOrder, State, Variant
from shared.domain.money import Money
from shared.domain.orders import OrderStatus
from shared.ports.systems.payments import EntryKind
from shared.ports.systems.records import Records

_STATES = {
    OrderStatus.PROCESSING: State.PENDING,
    OrderStatus.SHIPPED: State.SHIPPED,
    OrderStatus.DELAYED: State.SHIPPED,
    OrderStatus.DELIVERED: State.DELIVERED,
    OrderStatus.CANCELLED: State.CANCELLED,
}


def load_systems(records: Records, pack: Path) -> None:
    """Each record once: what errands changed since stays as it is."""
    book, data = Book(records), pack / "data"
    people = {row["id"]: row for row in _read(data / "customers.yaml")}
    for id_, row in people.items():
        book.add(crm.CUSTOMER, id_, id_, {"address": row["address"]})
    _add_subscriptions(book, _read(data / "subscriptions.yaml"))
    _add_orders(book, pack, people)


def _add_subscriptions(book: Book, told: dict[str, Any]) -> None:
    for family in ("plans", "licences"):
        for row in told[family]:
            book.add(crm.PLAN, row["sku"], family, _without(row, "sku"))
    for row in told["methods"]:
        book.add(payments.METHOD, row["id"], row["customer"], _without(row, "id", "customer"))
    for row in told["subscriptions"]:
        book.add(crm.SUBSCRIPTION, row["id"], row["customer"], _without(row, "id"))
        method = next(m["id"] for m in told["methods"] if m["customer"] == row["customer"])
        paid = payments.entry("first", EntryKind.PAYMENT, Money(row["price_minor"]), method)
        book.add(payments.ACCOUNT, row["id"], row["customer"], {"entries": [paid]})
    for row in told["postings"]:
        book.add(others.POSTING, row["id"], row["about"], _without(row, "id", "about"))
    for row in told["api_keys"]:
        book.add(others.API_KEY, row["id"], row["customer"], _without(row, "id", "customer"))


def _add_orders(book: Book, pack: Path, people: dict[str, Any]) -> None:
    products = {product.sku: product for product in load_products(pack)}
    prices = {row["sku"]: row["price_minor"] for row in _read(pack / "data" / "products.yaml")}
    for sku, product in products.items():
        variant = Variant(sku, product.name, product.name, Money(prices[sku]))
        book.add(commerce.VARIANT, sku, product.name, commerce.write_variant(variant))
    for row in _read(pack / "data" / "variants.yaml"):
        other = Variant(
            row["sku"],
            row["product"],
            row["name"],
            Money(row["price_minor"]),
            row.get("is_available", True),
        )
        book.add(commerce.VARIANT, other.sku, other.product, commerce.write_variant(other))
    listed = {row["number"]: row for row in _read(pack / "data" / "orders.yaml")}
    methods = _read(pack / "data" / "subscriptions.yaml")["methods"]
    known = {customer.id for customer in load_customers(pack)}
    for order in load_orders(pack):
        assert order.customer_id in known
        items = listed[order.number]["items"]
        lines = tuple(
            Line(item["sku"], item["name"], item["name"], Money(item["price_minor"]))
            for item in items
            for _ in range(item["quantity"])
        )
        kept = SalesOrder(
            order.number,
            order.customer_id,
            _STATES[order.status],
            lines,
            Address(**people[order.customer_id]["address"]),
            placed=order.placed,
            delivered_at=order.delivered_at,
            tracking=order.tracking,
            carrier=order.carrier,
        )
        book.add(commerce.ORDER, order.number, order.customer_id, commerce.write_order(kept))
        method = next(m["id"] for m in methods if m["customer"] == order.customer_id)
        paid = [payments.entry("first", EntryKind.PAYMENT, kept.total, method)]
        if order.status is OrderStatus.CANCELLED:
            paid.append(payments.entry("back", EntryKind.REFUND, kept.total, method))
        book.add(payments.ACCOUNT, order.number, order.customer_id, {"entries": paid})


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The others, with days as text."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if name not in names
    }


def _read(path: Path) -> Any:
    return parse_yaml(path.read_text(encoding="utf-8"))
