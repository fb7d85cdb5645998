"""Bad input gets a clear 4xx or a dead letter that says why, and harms nobody after it."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest

from functions.generation import task as generation
from functions.workflows import order_status
from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.domain.errors import BrokenPack
from shared.runtime import wiring
from tests.system.customer import PATIENCE, WebCustomer


def problem(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def test_malformed_json(world: World) -> None:
    customer = WebCustomer(world)
    headers = {"content-type": "application/json"}
    answer = customer.http.post(customer.path, content="{oops", headers=headers)
    assert "not JSON" in problem(answer, 400)
    assert customer.ask("hello")["text"]


def test_a_megabyte_of_words(world: World) -> None:
    customer = WebCustomer(world)
    assert "at most" in problem(customer.post("x" * 1_000_000), 413)
    assert "text" in problem(customer.post("x" * 5_000), 422)
    assert customer.ask("hello")["text"]


def test_an_unknown_conversation_and_somebody_elses(world: World) -> None:
    customer, other = WebCustomer(world), WebCustomer(world)
    message = {"clientMessageId": "x", "text": "hi"}
    for path in ("/v1/conversations/cnv_nobody/messages", other.path):
        assert "no such conversation" in problem(customer.http.post(path, json=message), 404)
        assert problem(customer.http.get(path), 404)


@pytest.mark.parametrize("header", ["", "Bearer rubbish", "Basic abc"])
def test_a_wrong_token(world: World, header: str) -> None:
    customer = WebCustomer(world)
    customer.http.headers["Authorization"] = header
    assert "token" in problem(customer.post("hi"), 401)


def test_a_wrong_identity_token(world: World) -> None:
    answer = WebCustomer(world).http.post("/v1/sessions", json={"identityToken": "a.b.c"})
    assert "identity token" in problem(answer, 401)


def test_a_wrong_content_type(world: World) -> None:
    customer = WebCustomer(world)
    answer = customer.http.post(customer.path, content="hi", headers={"content-type": "text/plain"})
    assert "application/json" in problem(answer, 415)


def test_a_missing_field_is_named(world: World) -> None:
    customer = WebCustomer(world)
    answer = customer.http.post(customer.path, json={"text": "hi"})
    assert "clientMessageId" in problem(answer, 422)


def letters(world: World, queue: str) -> list[dict[str, Any]]:
    """Take the dead letters out of a queue, waiting for the first."""
    url = world.queue(queue)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        if messages := found.get("Messages"):
            for message in messages:
                client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return [json.loads(message["Body"]) for message in messages]
        time.sleep(0.05)
    return []


def publish(world: World, **change: str | None) -> None:
    sms = {
        "originationNumber": "+15550100",
        "destinationNumber": "+15550199",
        "messageBody": "where is my order?",
        "inboundMessageId": uuid4().hex,
    } | change
    kept = {key: value for key, value in sms.items() if value is not None}
    client("sns").publish(TopicArn=world.topic("SmsInbound"), Message=json.dumps(kept))


def test_an_sms_is_answered_by_sms(world: World) -> None:
    before = len(world.carrier.inbox("+15550100"))
    publish(world)
    (text,) = world.carrier.inbox("+15550100", before, wait=PATIENCE)
    assert "NW-10482" in text.text


@pytest.mark.parametrize("field", ["originationNumber", "messageBody", "inboundMessageId"])
def test_an_sms_without_a_field_becomes_a_letter_that_names_it(world: World, field: str) -> None:
    publish(world, **{field: None})
    (letter,) = letters(world, "TextsDeadLetters")
    assert field in letter["reason"]
    test_an_sms_is_answered_by_sms(world)


def test_a_handler_that_raises_apologises_and_leaves_a_letter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = WebCustomer(world)

    def broken(*_: Any) -> None:
        raise BrokenPack("the voice is missing")

    with monkeypatch.context() as patch:
        patch.setattr(generation, "compose", broken)
        reply = customer.ask("What's the return policy for digital products?")
    assert "failed on our side" in reply["text"]
    (letter,) = letters(world, "TurnRequestsDeadLetters")
    assert letter["reason"] == "BrokenPack"
    assert "the voice is missing" in letter["cause"]
    assert letter["turn"]["message_id"] == reply["inReplyTo"]
    again = customer.ask("What's the return policy for digital products?")
    assert "within 14 days" in again["text"]


def test_a_handler_that_raises_for_one_of_two_wishes_apologises_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = WebCustomer(world, "cus_maya")

    def broken(*_: Any) -> None:
        raise BrokenPack("an order without items")

    with monkeypatch.context() as patch:
        patch.setattr(order_status, "look_up", broken)
        reply = customer.ask("Where is my order and how do I return something?")
    assert "failed on our side" in reply["text"]
    (letter,) = letters(world, "TurnRequestsDeadLetters")
    assert letter["reason"] == "BrokenPack"
    assert "NW-10482" in customer.ask("Where is my order?")["text"]


def test_an_unknown_intent_is_asked_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.domain.understanding import Guess, Reading

    reader = wiring.intent_reader()
    reading = Reading((Guess("made_up", 0.99),), in_scope=True)
    monkeypatch.setattr(reader, "read", lambda texts, _: [reading for _ in texts])
    reply = WebCustomer(world).ask("anything")
    assert not reply["citations"]
    assert reply["text"]


def test_an_empty_knowledge_base_says_that_it_does_not_know(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring.evidence_finder(), "find", lambda _: [])
    reply = WebCustomer(world).ask("What's the return policy for digital products?")
    assert reply["text"] == wiring.company().says("unknown")


def test_no_word_of_a_customer_reaches_a_log(world: World) -> None:
    secret = f"word{uuid4().hex}"
    WebCustomer(world).ask(f"my order {secret} is late, where is it?")
    assert secret not in world.log.read_text(encoding="utf-8")
