"""What is remembered of a customer from one conversation to the next: with their consent, for as
long as the company's pack says, and only of somebody whose identity is proven."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_CASES = 8
"""The latest that are kept."""


class Consent(StrEnum):
    UNASKED = "unasked"
    ASKED = "asked"
    """And not answered: nobody is asked twice."""
    GIVEN = "given"
    REFUSED = "refused"


class CaseOutcome(StrEnum):
    ANSWERED = "answered"
    BEGUN = "begun"
    """An errand that a turn began, or led on; how it ended is told by the errand itself."""
    NOT_ANSWERED = "not_answered"
    WITH_TEAM = "with_team"


@dataclass(frozen=True)
class PastCase:
    """What became of one matter in one conversation; `day` is the company's, and `at` when it was
    last spoken of."""

    conversation_id: str
    intent: str
    outcome: CaseOutcome
    day: date
    at: datetime
    order_number: str | None = None

    @property
    def is_unresolved(self) -> bool:
        return self.outcome in (CaseOutcome.NOT_ANSWERED, CaseOutcome.WITH_TEAM)


def go_on(cases: Iterable[PastCase], more: Iterable[PastCase]) -> tuple[PastCase, ...]:
    """The latest word on each matter of each conversation, of the latest matters."""
    known = {(case.conversation_id, case.intent): case for case in cases}
    for case in more:
        before = known.pop((case.conversation_id, case.intent), None)
        number = case.order_number or (before.order_number if before else None)
        known[case.conversation_id, case.intent] = replace(case, order_number=number)
    return tuple(known.values())[-MOST_CASES:]


@dataclass(frozen=True)
class Preferences:
    """What the customer asked of the way that we treat them; None and False where they did not."""

    language: str | None = None
    """ISO 639-1: one that the company speaks."""
    channel: str | None = None
    """As it is called in a sentence: "SMS", "e-mail" or "chat"."""
    address: str | None = None
    """How to call them."""
    no_offers: bool = False

    def over(self, earlier: "Preferences") -> "Preferences":
        """These, and of the earlier ones what they do not say."""
        return Preferences(
            self.language or earlier.language,
            self.channel or earlier.channel,
            self.address or earlier.address,
            self.no_offers or earlier.no_offers,
        )


NO_PREFERENCES = Preferences()


@dataclass(frozen=True)
class Remembering:
    """The pack's terms: for how many days, and after which of the company's own words (thanks, a
    goodbye) it is fitting to ask."""

    days: int
    asks_after: frozenset[str] = frozenset()

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True)
class CustomerMemory:
    """All that is kept of one customer. Without consent it holds the answer to our question alone.

    `until` is when all of it is forgotten unless more is kept by then; each case is forgotten by
    itself, as long after it was last spoken of. `version` names the turn that wrote it.
    """

    consent: Consent = Consent.UNASKED
    preferences: Preferences = NO_PREFERENCES
    cases: tuple[PastCase, ...] = ()
    """Oldest first."""
    until: datetime | None = None
    version: str = ""

    def at(self, now: datetime, terms: Remembering) -> "CustomerMemory":
        """What is not to be forgotten by now, whatever the store still holds."""
        if self.until is None or self.until <= now:
            return CustomerMemory(version=self.version)
        fresh = tuple(case for case in self.cases if case.at + terms.lasts > now)
        return replace(self, cases=fresh)

    def after(self, version: str, until: datetime) -> "CustomerMemory":
        """As it is written."""
        return replace(self, version=version, until=until)

    def earlier(self, intent: str | None, conversation_id: str) -> tuple[PastCase, ...]:
        """The cases of the same matter in other conversations, oldest first."""
        return tuple(
            case
            for case in self.cases
            if case.intent == intent and case.conversation_id != conversation_id
        )


UNKNOWN = CustomerMemory()
