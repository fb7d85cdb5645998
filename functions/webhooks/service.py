"""Takes in what the company's systems tell by web hook, and puts it on the bus as their event."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field

from shared.domain.errors import InvalidInput
from shared.domain.webhooks import Hook, Scheme, verify
from shared.events import COMPANY_EVENTS, ERRAND_EVENTS, CompanyEvent
from shared.ports.channels import Bus, Deliveries

REMEMBERED = timedelta(days=3)
"""How long a delivery's id is kept: Shopify tries for two days."""
KNOWN: dict[str, type[CompanyEvent]] = {**COMPANY_EVENTS, **ERRAND_EVENTS}


@dataclass(frozen=True)
class Source:
    """One sender: how it signs, and the secrets that it may sign with."""

    name: str
    scheme: Scheme
    secrets: tuple[str, ...]


class _Told(BaseModel):
    """The body of the scheme `standard`: one of our own events."""

    type: str
    data: Annotated[dict[str, Any], Field(default_factory=dict)]


def take_in(
    hook: Hook,
    source: Source,
    bus: Bus,
    deliveries: Deliveries,
    now: Callable[[], datetime],
) -> bool:
    """Whether it told something new. A repeat is no error: the sender has missed our answer.

    Raises NotAuthorized, and InvalidInput or ValidationError for a body that says nothing we know.
    """
    delivery = verify(source.scheme, hook, source.secrets, now())
    if deliveries.has(source.name, delivery):
        return False
    event = _READERS.get(source.scheme, _nothing)(hook)
    if event is not None:
        bus.tell(type(event).__name__, event.model_dump(mode="json", exclude_unset=True))
    deliveries.keep(source.name, delivery, now() + REMEMBERED)
    return event is not None


def _standard(hook: Hook) -> CompanyEvent:
    told = _Told.model_validate_json(hook.body)
    contract = KNOWN.get(told.type)
    if contract is None:
        raise InvalidInput(f"type must be one of {', '.join(KNOWN)}")
    return contract.model_validate(told.data)


def _shopify(hook: Hook) -> CompanyEvent | None:
    """What an order's web hook says, by its topic."""
    topic = hook.headers.get("x-shopify-topic", "")
    if topic not in _TOPICS:
        return None
    order: Mapping[str, Any] = json.loads(hook.body)
    kind, when = _TOPICS[topic]
    told = {"order_number": order.get("name"), "occurred_at": order.get(when)}
    if kind == "OrderShipped":
        sent = (order.get("fulfillments") or [{}])[-1]
        known = {"tracking": sent.get("tracking_number"), "carrier": sent.get("tracking_company")}
        told |= {name: value for name, value in known.items() if value}
    return KNOWN[kind].model_validate(told)


def _nothing(_: Hook) -> None:
    """Of Stripe's and HubSpot's, errands need none yet: they ask instead."""


_TOPICS = {
    "orders/cancelled": ("OrderCancelled", "cancelled_at"),
    "orders/fulfilled": ("OrderShipped", "updated_at"),
}
_READERS: dict[Scheme, Callable[[Hook], CompanyEvent | None]] = {
    Scheme.STANDARD: _standard,
    Scheme.SHOPIFY: _shopify,
}
