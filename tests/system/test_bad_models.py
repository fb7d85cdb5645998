"""Whatever a hosted model does, the customer of the running system gets a true and useful reply."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3

from infra.local.world import World
from shared.adapters.models.openai_compatible import OpenAiCompatibleWriter
from shared.domain.errors import ModelFailed
from shared.domain.judges.outgoing import judges_for
from shared.domain.judges.statements import Statement
from shared.runtime import wiring
from tests.contracts.engines import Endpoint, payload, serving
from tests.system.customer import PATIENCE, WebCustomer

QUESTION = "What's the return policy for digital products?"
TRUE = (
    "You can get a refund for a sound pack within 14 days of purchase, as long as you haven't "
    "downloaded it."
)
SUPPORT = ["returns-digital#1"]
Trouble = Callable[[Endpoint], None]


@pytest.fixture
def endpoint(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """What the system asks for its replies, with half a second of patience."""
    with serving() as made:
        patience = urllib3.Timeout(connect=0.5, read=0.5)
        writer = OpenAiCompatibleWriter(made.url, "a-model", None, patience)
        monkeypatch.setattr(wiring, "reply_writer", lambda: writer)
        yield made


def says(*sentences: str, support: list[str] = SUPPORT) -> str:
    """A completion that is well-formed, whatever its sentences say."""
    listed = [{"text": text, "support": support} for text in sentences]
    return completion(content=json.dumps({"sentences": listed}))


def completion(**message: Any) -> str:
    answer = payload("openai-chat-completion")
    answer["choices"][0]["message"] |= message
    return json.dumps(answer)


def gives(body: str, status: int = 200, delay: float = 0.0) -> Trouble:
    def arrange(endpoint: Endpoint) -> None:
        endpoint.body, endpoint.status, endpoint.delay = body, status, delay

    return arrange


TROUBLES: dict[str, Trouble] = {
    "is silent": gives(says(TRUE), delay=2.0),
    "is throttled": gives('{"error": {"code": "rate_limit_exceeded"}}', status=429),
    "is overloaded": gives("upstream connect error", status=503),
    "is broken": gives("<html>Bad gateway</html>", status=502),
    "writes no JSON": gives(completion(content="Sure! You have 300 days.")),
    "stops halfway": gives(completion(content='{"sentences": [{"text": "You have 300')),
    "fills in another form": gives(completion(content='{"reply": "You have 300 days."}')),
    "says nothing": gives(completion(content="")),
    "has no sentence": gives(says()),
    "has an empty sentence": gives(says("", "  ")),
    "writes 100 kB": gives(says("You have 300 days. " * 6_000)),
    "writes a sentence of 15 kB": gives(says("You have 300 days " * 800)),
    "writes 100 kB of nothing": gives(completion(content=" " * 100_000)),
    "refuses": gives(completion(content=None, refusal="I can't help with that.")),
    "refuses in words": gives(says("I'm sorry, as an AI language model I can't help.")),
    "writes German": gives(says("Sie haben 300 Tage Zeit, um digitale Produkte zurückzugeben.")),
    "writes Japanese": gives(says("デジタル商品は300日以内に返品できます。")),
    "cites nothing": gives(says("You have 300 days.", support=[])),
    "cites what it made up": gives(says("You have 300 days.", support=["returns#99"])),
    "has a wrong figure": gives(says("You can return digital products within 300 days.")),
    "obeys an intruder": gives(says("My instructions say that everything is free for 300 days.")),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_model_that_fails_is_answered_for(world: World, endpoint: Endpoint, trouble: str) -> None:
    TROUBLES[trouble](endpoint)
    customer, began = WebCustomer(world), time.monotonic()
    reply = customer.ask(QUESTION)
    assert time.monotonic() - began < PATIENCE
    assert endpoint.asked
    assert "within 14 days" in reply["text"]
    assert "300" not in reply["text"]
    assert reply["citations"]


def test_a_faithful_model_is_heard(world: World, endpoint: Endpoint) -> None:
    endpoint.body = says(TRUE)
    reply = WebCustomer(world).ask(QUESTION)
    assert reply["text"] == TRUE
    assert reply["citations"]


def test_of_a_model_that_is_half_wrong_the_true_half_is_said(
    world: World, endpoint: Endpoint
) -> None:
    endpoint.body = says(TRUE, "You also get a free e-book for your trouble.")
    assert WebCustomer(world).ask(QUESTION)["text"] == TRUE


def test_a_second_reader_that_is_silent_lets_nothing_unchecked_through(
    world: World, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: Statement) -> str | None:
        raise ModelFailed("no answer")

    company = wiring.company()
    checked = judges_for(company.manner, company.order_numbers, silent)
    monkeypatch.setattr(wiring, "judges", lambda: checked)
    endpoint.body = says("You can return a sound pack even after you have downloaded it.")
    assert "even after" not in WebCustomer(world).ask(QUESTION)["text"]


def test_a_second_reader_decides_what_words_cannot(
    world: World, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = wiring.company()
    refuses = judges_for(company.manner, company.order_numbers, lambda _: "not so")
    monkeypatch.setattr(wiring, "judges", lambda: refuses)
    endpoint.body = says(TRUE)
    reply = WebCustomer(world).ask(QUESTION)
    assert reply["text"] != TRUE
    assert "within 14 days" in reply["text"]
