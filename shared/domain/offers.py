"""What the company may give a customer of its own accord, by the typed rules of its pack.

An offer exists because a rule grants it and a record says so. Which rules may hold is told by the
message; whether one does, by the company's systems and by what the customer was given before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.domain.errands.authority import Limit
from shared.domain.mentions import Mentions
from shared.domain.money import Money
from shared.domain.orders import Order, OrderStatus, choose_order

NAME = "offers"
"""By which an operator stops all of them, as if they were an errand."""
_PERCENT = {"de": "{} %", "es": "{} %", "fr": "{} %", "tr": "%{}"}
"""How shares are written, by https://cldr.unicode.org (the space does not break); else "10%"."""
_AT_MOST = {
    "en": "at most {}",
    "de": "höchstens {}",
    "es": "como máximo {}",
    "fr": "au plus {}",
    "it": "al massimo {}",
    "nl": "hoogstens {}",
    "pl": "najwyżej {}",
    "pt": "no máximo {}",
    "tr": "en fazla {}",
    "ar": "بحد أقصى {}",
    "ja": "上限{}",
    "zh": "最多{}",
}


class Cause(StrEnum):
    """What the company's systems say of the order that the customer means."""

    DELAYED = "delayed"
    CAME_LATE = "came_late"
    NO_ORDER_YET = "no_order_yet"


@dataclass(frozen=True)
class Worth:
    """Off the next order: so many percent, but no more than `at_most`; or that amount."""

    percent: int = 0
    amount: Money | None = None
    at_most: Money | None = None

    def written(self, language: str) -> str:
        if self.amount:
            return self.amount.written(language)
        form = _PERCENT.get(language, "{}%").replace(" ", "\N{NO-BREAK SPACE}")
        share = form.format(self.percent)
        if self.at_most is None:
            return share
        most = _AT_MOST.get(language, _AT_MOST["en"]).format(self.at_most.written(language))
        return f"{share} ({most})"


@dataclass(frozen=True)
class Occasion:
    """What a message shows."""

    intents: frozenset[str]
    tier: str | None
    is_upset: bool
    churn: float
    """Risk, 0..1."""
    asks: bool
    """Whether the customer asks to be given something."""


@dataclass(frozen=True)
class Offering:
    """The offers that may be granted, the first that can be first, and whether the customer asks
    for one: then they are told, too, if there is none."""

    due: tuple[str, ...] = ()
    is_asked: bool = False


@dataclass(frozen=True)
class When:
    """All of it must hold; what is empty always does. Whoever asks need not have come with one of
    the `intents`."""

    asked: bool = False
    """Whether it is given only to somebody who asks."""
    intents: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    causes: frozenset[Cause] = frozenset()
    """One of them."""
    upset: bool = False
    churn_from: float = 0.0

    def fits(self, at: Occasion) -> bool:
        return (
            (at.asks or (not self.asked and bool(self.intents & at.intents)))
            and (not self.tiers or at.tier in self.tiers)
            and (at.is_upset or not self.upset)
            and at.churn >= self.churn_from
        )


@dataclass(frozen=True)
class Offer:
    """`says` is the key of the company's words that give it; `days` are how long its code is good
    for, and `every_days` after how many the same customer may get it again."""

    name: str
    worth: Worth
    says: str
    when: When
    days: int
    every_days: int
    limit: Limit


@dataclass(frozen=True)
class Granted:
    """One offer in a customer's hands, as it was recorded. `message_id` is the message that it
    answers; the same one is never answered by two."""

    customer_id: str
    name: str
    code: str
    worth: Worth
    says: str
    on: date
    until: date
    """The last day of its code."""
    again_from: date
    message_id: str


@dataclass(frozen=True)
class Offers:
    """A company's, in the order in which they are tried; `asked_by` are the intents of customers
    who ask to be given something."""

    rules: tuple[Offer, ...] = ()
    asked_by: frozenset[str] = frozenset()

    def due(self, at: Occasion) -> tuple[str, ...]:
        """Those that may be granted, as far as the message tells."""
        return tuple(each.name for each in self.rules if each.when.fits(at))


NO_OFFERS = Offers()


def causes_of(orders: Sequence[Order], meant: Mentions) -> frozenset[Cause]:
    """Of a customer with these orders, who speaks of one of them."""
    if not orders:
        return frozenset({Cause.NO_ORDER_YET})
    order = choose_order(list(orders), meant)
    found = set()
    if order and order.status is OrderStatus.DELAYED:
        found.add(Cause.DELAYED)
    if order and order.due and order.delivered_at and order.delivered_at > order.due:
        found.add(Cause.CAME_LATE)
    return frozenset(found)


def is_open(offer: Offer, causes: frozenset[Cause], held: Iterable[Granted], today: date) -> bool:
    """Whether the customer may get it, who was given what they hold: one offer at a time, and the
    same one no sooner than the pack says."""
    if offer.when.causes and not offer.when.causes & causes:
        return False
    return not any(
        each.until >= today or (each.name == offer.name and each.again_from > today)
        for each in held
    )


def granted(offer: Offer, code: str, customer_id: str, message_id: str, today: date) -> Granted:
    return Granted(
        customer_id,
        offer.name,
        code,
        offer.worth,
        offer.says,
        today,
        today + timedelta(days=offer.days),
        today + timedelta(days=offer.every_days),
        message_id,
    )
