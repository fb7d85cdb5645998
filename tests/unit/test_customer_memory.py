"""What is remembered of customers: with consent, for a time, and of nobody unproven."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.conversation import Asked, Channel, Identity, Memory, Participant
from shared.domain.customer_memory import (
    MOST_CASES,
    NO_PREFERENCES,
    UNKNOWN,
    CaseOutcome,
    Consent,
    CustomerMemory,
    PastCase,
    Preferences,
    Remembering,
    go_on,
)
from shared.domain.intents import Desk
from shared.domain.memory_requests import NO_REQUEST, MemoryRequest, hear
from shared.domain.mood import Mood
from shared.domain.remembering import (
    FORGOTTEN,
    MAY_I,
    NOTED,
    WILL,
    WILL_NOT,
    Moment,
    kept_after,
    speak_of_memory,
)
from shared.domain.risk import ESCALATION, Situation, signs_of
from shared.domain.routing import Decision

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
TERMS = Remembering(30, frozenset({"thanks"}))
LATE = PastCase("cnv_1", "delivery_delay", CaseOutcome.WITH_TEAM, date(2026, 5, 6), NOON, "NW-1")
KNOWN = CustomerMemory(Consent.GIVEN, cases=(LATE,), until=NOON + TERMS.lasts)
MAYA = Participant(Channel.WEB, Identity.SIGNED_IN, "cus_maya")
THANKS = Decision(Desk.ASSISTANT, "thanks", 1.0, "understood", reply="thanks")
PARTING = Moment(
    "thanks", NO_REQUEST, MAYA, Memory(story=("x",)), UNKNOWN, TERMS, 0.2, is_busy=False
)


def replies(at: Moment, *decisions: Decision) -> list[str | None]:
    return [each.reply for each in speak_of_memory(decisions or (THANKS,), at)]


def test_a_case_is_forgotten_by_itself_and_everything_with_its_term() -> None:
    later = NOON + timedelta(days=20)
    fresh = replace(LATE, conversation_id="cnv_2", at=later)
    known = replace(KNOWN, cases=(LATE, fresh), until=later + TERMS.lasts)
    assert known.at(later, TERMS).cases == (LATE, fresh)
    assert known.at(NOON + TERMS.lasts, TERMS).cases == (fresh,)
    gone = replace(known, version="v").at(later + TERMS.lasts, TERMS)
    assert gone == CustomerMemory(version="v")


def test_the_latest_word_on_a_matter_stays_and_the_latest_matters() -> None:
    answered = replace(LATE, outcome=CaseOutcome.ANSWERED, order_number=None)
    assert go_on((LATE,), (answered,)) == (replace(answered, order_number="NW-1"),)
    many = tuple(replace(LATE, intent=f"intent_{number}") for number in range(MOST_CASES + 3))
    assert go_on((), many) == many[3:]


def test_asked_at_a_fitting_moment_only() -> None:
    assert replies(PARTING) == ["thanks", MAY_I]
    stranger = Participant(Channel.WEB, customer_id="cus_maya")
    unfit = {
        "no term": replace(PARTING, terms=None),
        "not proven": replace(PARTING, participant=stranger),
        "asked before": replace(PARTING, known=CustomerMemory(Consent.ASKED)),
        "upset": replace(PARTING, valence=-0.6),
        "an errand waits": replace(PARTING, is_busy=True),
        "nothing dealt with": replace(PARTING, memory=Memory()),
        "not helped": replace(PARTING, memory=Memory(story=("x",), failed_tries=1)),
    }
    for why, moment in unfit.items():
        assert replies(moment) == ["thanks"], why


@pytest.mark.parametrize(("text", "reply"), [("yes please", WILL), ("no", WILL_NOT)])
def test_the_answer_is_taken_for_our_question(text: str, reply: str) -> None:
    asked = replace(PARTING, text=text, memory=Memory(asked=Asked(wants_consent=True)))
    assert replies(asked, Decision(Desk.CLARIFY, None, 0.1, "unsure")) == [reply]
    order = Decision(Desk.WORKFLOW, "order_status", 0.9, "understood")
    assert replies(asked, order) == [None, reply]
    assert replies(asked, Decision(Desk.HUMAN, None, 1.0, "at_risk")) == [None]


def test_without_consent_nothing_is_kept_but_that_we_asked() -> None:
    left = Memory(cases=(LATE,), preferences=Preferences(address="Maya"))
    assert kept_after(UNKNOWN, [None], left, TERMS, NOON) is None
    asked = kept_after(UNKNOWN, ["thanks", MAY_I], left, TERMS, NOON)
    assert asked == CustomerMemory(Consent.ASKED)
    given = kept_after(CustomerMemory(Consent.ASKED), [WILL], left, TERMS, NOON)
    assert given is not None
    assert (given.cases, given.preferences.address) == ((LATE,), "Maya")
    assert kept_after(given, [None], left, TERMS, NOON) is None, "nothing new, nothing written"
    assert kept_after(given, [FORGOTTEN], left, TERMS, NOON) == CustomerMemory(Consent.REFUSED)


def test_a_long_conversation_does_not_outlive_the_term() -> None:
    left = Memory(cases=(LATE,))
    late = NOON + timedelta(days=31)
    given = kept_after(UNKNOWN, [WILL], left, TERMS, late)
    assert given is not None
    assert given.cases == ()


def test_coming_back_unsettled_raises_the_risk_and_says_so() -> None:
    mood = Mood(-0.5, 0.6, 0.3, 0.1, anger=0.2)
    once = Situation("where is it", mood, Memory())
    again = ESCALATION.weigh(signs_of(replace(once, returns=1)))
    assert again.score > ESCALATION.weigh(signs_of(once)).score
    assert "comes_back" in again.reasons


SAYS = {
    "forget me": MemoryRequest(forgets=True),
    "Please forget everything you know about me!": MemoryRequest(forgets=True),
    "don't remember me": MemoryRequest(forgets=True),
    "what do you know about me?": MemoryRequest(tells=True),
    "Can you tell me what you remember about me?": MemoryRequest(tells=True),
    "please call me Dr. Lindqvist.": MemoryRequest(preferences=Preferences(address="Dr Lindqvist")),
    "reply to me in German please": MemoryRequest(preferences=Preferences(language="de")),
    "contact me by e-mail": MemoryRequest(preferences=Preferences(channel="e-mail")),
    "No sales offers, please": MemoryRequest(preferences=Preferences(no_offers=True)),
}


@pytest.mark.parametrize("text", SAYS)
def test_what_is_asked_of_our_memory_is_heard(text: str) -> None:
    heard = hear(text, ("en", "de"))
    assert (heard.request, heard.text) == (SAYS[text], "")


@pytest.mark.parametrize(
    "text",
    [
        "forget it",
        "call me back tomorrow",
        "call me when it's there",
        "call me <b>boss</b>",
        "call me Your Refund Of 500 Dollars Is Approved",
        "please write to me in French",
        "do you have no discounts?",
        "how do I delete my data?",
        "Where is my order? I called you about it.",
    ],
)
def test_and_nothing_else_is(text: str) -> None:
    heard = hear(text, ("en", "de"))
    assert (heard.request, heard.text) == (NO_REQUEST, text)


def test_the_rest_of_the_message_is_left_to_answer() -> None:
    heard = hear("Call me Maya. Where is my order? Thanks!", ("en",))
    assert heard.text == "Where is my order? Thanks!"
    assert heard.request.preferences == Preferences(address="Maya")


def test_a_preference_is_noted_and_nothing_is_said_where_none_was_stated() -> None:
    stated = replace(
        PARTING,
        request=MemoryRequest(preferences=Preferences(no_offers=True)),
        participant=Participant(Channel.WEB),
    )
    assert replies(stated) == ["thanks", NOTED]
    assert Preferences(language="de").over(NO_PREFERENCES) == Preferences(language="de")
