"""Errands that begin at an outside event, without the customer having asked."""

from collections.abc import Mapping

import pytest

from infra.local.asl import Definition
from shared.domain.conversation import Channel, Identity
from shared.domain.errands.run import Run
from shared.domain.errors import InvalidInput
from shared.events import UsageThresholdReached
from shared.ports.conversations import Word
from tests.errands.house import NOW, Play

Machines = Mapping[str, Definition]


def reached(customer: str = "cus_studio", threshold: int = 9, period: str = "2025-06-01") -> object:
    return UsageThresholdReached(
        occurred_at=NOW, customer_id=customer, metric="seats", threshold=threshold, period=period
    )


def tell(play: Play, *events: object) -> None:
    for event in events:
        assert isinstance(event, UsageThresholdReached)
        play.branch.begin_at(event)


def told(play: Play) -> list[Word]:
    return list(play.branch.talk.words.values())


def runs(play: Play) -> list[Run]:
    return [play.run(run_id) for run_id in play.branch.errands.runs()]


def test_a_reached_limit_is_told_and_more_is_offered(machines: Machines) -> None:
    play = Play(machines)
    tell(play, reached())
    (word,) = told(play)
    assert "12 of the 10 seats" in word.reply.text
    assert "a second licence for $240.00 a year" in word.reply.text
    assert word.participant.address == "office@harbourstreet.example"
    (run,) = runs(play)
    assert (run.participant.channel, run.participant.identity) == (
        Channel.EMAIL,
        Identity.KNOWN_EMAIL,
    )
    for move in ("choice=licence", "agreement=yes"):
        play.move(run.id, move, run.conversation_id)
    assert play.run(run.id).status == "done"
    assert "charge" in play.run(run.id).receipts


def test_it_is_told_once_for_a_threshold_and_a_period(machines: Machines) -> None:
    play = Play(machines)
    tell(play, reached(), reached())
    (run,) = runs(play)
    for move in ("choice=leave",):
        play.move(run.id, move, run.conversation_id)
    tell(play, reached())
    assert len(told(play)) == 1
    tell(play, reached(threshold=10), reached(period="2026-06-01"))
    assert len(told(play)) == 3


@pytest.mark.parametrize("customer", ["cus_maya", "cus_grace"])
def test_who_has_no_limit_to_reach_hears_nothing(machines: Machines, customer: str) -> None:
    play = Play(machines)
    tell(play, reached(customer))
    (run,) = runs(play)
    assert run.ending
    assert run.ending.name == "nothing_there"
    assert told(play) == []


def test_an_errand_that_is_switched_off_begins_at_no_event(machines: Machines) -> None:
    play = Play(machines)
    play.branch.errands.switch("usage_alert", off=True)
    tell(play, reached())
    assert runs(play) == []


def test_a_customer_whom_nobody_knows_is_bad_input(machines: Machines) -> None:
    with pytest.raises(InvalidInput, match="there is no customer cus_none"):
        tell(Play(machines), reached("cus_none"))
