"""Translates what a partner's event source tells into the company's events."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, Field

from shared import telling
from shared.events import CompanyEvent
from shared.ports.channels import Bus

PREFIX = "aws.partner/"


class Envelope(BaseModel):
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html"""

    source: str
    detail_type: Annotated[str, Field(alias="detail-type")]
    detail: dict[str, Any]

    @property
    def partner(self) -> str:
        """`shopify.com` of aws.partner/shopify.com/1234/shop."""
        return self.source.removeprefix(PREFIX).partition("/")[0]


def take_in(body: str, bus: Bus) -> bool:
    """Whether it told something that we keep; what else a partner tells is passed over. Raises
    InvalidInput or ValidationError for what is told without what we need."""
    told = Envelope.model_validate_json(body)
    read = _READERS.get(told.partner)
    event = read(told) if read else None
    if event is None:
        return False
    bus.tell(type(event).__name__, event.model_dump(mode="json", exclude_unset=True))
    return True


def _shopify(told: Envelope) -> CompanyEvent | None:
    """https://shopify.dev/docs/apps/build/webhooks/subscribe/get-started (EventBridge)"""
    topic = told.detail.get("metadata", {}).get("X-Shopify-Topic", "")
    return telling.shopify(str(topic), told.detail.get("payload", {}))


def _stripe(told: Envelope) -> CompanyEvent | None:
    """https://docs.stripe.com/event-destinations/eventbridge: the detail is the event itself."""
    return telling.stripe(told.detail)


_READERS: dict[str, Callable[[Envelope], CompanyEvent | None]] = {
    "shopify.com": _shopify,
    "stripe.com": _stripe,
}
