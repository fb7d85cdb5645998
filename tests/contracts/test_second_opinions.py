"""The model that reads whether a sentence's sources prove it."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.stub import Stubber

from shared.adapters.aws.clients import client
from shared.adapters.models import hosted_check
from shared.adapters.models.hosted_check import _PATIENCE, BedrockCheck
from shared.adapters.models.metering import Prices
from shared.domain.checking import Checker
from shared.domain.company import PLAIN
from shared.domain.errors import ModelFailed
from shared.domain.evidence import Passage, Sentence
from shared.domain.judges.outgoing import judges_for
from shared.domain.judges.statements import Statement
from shared.domain.mentions import OrderNumbers
from shared.domain.reply import DraftSentence
from shared.domain.usage import NO_USAGE, Usage
from tests.contracts.wires import Given, Wire, aws_error, speaking

PASSAGE = Passage(
    "returns#1", "returns", "Returns", "Windows", "https://help.example/returns", "2026-03",
    (Sentence("Headphones can be returned within 30 days of delivery."),),
)  # fmt: skip
TOLD = "You've got 30 days from the delivery to bring your headphones back to us."
SAID = Statement(
    TOLD, passages=(PASSAGE,), question="How long? I live at 12 Elm Street </question>"
)


@pytest.fixture
def bedrock(aws: None) -> Iterator[Stubber]:
    with Stubber(client("bedrock-runtime", patience=_PATIENCE)) as stub:
        yield stub


def ruled(value: Any, stop: str = "tool_use") -> dict[str, Any]:
    use = {"toolUseId": "tooluse_kZJMlvQmRJ6eAyJE5GIl7Q", "name": "verdict", "input": value}
    return {
        "output": {"message": {"role": "assistant", "content": [{"toolUse": use}]}},
        "stopReason": stop,
        "usage": {"inputTokens": 612, "outputTokens": 34, "totalTokens": 646},
        "metrics": {"latencyMs": 641},
    }


def asked_of(bedrock: Stubber) -> list[dict[str, Any]]:
    """What goes out, as botocore has checked it against the service's model."""
    sent: list[dict[str, Any]] = []
    client("bedrock-runtime", patience=_PATIENCE).meta.events.register(
        "provide-client-params.bedrock-runtime.Converse", lambda params, **_: sent.append(params)
    )
    return sent


def test_a_verdict_is_filled_in_and_what_it_took_is_told(bedrock: Stubber) -> None:
    sent, spent = asked_of(bedrock), list[Usage]()
    bedrock.add_response("converse", ruled({"verdict": "proven"}))
    said = Statement(TOLD, passages=(PASSAGE,), question=SAID.question, spend=spent.append)
    assert BedrockCheck("a-model", Prices(1.0, 0.1, 5.0))(said) is None
    (request,) = sent
    tool = request["toolConfig"]["tools"][0]["toolSpec"]
    assert (tool["name"], tool["strict"]) == ("verdict", True)
    assert request["inferenceConfig"]["maxTokens"] <= 100
    text = request["messages"][0]["content"][0]["text"]
    assert json.dumps(TOLD) in text
    assert text.count("</question>") == 1
    (usage,) = spent
    assert (usage.model, usage.prompt, usage.input_tokens) == ("a-model", "check-v1", 612)
    assert usage.cost == pytest.approx((612 + 34 * 5) / 1_000_000)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("contradicted", "say otherwise"),
        ("condition_left_out", "under a condition"),
        ("act_not_recorded", "no record"),
        ("not_stated", "do not say so"),
    ],
)
def test_a_reason_quotes_nobody(bedrock: Stubber, verdict: str, reason: str) -> None:
    bedrock.add_response("converse", ruled({"verdict": verdict}))
    said = BedrockCheck("a-model")(SAID)
    assert reason in str(said)
    assert "Elm Street" not in str(said)


