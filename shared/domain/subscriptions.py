"""What a customer pays for again and again, and what a change of it costs."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.money import Money
from shared.domain.orders import SubscriptionStatus


@dataclass(frozen=True)
class Plan:
    """`allowances` are how many of each thing a period includes; what it does not name is without
    limit."""

    sku: str
    name: str
    price: Money
    """For a month."""
    allowances: dict[str, int]
    includes: str = ""
    """In words, as a reply tells it."""


@dataclass(frozen=True)
class Subscription:
    """`period` runs from its first to its last day; it is paid for, and ends or renews then."""

    id: str
    customer_id: str
    sku: str
    status: SubscriptionStatus
    price: Money
    period_start: date
    period_end: date
    is_yearly: bool = False
    paid_on: date | None = None
    last_pause: date | None = None
    paused_until: date | None = None
    ends_on: date | None = None
    """The last day, once it is cancelled."""
    seats: int = 1
    usage: dict[str, int] | None = None
    """What was used of each allowance in this period."""

    def days_left(self, today: date) -> int:
        return max((self.period_end - today).days, 0)

    @property
    def days(self) -> int:
        """Of the whole period."""
        return max((self.period_end - self.period_start).days, 1)

    def proration(self, price: Money, today: date) -> Money:
        """What a change to a plan of that price costs for the days that remain: the difference in
        price for them, and never less than nothing."""
        difference = price - self.price
        part = difference.share(self.days_left(today), self.days)
        return part if part.minor > 0 else Money(0, price.currency)

    def begun_months(self, today: date) -> int:
        """Of a year's plan, the running one included."""
        return next((at for at in range(1, 13) if today < months_later(self.period_start, at)), 12)

    def month_end(self, today: date) -> date:
        """The last day of the month that has begun, of a year's plan."""
        return months_later(self.period_start, self.begun_months(today)) - timedelta(days=1)

    def unused(self, today: date) -> Money:
        """What was paid for whole months that have not begun, of a year's plan."""
        months = 12 - self.begun_months(today) if self.is_yearly else 0
        return self.price.share(months, 12)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
