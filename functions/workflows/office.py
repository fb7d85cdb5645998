"""All that an errand's steps work with: the company, its day, its systems and its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.company import Company
from shared.domain.errands.authority import Limit
from shared.domain.errands.run import Basis, Run
from shared.domain.money import Money
from shared.domain.policies import Policies
from shared.ports.knowledge import Catalogue, Customers, Orders
from shared.ports.systems import Systems
from shared.ports.systems.commerce import Commerce
from shared.ports.systems.crm import Crm
from shared.ports.systems.others import Developers, Erp, Mail
from shared.ports.systems.payments import Payments


@dataclass(frozen=True)
class Office:
    """`today` is the company's day; `code_of` makes the digits that prove an e-mail address, always
    the same for the same words."""

    company: Company
    today: date
    customers: Customers
    orders: Orders
    """As the knowledge graph has them: with the cause of a delay."""
    catalogue: Catalogue
    policies: Policies
    limits: Mapping[str, Limit]
    rules: Mapping[str, int]
    """The numbers that the company's policies leave to it, by name."""
    clauses: Mapping[str, Basis]
    """The sentences that say so, as far as the pack names them."""
    systems: Systems
    now: Callable[[], datetime]
    code_of: Callable[[str], str]

    @property
    def crm(self) -> Crm:
        return self.systems.crm

    @property
    def commerce(self) -> Commerce:
        return self.systems.commerce

    @property
    def payments(self) -> Payments:
        return self.systems.payments

    @property
    def erp(self) -> Erp:
        return self.systems.erp

    @property
    def developers(self) -> Developers:
        return self.systems.developers

    @property
    def mail(self) -> Mail:
        return self.systems.mail

    def rule(self, name: str) -> int:
        """Raises KeyError for one that the pack does not state."""
        return self.rules[name]

    def basis(self, name: str) -> tuple[Basis, ...]:
        """What a change rests on that a rule allows; empty where the pack names no clause of it."""
        return (self.clauses[name],) if name in self.clauses else ()

    def day(self, run: Run, day: date) -> str:
        """As the customer reads it."""
        return self.company.in_language(run.language).calendar.write_day(day)

    def money(self, run: Run, amount: Money) -> str:
        """As the customer reads it."""
        spoken = run.language if run.language in self.company.translations else self.company.locale
        return amount.written(spoken)

    def email(self, run: Run) -> str:
        """The customer's own address; empty where the company has none."""
        customer = self.customers.by_id(run.customer)
        return customer.email if customer else ""