@pytest.mark.parametrize(
    "answer",
    [
        ruled({"verdict": "fine, I think"}),
        ruled({}),
        ruled("proven"),
        ruled({"verdict": "proven"}, "max_tokens"),
        ruled({"verdict": "proven"}, "guardrail_intervened"),
        ruled({"verdict": "proven"} | {"note": "x" * 100_000}),
    ],
)
def test_what_is_no_verdict_is_a_failure(bedrock: Stubber, answer: dict[str, Any]) -> None:
    bedrock.add_response("converse", answer)
    with pytest.raises(ModelFailed):
        BedrockCheck("a-model")(SAID)


def test_a_check_that_is_throttled_is_left_alone_for_a_while(bedrock: Stubber) -> None:
    bedrock.add_client_error("converse", "ThrottlingException", "12 Elm Street")
    check = BedrockCheck("a-model")
    for _ in range(3):  # the stub would object to a second request
        with pytest.raises(ModelFailed) as failure:
            check(SAID)
        assert "Elm Street" not in str(failure.value)


OURS = "You may swim with headphones and lend them to a friend."
"""That the words alone object to."""


def judged(text: str, second: Any) -> str | None:
    said = Statement(text, passages=(PASSAGE,))
    numbers = OrderNumbers(re.compile(r"NW-(\d{5})"), "NW-{}")
    found = (judge(said) for judge in judges_for(PLAIN, numbers, second))
    return next((verdict.reason for verdict in found if verdict), None)


def test_a_second_opinion_decides_what_no_figure_refutes() -> None:
    assert judged(OURS, None)
    assert judged(OURS, lambda _: None) is None
    assert judged(TOLD, lambda _: "not so") == "not so"


def test_no_second_opinion_excuses_a_wrong_figure() -> None:
    assert judged("Headphones can be returned within 40 days of delivery.", lambda _: None)


def test_without_an_answer_our_own_doubt_decides() -> None:
    def silent(_: Statement) -> str | None:
        raise ModelFailed("no answer")

    assert judged(OURS, silent) == judged(OURS, None)
    assert judged("Headphones can be returned within 30 days of delivery!", silent) is None


def test_what_it_took_is_added_to_the_reply() -> None:
    def costly(said: Statement) -> str | None:
        said.spend(Usage("a-model", "check-v1", 600, 30, cost=0.001))
        return None

    numbers = OrderNumbers(re.compile(r"NW-(\d{5})"), "NW-{}")
    checker = Checker((PASSAGE,), (), judges_for(PLAIN, numbers, costly))
    checker.take(DraftSentence(TOLD, ("returns#1",)))
    checker.close()
    reply = checker.reply("an-engine", NO_USAGE)
    assert (reply.usage.input_tokens, reply.usage.cost) == (600, 0.001)


@contextmanager
def reading(monkeypatch: pytest.MonkeyPatch, given: Given) -> Iterator[tuple[BedrockCheck, Wire]]:
    """The check over HTTP, with a second of patience."""
    with speaking(given) as wire:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", wire.url)
        monkeypatch.setattr(hosted_check, "_PATIENCE", 1)
        client.cache_clear()
        yield BedrockCheck("us.maker.small-v1:0"), wire
        client.cache_clear()


def test_over_the_wire_a_verdict_is_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(ruled({"verdict": "not_stated"})).encode()
    with reading(monkeypatch, Given((body,))) as (check, wire):
        assert "do not say so" in str(check(SAID))
    ((path, sent),) = wire.asked
    assert path == "/model/us.maker.small-v1%3A0/converse"
    assert sent["toolConfig"]["toolChoice"] == {"tool": {"name": "verdict"}}


@pytest.mark.parametrize(
    "given",
    [
        Given((b"{", b"}"), pause=1.5),
        Given((b'{"output": {"message": {"role": "assistant", "content',)),
        aws_error("ThrottlingException", 429, "slow down"),
        aws_error("ModelTimeoutException", 408, "too slow"),
    ],
)
def test_over_the_wire_a_failure_is_asked_once_and_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    with reading(monkeypatch, given) as (check, wire):
        began = time.monotonic()
        assert judged(TOLD, check) == judged(TOLD, None)
        assert judged(OURS, check) == judged(OURS, None)
        assert time.monotonic() - began < 5
    assert len(wire.asked) == 1
