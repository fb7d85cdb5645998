"""When a customer is asked whether we may remember them, what is said about it, and what is kept.

Each thing said is a decision whose `reply` names the company's own words, and what is kept follows
from those decisions alone: so nothing is said of our memory that was not done in the same write.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.domain.answers import yes_or_no
from shared.domain.conversation import Memory, Participant, Status
from shared.domain.customer_memory import (
    NO_PREFERENCES,
    UNKNOWN,
    CaseOutcome,
    Consent,
    CustomerMemory,
    PastCase,
    Remembering,
    go_on,
)
from shared.domain.evidence import Grounds
from shared.domain.intents import Desk
from shared.domain.memory_requests import MemoryRequest
from shared.domain.routing import Decision

MAY_I, WILL, WILL_NOT = "may_i_remember", "will_remember", "will_not_remember"
FORGOTTEN, NOTED, NOTED_FOR_GOOD = "forgotten", "noted", "noted_for_good"
KNOWN_ALL, KNOWN_NOTHING = "known_all", "known_nothing"
SPOKEN = frozenset(
    {
        *(MAY_I, WILL, WILL_NOT, FORGOTTEN, NOTED, NOTED_FOR_GOOD, KNOWN_ALL, KNOWN_NOTHING),
        *("known_address", "known_language", "known_channel", "known_no_offers", "hello_again"),
        *(f"case_{outcome}" for outcome in CaseOutcome),
    }
)
"""The texts that a pack which remembers has."""
_CONSENTS = {
    MAY_I: Consent.ASKED,
    WILL: Consent.GIVEN,
    WILL_NOT: Consent.REFUSED,
    FORGOTTEN: Consent.REFUSED,
}
_LOW = -0.3
"""Valence below which it is no moment to ask for anything."""


@dataclass(frozen=True)
class Moment:
    """All that decides what is said of our memory at one message."""

    text: str
    request: MemoryRequest
    participant: Participant
    memory: Memory
    known: CustomerMemory
    terms: Remembering | None
    valence: float
    is_busy: bool
    """Whether an errand waits for the customer."""

    @property
    def may_know(self) -> bool:
        """Whether the pack remembers customers, and it is proven who this one is."""
        return self.terms is not None and self.participant.is_proven


def speak_of_memory(decisions: tuple[Decision, ...], at: Moment) -> tuple[Decision, ...]:
    """The decisions on the message, and after them those about our memory."""
    answer = _consents(decisions, at)
    if answer is not None:
        told = _says(WILL if answer else WILL_NOT)
        return (*(each for each in decisions if not _is_idle(each)), told)
    own = tuple(_answers(at))
    return (*decisions, *own, *_asks(decisions, at))


def _consents(decisions: tuple[Decision, ...], at: Moment) -> bool | None:
    """The answer to our question, where the message is one and nobody takes over."""
    asked = at.memory.asked is not None and at.memory.asked.wants_consent
    if not asked or not at.may_know or any(each.desk is Desk.HUMAN for each in decisions):
        return None
    return yes_or_no(at.text)


def _is_idle(decision: Decision) -> bool:
    """Whether nothing was asked of us but a word: the answer was for our question."""
    return decision.desk is Desk.CLARIFY or decision.reply is not None


def _answers(at: Moment) -> Iterable[Decision]:
    if at.request.forgets:
        yield _says(FORGOTTEN if at.may_know else KNOWN_NOTHING)
    elif at.request.preferences != NO_PREFERENCES:
        is_kept = at.may_know and at.known.consent is Consent.GIVEN
        yield _says(NOTED_FOR_GOOD if is_kept else NOTED)
    if at.request.tells and not at.request.forgets:
        is_told = at.may_know and at.known.consent is Consent.GIVEN
        yield _says(KNOWN_ALL if is_told else KNOWN_NOTHING)


def _asks(decisions: tuple[Decision, ...], at: Moment) -> Iterable[Decision]:
    """Our question, once: after thanks or a goodbye for something that was dealt with, or where the
    customer states how to be treated."""
    if at.terms is None or not at.may_know or at.known.consent is not Consent.UNASKED:
        return
    with_team = at.memory.status is Status.WITH_TEAM or any(
        each.desk is Desk.HUMAN for each in decisions
    )
    if with_team or at.is_busy or at.valence < _LOW or at.memory.failed_tries:
        return
    states = at.request.preferences != NO_PREFERENCES and not at.request.forgets
    parting = bool(decisions) and all(each.reply in at.terms.asks_after for each in decisions)
    if states or (parting and at.memory.story):
        yield _says(MAY_I)


def _says(reply: str) -> Decision:
    return Decision(Desk.ASSISTANT, None, 1.0, "about_our_memory", reply=reply)


def kept_after(
    known: CustomerMemory,
    spoken: Iterable[str | None],
    left: Memory,
    terms: Remembering,
    now: datetime,
) -> CustomerMemory | None:
    """What is kept of the customer from now on; None where that is what was kept before.

    `spoken` are the replies of the turn's decisions, and `left` is what the conversation remembers
    after it.
    """
    said = [_CONSENTS[reply] for reply in spoken if reply in _CONSENTS]
    consent = said[-1] if said else known.consent
    kept = known if consent is known.consent else replace(UNKNOWN, consent=consent)
    if consent is Consent.GIVEN:
        fresh = (case for case in left.cases if case.at + terms.lasts > now)
        kept = replace(
            kept,
            cases=go_on(kept.cases, fresh),
            preferences=left.preferences.over(kept.preferences),
        )
    return kept if said or kept != known else None


def cases_of(
    wishes: Iterable[tuple[Decision, Grounds, bool]],
    before: Memory,
    conversation_id: str,
    day: date,
    now: datetime,
) -> tuple[PastCase, ...]:
    """The turn's matters; the last element of a wish says whether it was answered. Whoever asks for
    a person does so about what was last spoken of."""
    found = []
    for decision, grounds, is_answered in wishes:
        intent = decision.intent
        if decision.desk is Desk.HUMAN and before.topic:
            intent = before.topic.intent
        if intent is None or decision.reply or decision.asks_back(is_answered=is_answered):
            continue
        outcome = _outcome(decision, grounds, is_answered=is_answered)
        number = grounds.order_number or decision.mentions.order_number
        found.append(PastCase(conversation_id, intent, outcome, day, now, number))
    return tuple(found)


def _outcome(decision: Decision, grounds: Grounds, *, is_answered: bool) -> CaseOutcome:
    if decision.desk is Desk.HUMAN:
        return CaseOutcome.WITH_TEAM
    if decision.desk is Desk.WORKFLOW and grounds.spoken:
        return CaseOutcome.BEGUN
    return (
        CaseOutcome.ANSWERED if is_answered and not grounds.awaiting else CaseOutcome.NOT_ANSWERED
    )
