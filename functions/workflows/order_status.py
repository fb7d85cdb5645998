"""The errand `order_status`: find the customer's order and tell what its records say."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.contracts import FindGrounds
from shared.domain.company import Company
from shared.domain.evidence import Fact, Grounds
from shared.domain.orders import Order, OrderStatus, choose_order
from shared.ports.knowledge import Orders

NAME = "order_status"

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
        return Grounds(outcome="ask_for_order", awaiting=NAME)
    if order is None:
        return Grounds(outcome="order_not_found", awaiting=NAME)
    return Grounds(facts=_facts(order, company), outcome="found", order_number=order.number)


def _facts(order: Order, company: Company) -> tuple[Fact, ...]:
    zone = ZoneInfo(company.timezone)
    values = {
        "number": order.number,
        "items": _listed(order.items),
        "placed": _day(order.placed, zone),
        "status": order.status.value,
        "carrier": order.carrier or "the carrier",
        "tracking": order.tracking or "",
        "due_day": _day(order.due, zone),
        "due_time": _hour(order.due, zone),
        "delivered": _day(order.delivered_at, zone),
        "cause": order.delay.cause if order.delay else "",
        "place": order.delay.place if order.delay else "",
    }
    return tuple(
        Fact(
            id=f"{order.number}/{at}",
            source=f"Order {order.number}",
            version=order.status.value,
            text=company.says(key, **values),
        )
        for at, key in enumerate(_SENTENCES[order.status], start=1)
    )


def _listed(items: tuple[str, ...]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    if moment is None:
        return "a day that is not set yet"
    local = moment.astimezone(zone)
    return f"{local:%A, %B} {local.day}, {local.year}"


def _hour(moment: datetime | None, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M %p}"
