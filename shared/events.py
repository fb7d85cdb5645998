"""What the company's own systems tell Careline over the event bus, under the source
`company.systems` and with the class's name as the detail type.

An event may come late, twice and before those that it follows: `occurred_at` says what is newer.
What an event leaves out stays as it is.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from shared.contracts import Contract
from shared.domain.graph import MOST_EDGES
from shared.domain.orders import SubscriptionStatus

Id = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f]+$")]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{2,14}$", description="E.164")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Gone = Annotated[str, Field(max_length=0, description="There is none any more")]


class CompanyEvent(Contract):
    occurred_at: AwareDatetime


class OrderEvent(CompanyEvent):
    order_number: Id


class OrderLine(Contract):
    """`price_minor` is what was paid for one piece, in cents of `currency`."""

    sku: Id
    name: Text
    quantity: Annotated[int, Field(ge=1)] = 1
    price_minor: Annotated[int, Field(ge=0)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")] = "USD"


class OrderPlaced(OrderEvent):
    customer_id: Id
    placed_at: AwareDatetime
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=MOST_EDGES - 1)]
    due_at: AwareDatetime | None = None


class OrderShipped(OrderEvent):
    carrier: Text | None = None
    tracking: Text | None = None
    due_at: AwareDatetime | None = None


class OrderDelayed(OrderEvent):
    """`cause` and `place` are told to the customer as they stand: "a storm that closed the road",
    "our Memphis hub"."""

    cause: Text
    place: Text
    due_at: AwareDatetime | None = None


class OrderDelivered(OrderEvent):
    delivered_at: AwareDatetime


class OrderCancelled(OrderEvent):
    pass


class CustomerChanged(CompanyEvent):
    """A new customer, or what changed of one. A phone or e-mail of "" is none any more."""

    customer_id: Id
    name: Text | None = None
    email: Email | Gone | None = None
    phone: Phone | Gone | None = None
    tier: Id | None = None
    region: Id | None = None

    @model_validator(mode="after")
    def _says_what_changed(self) -> Self:
        if not self.model_fields_set - {"occurred_at", "customer_id"}:
            raise ValueError("it says nothing of the customer: give what changed")
        return self


class SubscriptionChanged(CompanyEvent):
    subscription_id: Id
    customer_id: Id
    sku: Id
    status: SubscriptionStatus


class DocumentPublished(CompanyEvent):
    """`regions` and `products` (categories) that are empty mean all of them. Without `valid_to` the
    document holds until another supersedes it, or as long as was told before."""

    document_id: Id
    title: Text
    address: Text
    version: Id
    locale: Id
    valid_from: date
    valid_to: date | None = None
    regions: frozenset[Id] = frozenset()
    products: frozenset[Id] = frozenset()
    supersedes: Id | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to is before valid_from")
        return self


class DocumentSuperseded(CompanyEvent):
    """`document_id` holds until the day before `begins_on`, from which `superseded_by` holds."""

    document_id: Id
    superseded_by: Id
    begins_on: date


class ErrandEvent(CompanyEvent):
    """What an errand waits for. `subject` names what it is about, as the errand expects it."""

    @property
    def subject(self) -> str:
        raise NotImplementedError


class ReturnReceived(ErrandEvent):
    """The parcel of a return has reached the warehouse."""

    return_number: Id

    @property
    def subject(self) -> str:
        return f"return/{self.return_number}"


class ParcelTraced(ErrandEvent):
    """The carrier has ended its search for a parcel."""

    order_number: Id
    is_found: bool

    @property
    def subject(self) -> str:
        return f"parcel/{self.order_number}"


class Occasion(CompanyEvent):
    """What an errand begins at without the customer having asked. `occasion` names it among the
    customer's: told again, it is the same one."""

    customer_id: Id

    @property
    def occasion(self) -> str:
        raise NotImplementedError


class UsageThresholdReached(Occasion):
    """As much of `metric` ("seats") has been used as `threshold` says, in its own unit. `period` is
    the one in which it is counted: its first day, or whatever else names it. `subscription_id` says
    of which subscription, where the customer has several."""

    metric: Id
    threshold: Annotated[int, Field(ge=1)]
    period: Id
    subscription_id: Id | None = None

    @property
    def occasion(self) -> str:
        return "/".join((self.metric, str(self.threshold), self.period, self.subscription_id or ""))


class ApprovalGiven(CompanyEvent):
    """A colleague has decided on a run that waits for approval. Its source is `careline.desk`, and
    who may put events of that source on the bus is IAM's to say."""

    run_id: Id
    person: Id
    is_approved: bool
    reason: Text | None = None
    """Why not, for the run's audit."""


COMPANY_EVENTS: dict[str, type[CompanyEvent]] = {
    event.__name__: event
    for event in (
        OrderPlaced,
        OrderShipped,
        OrderDelayed,
        OrderDelivered,
        OrderCancelled,
        CustomerChanged,
        SubscriptionChanged,
        DocumentPublished,
        DocumentSuperseded,
    )
}

ERRAND_EVENTS: dict[str, type[ErrandEvent]] = {
    event.__name__: event for event in (ReturnReceived, ParcelTraced)
}
"""Those that errands wait for."""

OCCASIONS: dict[str, type[Occasion]] = {UsageThresholdReached.__name__: UsageThresholdReached}
"""Those that errands begin at: an errand names its own as `begins_at`."""
