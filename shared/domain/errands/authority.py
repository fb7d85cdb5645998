"""How much an errand may give away by itself. Decided here and counted in the store, never by a
model, and never by what a customer writes."""

from dataclasses import dataclass
from datetime import date

from shared.domain.errands.run import Change
from shared.domain.money import Money


@dataclass(frozen=True)
class Limit:
    """Of one action. Amounts are in cents of the company's currency; None is no limit.

    `alone`: up to it, nobody is asked. `one_person`: up to it, one colleague approves; above, two.
    `customer_day` and `company_day` cap what is given away without asking, in money;
    `customer_times` and `company_times` how often it is done.
    """

    action: str
    alone: int | None = None
    one_person: int | None = None
    customer_day: int | None = None
    company_day: int | None = None
    customer_times: int | None = None
    company_times: int | None = None


@dataclass(frozen=True)
class Spending:
    """What is asked of the day's budget for one change."""

    key: str
    """The change's idempotency key: asked again, it is granted once."""
    action: str
    customer_id: str
    day: date
    minor: int


def approvals_for(change: Change, limit: Limit, *, is_within_caps: bool) -> int:
    """How many colleagues must approve: none, one, or two."""
    given = given_away(change)
    if limit.one_person is not None and given > limit.one_person:
        return 2
    if limit.alone is not None and given > limit.alone:
        return 1
    return 0 if is_within_caps else 1


def why_people_decide(change: Change, limit: Limit) -> str:
    """The rule by which a change needs approval, in figures; empty where it needs none by
    itself."""
    given = given_away(change)
    currency = change.amount.currency if change.amount else "USD"

    def money(minor: int) -> str:
        return Money(minor, currency).text

    if limit.one_person is not None and given > limit.one_person:
        return f"more than {money(limit.one_person)}: two people must approve"
    if limit.alone is not None and given > limit.alone:
        return f"more than {money(limit.alone)}, which is given without asking"
    return ""


def given_away(change: Change) -> int:
    """Cents that the company gives; a charge, which the customer agreed to, is none."""
    amount: Money | None = change.amount
    return 0 if amount is None or change.is_charge else max(amount.minor, 0)
