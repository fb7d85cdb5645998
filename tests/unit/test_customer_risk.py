"""A person is brought in before the customer is lost, and told why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conversation import Memory, Utterance
from shared.domain.mood import Mood, politeness_of, urgency_of
from shared.domain.risk import CHURN, ESCALATION, Risk, Situation, signs_of
from shared.domain.routing import RoutingPolicy

LIMIT = RoutingPolicy().at_risk
CALM = Mood(0.1, 0.2, 0.5, 0.3)
UNHAPPY = Mood(-0.5, 0.6, 0.3, 0.1, anger=0.2)
FURIOUS = Mood(-0.9, 0.92, 0.06, 0.02, anger=0.8, abuse=0.95)


def escalation_risk(seen: Situation) -> Risk:
    return ESCALATION.weigh(signs_of(seen))


def churn_risk(seen: Situation) -> Risk:
    return CHURN.weigh(signs_of(seen))


def score(mood: Mood, memory: Memory = Memory(), text: str = "where is it") -> float:  # noqa: B008
    return escalation_risk(Situation(text, mood, memory)).score


def test_one_unhappy_message_is_not_yet_a_persons() -> None:
    assert score(CALM) < LIMIT / 4
    assert score(UNHAPPY) < LIMIT


def test_fury_is_at_once() -> None:
    risk = escalation_risk(Situation("this is a disgrace", FURIOUS, Memory()))
    assert risk.score >= LIMIT
    assert {"angry", "abusive", "unhappy"} == set(risk.reasons)


def test_the_same_unhappiness_counts_more_when_nothing_helped_and_it_gets_worse() -> None:
    tried = Memory(failed_tries=2, valences=(0.6, 0.3))
    risk = escalation_risk(Situation("where is it", UNHAPPY, tried))
    assert risk.score >= LIMIT
    assert {"not_helped", "getting_worse"} <= set(risk.reasons)


def test_who_says_the_same_again_was_not_heard() -> None:
    said = Utterance("customer", "where is my parcel now", datetime(2026, 5, 6, tzinfo=UTC))
    memory = Memory(history=(said,))
    again = escalation_risk(Situation("Where is my parcel NOW", UNHAPPY, memory))
    assert "repeats_themselves" in again.reasons
    assert again.score > score(UNHAPPY, memory, "and what about the return")


def test_who_waits_longer_and_is_valued_is_at_greater_risk() -> None:
    now = Situation("where is it", UNHAPPY, Memory())
    later = replace(now, waited=timedelta(hours=20))
    assert escalation_risk(later).score > escalation_risk(now).score
    assert "waits" in escalation_risk(later).reasons
    assert churn_risk(replace(later, is_valued=True)).score > churn_risk(later).score


def test_a_plain_cancellation_is_no_loss_yet_and_an_unhappy_one_is() -> None:
    plain = Situation("cancel my subscription", CALM, Memory(), wants_out=True)
    assert churn_risk(plain).score < RoutingPolicy().may_leave
    unhappy = replace(plain, mood=UNHAPPY, memory=Memory(failed_tries=2))
    assert churn_risk(unhappy).score >= RoutingPolicy().may_leave
    assert {"wants_out", "not_helped"} <= set(churn_risk(unhappy).reasons)


@pytest.mark.parametrize(
    "text",
    [
        "I will never buy from you again",
        "I'm switching to another brand",
        "you just lost a customer",
        "please delete my account",
    ],
)
def test_who_says_that_they_leave_is_believed(text: str) -> None:
    assert "says_so" in churn_risk(Situation(text, CALM, Memory())).reasons


@given(anger=st.floats(0, 1), more=st.floats(0, 1), tries=st.integers(0, 4))
def test_more_anger_never_lowers_the_risk(anger: float, more: float, tries: int) -> None:
    memory = Memory(failed_tries=tries)
    angrier = replace(UNHAPPY, anger=max(anger, more))
    assert score(angrier, memory) >= score(replace(UNHAPPY, anger=min(anger, more)), memory)


@pytest.mark.parametrize(
    ("text", "urgent", "polite"),
    [
        ("I need this ASAP, it is urgent!", True, False),
        ("could you please look", False, True),
        ("where is it", False, False),
        ("", False, False),
    ],
)
def test_haste_and_courtesy_are_in_the_words(text: str, urgent: bool, polite: bool) -> None:
    assert (urgency_of(text) > 0, politeness_of(text) > 0) == (urgent, polite)
