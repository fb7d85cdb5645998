"""Takes in what the company's systems tell by web hook, and puts it on the bus as their event."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import telling
from shared.domain.webhooks import Hook, Scheme, verify
from shared.events import CompanyEvent
from shared.ports.channels import Bus, Deliveries

REMEMBERED = timedelta(days=3)
"""How long a delivery's id is kept: Shopify tries for two days."""


@dataclass(frozen=True)
class Source:
    """One sender: how it signs, and the secrets that it may sign with."""

    name: str
    scheme: Scheme
    secrets: tuple[str, ...]


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
    return telling.own(hook.body)


def _shopify(hook: Hook) -> CompanyEvent | None:
    return telling.shopify(hook.headers.get("x-shopify-topic", ""), json.loads(hook.body))


def _stripe(hook: Hook) -> CompanyEvent | None:
    return telling.stripe(json.loads(hook.body))


def _nothing(_: Hook) -> None:
    """Of HubSpot's, errands need none yet: they ask instead."""


_READERS: dict[Scheme, Callable[[Hook], CompanyEvent | None]] = {
    Scheme.STANDARD: _standard,
    Scheme.PULSAR: _standard,
    Scheme.SHOPIFY: _shopify,
    Scheme.STRIPE: _stripe,
}
