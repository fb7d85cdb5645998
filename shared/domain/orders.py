"""A customer's orders: which one is meant, and what may be told about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.mentions import Mentions
from shared.domain.money import Money

ORDER_STATUS = "order_status"
"""The one errand that only looks something up: it asks for nothing to be agreed, and changes
nothing."""


class OrderStatus(StrEnum):
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Delay:
    cause: str
    place: str
    since: datetime


@dataclass(frozen=True)
class Order:
    """An order as the order management system tells it; times carry their offset."""

    number: str
    customer_id: str
    placed: datetime
    items: tuple[str, ...]
    status: OrderStatus
    carrier: str | None = None
    tracking: str | None = None
    due: datetime | None = None
    delay: Delay | None = None
    delivered_at: datetime | None = None
    prices: tuple[Money, ...] = ()
    """What was paid for one piece of each item, in their order; empty where that is not told."""


@dataclass(frozen=True)
class Product:
    """`called` are the names that customers give it, its own among them."""

    sku: str
    name: str
    called: tuple[str, ...]
    category: str | None = None
    """What the policies call its kind."""


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    email: str
    phone: str
    tier: str
    region: str


def sold_as(name: str, quantity: int) -> str:
    """An order's line as it is told: "2 x Finch 2 earbuds"."""
    return name if quantity == 1 else f"{quantity} x {name}"


_UNDELIVERED = (OrderStatus.DELAYED, OrderStatus.SHIPPED, OrderStatus.PROCESSING)


def choose_order(orders: list[Order], meant: Mentions) -> Order | None:
    """The order that the customer means: by number; else among those with the product, of the day,
    and other than the one that is not meant, as far as there are such; of these the latest one
    still on its way, else the latest. None when the named one is not theirs."""
    if meant.order_number and meant.order_number != meant.other_than:
        return next((order for order in orders if order.number == meant.order_number), None)
    for fits in (
        lambda order: order.number != meant.other_than,
        lambda order: meant.product is None or any(meant.product in item for item in order.items),
        lambda order: meant.day is None or order.placed.date() == meant.day,
    ):
        orders = [order for order in orders if fits(order)] or orders
    latest = sorted(orders, key=lambda order: order.placed, reverse=True)
    waiting = [order for order in latest if order.status in _UNDELIVERED]
    return next(iter(waiting or latest), None)
