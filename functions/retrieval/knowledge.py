"""What answers are found in."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from shared.domain.company import Company
from shared.domain.orders import Order
from shared.domain.policies import Policies
from shared.ports.knowledge import Catalogue, Customers, EvidenceFinder, Orders, Validity
from shared.runtime import wiring


@dataclass(frozen=True)
class Knowledge:
    finder: EvidenceFinder
    policies: Policies
    catalogue: Catalogue
    customers: Customers
    orders: Orders
    validity: Validity
    company: Company
    today: date

    def searching(self, finder: EvidenceFinder) -> "Knowledge":
        """The same, with another finder."""
        return replace(self, finder=finder)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.timezone)

    def ordered_on(self, order: Order) -> date:
        """The company's day."""
        return order.placed.astimezone(self.zone).date()


def published_knowledge() -> Knowledge:
    """What customers are answered from now."""
    return Knowledge(
        finder=wiring.evidence_finder(),
        policies=wiring.policies(),
        catalogue=wiring.catalogue(),
        customers=wiring.customers(),
        orders=wiring.orders(),
        validity=wiring.validity(),
        company=wiring.company(),
        today=wiring.today(),
    )
