"""What each event of the company's systems tells the knowledge graph."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.domain.documents import Document, Scope
from shared.domain.errors import InvalidInput
from shared.domain.graph import Node
from shared.domain.money import Money
from shared.domain.orders import Delay, OrderStatus, sold_as
from shared.domain.records import (
    tell_customer,
    tell_document,
    tell_order,
    tell_subscription,
    tell_supersession,
)
from shared.events import (
    CompanyEvent,
    CustomerChanged,
    DocumentPublished,
    DocumentSuperseded,
    OrderCancelled,
    OrderDelayed,
    OrderDelivered,
    OrderPlaced,
    OrderShipped,
    SubscriptionChanged,
)
from shared.ports.graph import Graph

TOLERANCE = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours."""


def take_note(event: CompanyEvent, graph: Graph, now: datetime) -> None:
    """Tell the graph what happened. Raises InvalidInput for an event of the future: nothing true
    could ever correct it."""
    if event.occurred_at > now + TOLERANCE:
        raise InvalidInput("occurred_at lies in the future: set the sender's clock")
    for news in _news(event):
        graph.tell(news)


def _news(event: CompanyEvent) -> Iterable[Node]:
    as_of = event.occurred_at
    match event:
        case OrderPlaced():
            yield tell_order(
                event.order_number,
                as_of,
                customer=event.customer_id,
                skus=[line.sku for line in event.lines],
                items=tuple(sold_as(line.name, line.quantity) for line in event.lines),
                status=OrderStatus.PROCESSING,
                placed=event.placed_at,
                due=event.due_at,
                prices=_prices(event),
            )
        case OrderShipped():
            yield tell_order(
                event.order_number,
                as_of,
                status=OrderStatus.SHIPPED,
                carrier=event.carrier,
                tracking=event.tracking,
                due=event.due_at,
            )
        case OrderDelayed():
            yield tell_order(
                event.order_number,
                as_of,
                status=OrderStatus.DELAYED,
                due=event.due_at,
                delay=Delay(event.cause, event.place, as_of),
            )
        case OrderDelivered():
            yield tell_order(
                event.order_number,
                as_of,
                status=OrderStatus.DELIVERED,
                delivered_at=event.delivered_at,
            )
        case OrderCancelled():
            yield tell_order(event.order_number, as_of, status=OrderStatus.CANCELLED)
        case CustomerChanged():
            yield tell_customer(
                event.customer_id,
                as_of,
                name=event.name,
                email=event.email,
                phone=event.phone,
                tier=event.tier,
                region=event.region,
            )
        case SubscriptionChanged():
            yield tell_subscription(
                event.subscription_id,
                as_of,
                customer=event.customer_id,
                sku=event.sku,
                status=event.status,
            )
        case DocumentPublished():
            yield tell_document(_document(event), as_of)
        case DocumentSuperseded():
            yield from tell_supersession(
                event.document_id, event.superseded_by, event.begins_on, as_of
            )


def _prices(event: OrderPlaced) -> tuple[Money, ...]:
    """Of all lines, or none."""
    known = [
        Money(line.price_minor, line.currency)
        for line in event.lines
        if line.price_minor is not None
    ]
    return tuple(known) if len(known) == len(event.lines) else ()


def _document(event: DocumentPublished) -> Document:
    return Document(
        id=event.document_id,
        title=event.title,
        source=event.address,
        version=event.version,
        text="",
        scope=Scope(event.locale, event.valid_from, event.valid_to, event.regions),
        products=event.products,
        supersedes=event.supersedes,
    )
