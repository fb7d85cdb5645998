"""A customer's orders: which one is meant, and what may be told about it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class OrderStatus(StrEnum):
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELAYED = "delayed"
    DELIVERED = "delivered"
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


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    email: str
    phone: str
    tier: str
    region: str


_UNDELIVERED = (OrderStatus.DELAYED, OrderStatus.SHIPPED, OrderStatus.PROCESSING)


def choose_order(orders: list[Order], number: str | None, placed_on: date | None) -> Order | None:
    """The order that the customer means: by number, else by the day it was placed, else the
    latest one still on its way, else the latest. None when the named one is not theirs."""
    if number:
        return next((order for order in orders if order.number == number), None)
    if placed_on:
        orders = [order for order in orders if order.placed.date() == placed_on] or orders
    latest = sorted(orders, key=lambda order: order.placed, reverse=True)
    waiting = [order for order in latest if order.status in _UNDELIVERED]
    return next(iter(waiting or latest), None)
