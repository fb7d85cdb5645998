"""How a company's customers, orders, products, rules and documents stand in the knowledge graph.

Each of the writers tells what it is given and leaves the rest untold; each of the readers says None
where the graph does not know enough.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from shared.domain.documents import Document
from shared.domain.entitlements import Rule
from shared.domain.graph import Edge, Kind, Node, NodeId, told
from shared.domain.money import Money
from shared.domain.orders import Customer, Delay, Order, OrderStatus, Product, SubscriptionStatus

EVERY = "*"
"""Every region, or every category."""


def customer_id(id_: str) -> NodeId:
    return NodeId(Kind.CUSTOMER, id_)


def order_id(number: str) -> NodeId:
    return NodeId(Kind.ORDER, number)


def product_id(sku: str) -> NodeId:
    return NodeId(Kind.PRODUCT, sku)


def document_id(id_: str) -> NodeId:
    return NodeId(Kind.DOCUMENT, id_)


def phone_id(number: str) -> NodeId:
    return NodeId(Kind.PHONE, number)


def email_id(address: str) -> NodeId:
    return NodeId(Kind.EMAIL, address.lower())


def category_id(name: str) -> NodeId:
    return NodeId(Kind.CATEGORY, name)


def audience_id(region: str, category: str) -> NodeId:
    return NodeId(Kind.AUDIENCE, f"{region}/{category}")


def tell_customer(
    id_: str,
    as_of: datetime,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    tier: str | None = None,
    region: str | None = None,
) -> Node:
    """An address or number of "" is one that the customer has no more."""
    return told(
        customer_id(id_),
        as_of,
        {"name": name, "email": email, "phone": phone, "tier": tier, "region": region},
        {
            Edge.HAS_PHONE: _to(Kind.PHONE, phone),
            Edge.HAS_EMAIL: _to(Kind.EMAIL, email.lower() if email else email),
            Edge.LIVES_IN: _to(Kind.REGION, region),
        },
    )


def read_customer(node: Node) -> Customer | None:
    name = node.text("name")
    if name is None:
        return None
    known = {each: node.text(each) or "" for each in ("email", "phone", "tier", "region")}
    return Customer(node.id.key, name, **known)


def tell_order(
    number: str,
    as_of: datetime,
    *,
    customer: str | None = None,
    skus: Iterable[str] | None = None,
    items: tuple[str, ...] | None = None,
    status: OrderStatus | None = None,
    placed: datetime | None = None,
    carrier: str | None = None,
    tracking: str | None = None,
    due: datetime | None = None,
    delay: Delay | None = None,
    delivered_at: datetime | None = None,
    prices: tuple[Money, ...] | None = None,
) -> Node:
    """`items` are as they were sold: "2 x Finch 2 earbuds"; `skus` lead to what they are now."""
    return told(
        order_id(number),
        as_of,
        {
            "items": items,
            "status": status.value if status else None,
            "placed": _iso(placed),
            "carrier": carrier,
            "tracking": tracking,
            "due": _iso(due),
            "delay": (delay.cause, delay.place, delay.since.isoformat()) if delay else None,
            "delivered_at": _iso(delivered_at),
            "prices": tuple(f"{each.minor} {each.currency}" for each in prices or ()) or None,
        },
        {
            Edge.PLACED_BY: _to(Kind.CUSTOMER, customer),
            Edge.CONTAINS: None if skus is None else map(product_id, skus),
        },
    )


def read_order(node: Node) -> Order | None:
    customer, placed, status = node.one(Edge.PLACED_BY), _time(node, "placed"), node.text("status")
    if customer is None or placed is None or status is None:
        return None
    delay = node.texts("delay")
    return Order(
        number=node.id.key,
        customer_id=customer.key,
        placed=placed,
        items=node.texts("items"),
        status=OrderStatus(status),
        carrier=node.text("carrier"),
        tracking=node.text("tracking"),
        due=_time(node, "due"),
        delay=Delay(delay[0], delay[1], datetime.fromisoformat(delay[2])) if delay else None,
        delivered_at=_time(node, "delivered_at"),
        prices=tuple(_money(text) for text in node.texts("prices")),
    )


def tell_product(product: Product, as_of: datetime) -> Node:
    return told(
        product_id(product.sku),
        as_of,
        {"name": product.name, "called": product.called},
        {Edge.BELONGS_TO: _to(Kind.CATEGORY, product.category)},
    )


def read_product(node: Node) -> Product | None:
    name, category = node.text("name"), node.one(Edge.BELONGS_TO)
    if name is None:
        return None
    return Product(node.id.key, name, node.texts("called"), category.key if category else None)


def tell_subscription(
    id_: str, as_of: datetime, *, customer: str, sku: str, status: SubscriptionStatus
) -> Node:
    return told(
        NodeId(Kind.SUBSCRIPTION, id_),
        as_of,
        {"status": status.value},
        {Edge.HELD_BY: [customer_id(customer)], Edge.GIVES: [product_id(sku)]},
    )


def tell_rule(entitlement: str, rule: Rule, as_of: datetime) -> Node:
    """Its conditions on the category become edges; on the others the rules themselves decide."""
    return told(
        NodeId(Kind.RULE, f"{entitlement}/{rule.id}"),
        as_of,
        {"valid_from": rule.valid_from.isoformat(), "valid_to": rule.valid_to.isoformat()},
        {
            Edge.GOVERNS: map(category_id, rule.when.get("category") or {EVERY}),
            Edge.STATED_IN: [document_id(rule.document)],
        },
    )


def tell_document(document: Document, as_of: datetime) -> Node:
    """All but its text, which the search index holds."""
    scope = document.scope
    readers = [
        audience_id(region, category)
        for region in scope.regions or {EVERY}
        for category in document.products or {EVERY}
    ]
    return told(
        document_id(document.id),
        as_of,
        {
            "title": document.title,
            "source": document.source,
            "version": document.version,
            "locale": scope.locale,
            "valid_from": scope.valid_from.isoformat(),
            "valid_to": scope.valid_to.isoformat() if scope.valid_to else None,
        },
        {Edge.ADDRESSES: readers, Edge.SUPERSEDES: _to(Kind.DOCUMENT, document.supersedes)},
    )


def tell_supersession(old: str, new: str, begins: date, as_of: datetime) -> tuple[Node, Node]:
    """What it tells of the old document and of the new one, which holds from the day `begins`."""
    ends = {"valid_to": (begins - timedelta(days=1)).isoformat()}
    return (
        told(document_id(old), as_of, ends),
        told(document_id(new), as_of, {}, {Edge.SUPERSEDES: [document_id(old)]}),
    )


def is_valid(node: Node, on: date) -> bool:
    """Whether the rule or document holds on that day. One that ends before it begins never does."""
    begins, ends = node.text("valid_from"), node.text("valid_to")
    return (
        begins is not None
        and date.fromisoformat(begins) <= on
        and (ends is None or on <= date.fromisoformat(ends))
    )


def is_in(node: Node, locale: str) -> bool:
    """Whether the document is written for readers of this locale."""
    return node.text("locale") == locale


def _to(kind: Kind, key: str | None) -> list[NodeId] | None:
    """The one end of an edge; none for "", untold for None."""
    if key is None:
        return None
    return [NodeId(kind, key)] if key else []


def _money(text: str) -> Money:
    minor, _, currency = text.partition(" ")
    return Money(int(minor), currency)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(node: Node, name: str) -> datetime | None:
    text = node.text(name)
    return datetime.fromisoformat(text) if text else None
