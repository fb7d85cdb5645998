"""The errand `order_status`: find the customer's order and tell what its records say."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.contracts import FindGrounds
from shared.domain.company import Company
from shared.domain.evidence import Fact, Grounds
from shared.domain.orders import ORDER_STATUS, Order, OrderStatus, choose_order
from shared.domain.voice import Voice
from shared.ports.knowledge import Orders

_SENTENCES = {
    OrderStatus.DELAYED: ("order_delayed_1", "order_delayed_2", "order_delayed_3"),
    OrderStatus.SHIPPED: ("order_shipped",),
    OrderStatus.PROCESSING: ("order_processing",),
    OrderStatus.DELIVERED: ("order_delivered",),
    OrderStatus.CANCELLED: ("order_cancelled",),
}


def look_up(ask: FindGrounds, orders: Orders, company: Company) -> Grounds:
    """Facts of the order that the customer means, if it is provably theirs.

    A customer we know sees their own orders. Anyone else proves one by its number together with
    the e-mail address it was placed with, over as many messages as they need.
    """
    meant = ask.decision.mentions
    customer = ask.context.participant.customer_id
    if customer:
        theirs = orders.of_customer(customer)
        if not theirs:
            return Grounds(outcome="no_orders")
        order = choose_order(theirs, meant)
    elif meant.order_number and meant.email:
        order = orders.with_email(meant.order_number, meant.email)
    else:
        return Grounds(outcome="ask_for_order", awaiting=ORDER_STATUS)
    if order is None:
        return Grounds(outcome="order_not_found", awaiting=ORDER_STATUS)
    facts = facts_of(order, company.in_language(ask.language), ZoneInfo(company.timezone))
    return Grounds(facts=facts, outcome="found", order_number=order.number)


def facts_of(order: Order, voice: Voice, zone: ZoneInfo) -> tuple[Fact, ...]:
    """What may be told of an order, one fact a sentence."""
    values = {
        "number": order.number,
        "items": _listed(order.items, voice),
        "placed": _day(order.placed, zone, voice),
        "status": order.status.value,
        "carrier": order.carrier or voice.says("the_carrier"),
        "tracking": order.tracking or "",
        "due_day": _day(order.due, zone, voice),
        "due_time": _hour(order.due, zone, voice),
        "delivered": _day(order.delivered_at, zone, voice),
        "cause": voice.phrase(order.delay.cause) if order.delay else "",
        "place": voice.phrase(order.delay.place) if order.delay else "",
    }
    return tuple(
        Fact(
            id=f"{order.number}/{at}",
            source=f"Order {order.number}",
            version=order.status.value,
            text=voice.says(key, **values),
        )
        for at, key in enumerate(_SENTENCES[order.status], start=1)
    )


def _listed(items: tuple[str, ...], voice: Voice) -> str:
    *others, last = items
    return voice.says("several", others=", ".join(others), last=last) if others else last


def _day(moment: datetime | None, zone: ZoneInfo, voice: Voice) -> str:
    if moment is None:
        return voice.says("no_day")
    return voice.calendar.write_day(moment.astimezone(zone).date(), full=True)


def _hour(moment: datetime | None, zone: ZoneInfo, voice: Voice) -> str:
    return voice.calendar.write_hour(moment.astimezone(zone).time()) if moment else ""
