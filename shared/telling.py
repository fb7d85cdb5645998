"""How systems tell their events: in our own words, or in theirs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from shared.domain.errors import InvalidInput
from shared.domain.orders import SubscriptionStatus
from shared.events import COMPANY_EVENTS, ERRAND_EVENTS, OCCASIONS, CompanyEvent

KNOWN: dict[str, type[CompanyEvent]] = {**COMPANY_EVENTS, **ERRAND_EVENTS, **OCCASIONS}
_Json = Mapping[str, Any]


class _Told(BaseModel):
    type: str
    data: Annotated[dict[str, Any], Field(default_factory=dict)]


def own(body: bytes | str) -> CompanyEvent:
    """One of our own events: `{"type": "OrderShipped", "data": {…}}`, which is CloudEvents'
    structured form, too. Raises InvalidInput or ValidationError."""
    told = _Told.model_validate_json(body)
    return named(told.type, told.data)


def named(kind: str, data: Any) -> CompanyEvent:
    contract = KNOWN.get(kind)
    if contract is None:
        raise InvalidInput(f"type must be one of {', '.join(KNOWN)}")
    return contract.model_validate(data)


def shopify(topic: str, told: _Json) -> CompanyEvent | None:
    """Of a web hook's topic and body, by whichever way they come; None for a topic that says
    nothing to us. https://shopify.dev/docs/api/admin-graphql/latest/enums/WebhookSubscriptionTopic"""
    reader = _SHOPIFY.get(topic)
    return reader(told) if reader else None


def stripe(event: _Json) -> CompanyEvent | None:
    """https://docs.stripe.com/api/events/object"""
    reader = _STRIPE.get(str(event.get("type")))
    if reader is None:
        return None
    at = datetime.fromtimestamp(int(event.get("created", 0)), UTC)
    return reader(event.get("data", {}).get("object", {}), at)


def _placed(order: _Json) -> CompanyEvent:
    lines = [
        {
            "sku": line.get("sku") or str(line.get("variant_id")),
            "name": line.get("title"),
            "quantity": line.get("quantity", 1),
        }
        for line in order.get("line_items") or []
    ]
    customer = (order.get("customer") or {}).get("id")
    return named(
        "OrderPlaced",
        {
            "order_number": order.get("name"),
            "customer_id": str(customer) if customer else None,
            "placed_at": order.get("created_at"),
            "occurred_at": order.get("created_at"),
            "lines": lines,
        },
    )


def _sent(order: _Json) -> CompanyEvent:
    sent = (order.get("fulfillments") or [{}])[-1]
    known = {"tracking": sent.get("tracking_number"), "carrier": sent.get("tracking_company")}
    told = {"order_number": order.get("name"), "occurred_at": order.get("updated_at")}
    return named("OrderShipped", told | _given(known))


def _cancelled(order: _Json) -> CompanyEvent:
    told = {"order_number": order.get("name"), "occurred_at": order.get("cancelled_at")}
    return named("OrderCancelled", told)


def _changed(customer: _Json) -> CompanyEvent:
    names = (customer.get("first_name"), customer.get("last_name"))
    known = {
        "name": " ".join(name for name in names if name),
        "email": customer.get("email"),
        "phone": customer.get("phone"),
    }
    told = {"customer_id": str(customer.get("id")), "occurred_at": customer.get("updated_at")}
    return named("CustomerChanged", told | _given(known))


def _subscription(told: _Json, at: datetime) -> CompanyEvent:
    """The plan goes by its price's look-up key, where it has one; the customer by Stripe's id."""
    items = told.get("items", {}).get("data") or [{}]
    price = items[0].get("price", {})
    return named(
        "SubscriptionChanged",
        {
            "occurred_at": at,
            "subscription_id": told.get("id"),
            "customer_id": told.get("customer"),
            "sku": price.get("lookup_key") or price.get("id"),
            "status": _status(told),
        },
    )


def _status(told: _Json) -> SubscriptionStatus:
    """Stripe pauses the collection of payments, and leaves the status at that."""
    if told.get("status") in ("canceled", "incomplete_expired"):
        return SubscriptionStatus.CANCELLED
    paused = told.get("status") == "paused" or told.get("pause_collection")
    return SubscriptionStatus.PAUSED if paused else SubscriptionStatus.ACTIVE


def _alert(told: _Json, at: datetime) -> CompanyEvent:
    """Each of Stripe's alerts is one threshold of one meter, and is triggered once for a customer.
    https://docs.stripe.com/api/billing/alert"""
    alert = told.get("alert") or {}
    reached = alert.get("usage_threshold") or {}
    meter = reached.get("meter")
    return named(
        "UsageThresholdReached",
        {
            "occurred_at": at,
            "customer_id": told.get("customer"),
            "metric": meter.get("id") if isinstance(meter, dict) else meter,
            "threshold": reached.get("gte"),
            "period": alert.get("id"),
        },
    )


def _stripe_customer(told: _Json, at: datetime) -> CompanyEvent:
    known = _given({name: told.get(name) for name in ("name", "email", "phone")})
    return named("CustomerChanged", {"customer_id": told.get("id"), "occurred_at": at, **known})


def _given(known: _Json) -> dict[str, Any]:
    return {name: value for name, value in known.items() if value}


_SHOPIFY: dict[str, Callable[[_Json], CompanyEvent]] = {
    "orders/create": _placed,
    "orders/fulfilled": _sent,
    "orders/cancelled": _cancelled,
    "customers/create": _changed,
    "customers/update": _changed,
}
_STRIPE: dict[str, Callable[[_Json, datetime], CompanyEvent]] = {
    "customer.subscription.created": _subscription,
    "customer.subscription.updated": _subscription,
    "customer.subscription.deleted": _subscription,
    "billing.alert.triggered": _alert,
    "customer.created": _stripe_customer,
    "customer.updated": _stripe_customer,
}
