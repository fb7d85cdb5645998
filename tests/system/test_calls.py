"""Calls through the booted template: what Lex tells the bot's hook, and what the caller hears."""

import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.calls import service
from functions.generation import task as generation
from functions.generation.service import compose
from infra.local.phone import PATH, PhoneCall, heard_in
from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.domain.errors import BrokenPack
from tests.system.test_errands import eventually

SAMPLE = Path(__file__).parents[2] / "events" / "samples" / "lex-utterance.json"
MAYA, PATIENCE = "+15550100", 30


def tell(world: World, event: dict[str, Any]) -> httpx.Response:
    return httpx.post(world.url + PATH, json=event, timeout=PATIENCE)


def call(world: World, number: str = MAYA, **who: Any) -> PhoneCall:
    return PhoneCall(lambda event: dict(tell(world, event).json()), number, **who)


def test_a_caller_hears_where_the_order_is(world: World) -> None:
    talk = call(world)
    heard = " ".join(heard_in(talk.say("why was my delivery delayed")))
    for fact in ("NW 10482", "Memphis", "May 8, 2026"):
        assert fact in heard
    assert "NW 10391" in " ".join(heard_in(talk.say("and the other one")))
    assert not talk.is_over


def test_what_connect_sent_once_is_answered_alike_however_often_it_comes(world: World) -> None:
    event = json.loads(SAMPLE.read_text("utf-8"))
    first, again = tell(world, event).json(), tell(world, event).json()
    assert first == again
    assert "NW 10482" in " ".join(heard_in(first))


def test_a_number_that_nobody_vouches_for_opens_nothing(world: World) -> None:
    talk = call(world, is_verified=False)
    heard = " ".join(heard_in(talk.say("where is my order")))
    assert "Please tell me your order number" in heard
    assert "NW" not in heard
    said = "n w one oh four eight two and maya dot lindqvist at example dot com"
    assert "Memphis" in " ".join(heard_in(talk.say(said)))


def test_a_caller_who_wants_a_person_is_put_through_with_the_story(world: World) -> None:
    talk = call(world)
    talk.say("how much is express shipping")
    answer = talk.say("0", mode="DTMF")
    assert heard_in(answer)[-1] == "Please stay on the line. I'm putting you through."
    assert talk.is_over
    told = talk.attributes
    assert (told["outcome"], told["reason"]) == ("handoff", "asked_for")
    assert "shipping" in told["summary"]
    kept = client("dynamodb").get_item(
        TableName=world.table("Conversations"),
        Key={"pk": {"S": f"C#{told['conversationId']}"}, "sk": {"S": f"H#{told['caseId']}"}},
    )
    assert kept["Item"]["reason"]["S"] == "asked_for"


def test_a_caller_whose_turn_fails_is_told_and_put_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise BrokenPack("the voice is missing")

    monkeypatch.setattr(generation, "compose", broken)
    talk = call(world)
    heard = heard_in(talk.say("how much is express shipping"))
    assert heard[0].startswith("Sorry, something failed on our side")
    assert (talk.is_over, talk.attributes["reason"]) == (True, "our_side_failed")
    client("sqs").purge_queue(QueueUrl=world.queue("TurnRequestsDeadLetters"))


def slow_turns(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Replies come once it is set, and are looked for once."""
    ready = threading.Event()

    def slow(*asked: Any) -> Any:
        ready.wait(PATIENCE)
        return compose(*asked)

    monkeypatch.setattr(generation, "compose", slow)
    monkeypatch.setattr(service, "_LOOKS", 1)
    return ready


def test_a_slow_turn_is_said_after_a_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = slow_turns(monkeypatch)
    talk = call(world)
    assert heard_in(talk.say("how much is express shipping"))[0].startswith("One moment")
    ready.set()
    monkeypatch.setattr(service, "_LOOKS", PATIENCE)
    assert "14 dollars" in " ".join(heard_in(talk.say("")))


def test_a_caller_whom_no_turn_answers_is_announced_as_every_handoff(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = slow_turns(monkeypatch)
    monkeypatch.setattr(service, "MOST_WAITS", 1)
    waiting = world.queue("HandoffsQueue")
    client("sqs").purge_queue(QueueUrl=waiting)
    talk = call(world)
    assert heard_in(talk.say("how much is express shipping"))[0].startswith("One moment")
    talk.say("")
    ready.set()
    told = talk.attributes
    assert (talk.is_over, told["reason"]) == (True, service.NO_ANSWER)
    (message,) = eventually(lambda: client("sqs").receive_message(QueueUrl=waiting).get("Messages"))
    handoff = json.loads(message["Body"])
    assert handoff["source"] == "careline.calls"
    assert handoff["detail"]["conversation_id"] == told["conversationId"]
    assert handoff["detail"]["case_id"] == told["caseId"]


@pytest.mark.parametrize(
    ("event", "status", "complaint"),
    [
        ({"bot": {"localeId": "xx_XX"}}, 404, "no bot listens in xx_XX"),
        ({"bot": {"localeId": "en_US"}, "inputTranscript": "hi"}, 502, "sessionId"),
    ],
)
def test_a_malformed_event_says_what_is_wrong(
    world: World, event: dict[str, Any], status: int, complaint: str
) -> None:
    answer = tell(world, event)
    assert answer.status_code == status
    assert complaint in answer.json()["errorMessage"]
