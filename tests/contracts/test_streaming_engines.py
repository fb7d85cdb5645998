"""Engines on the wire, whole and streamed: each sentence is told once it is whole, and whatever
goes wrong is ModelFailed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import urllib3

from shared.adapters.aws.clients import client
from shared.adapters.models.bedrock import BedrockWriter
from shared.adapters.models.metering import Prices
from shared.adapters.models.openai_compatible import OpenAiCompatibleWriter
from shared.adapters.models.sagemaker import SageMakerWriter
from shared.domain.errors import ModelBusy, ModelFailed
from shared.domain.reply import DraftSentence
from shared.ports.reply_writer import ReplyWriter
from tests.contracts.engines import ASK, KEY, MODEL, QUESTION, failure_of, payload
from tests.contracts.wires import (
    Given,
    Wire,
    aws_error,
    completion_events,
    converse_events,
    sagemaker_events,
    speaking,
    stream_exception,
)

SENTENCES = (
    DraftSentence("Headphones can be returned within 30 days.", ("returns#1",)),
    DraftSentence('Your order NW-10000 is "on its way".', ("NW-10000/1",)),
)
ANSWER = json.dumps(
    {"sentences": [{"text": s.text, "support": list(s.support)} for s in SENTENCES]}
)
PRICES = Prices(3, 0.3, 15)
EVENT_STREAM = "application/vnd.amazon.eventstream"
ENGINES = ("bedrock", "sagemaker", "openai")


def streamed(engine: str, text: str = ANSWER, **more: float) -> Given:
    if engine == "bedrock":
        return Given(converse_events(text), content_type=EVENT_STREAM, **more)  # type: ignore[arg-type]
    events = completion_events(text)
    if engine == "sagemaker":
        return Given(sagemaker_events(events), content_type=EVENT_STREAM, **more)  # type: ignore[arg-type]
    return Given(events, content_type="text/event-stream", **more)  # type: ignore[arg-type]


@contextmanager
def writing(
    engine: str, monkeypatch: pytest.MonkeyPatch, *answers: Given
) -> Iterator[tuple[ReplyWriter, Wire]]:
    with speaking(*answers) as wire:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", wire.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", wire.url)
        client.cache_clear()
        brief = urllib3.Timeout(connect=1, read=2)
        made: dict[str, ReplyWriter] = {
            "bedrock": BedrockWriter(MODEL, streams=True, prices=PRICES),
            "sagemaker": SageMakerWriter("replies", streams=True, prices=PRICES),
            "openai": OpenAiCompatibleWriter(
                wire.url, "a-model", KEY, brief, streams=True, prices=PRICES
            ),
        }
        yield made[engine], wire
        client.cache_clear()


@pytest.mark.parametrize("engine", ENGINES)
def test_each_sentence_is_told_once_and_in_order(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[DraftSentence] = []
    with writing(engine, monkeypatch, streamed(engine)) as (writer, _):
        draft = writer.write(ASK, heard.append)
    assert tuple(heard) == draft.sentences == SENTENCES
    assert draft.usage.output_tokens in (97, 72)
    assert draft.usage.cost
    assert draft.usage.prompt == "reply-v4"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_sentence_is_told_before_the_last_is_written(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `heed` raises ends the writing, so the rest is never read."""

    class Enough(Exception):
        pass

    def stop(sentence: DraftSentence) -> None:
        raise Enough(sentence.text)

    half = ANSWER[: ANSWER.index("Your order")]
    broken = streamed(engine, half + "} this is no JSON")
    with writing(engine, monkeypatch, broken) as (writer, _), pytest.raises(Enough) as stopped:
        writer.write(ASK, stop)
    assert str(stopped.value) == SENTENCES[0].text


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", "form"),
        ("Within 30 days.", "form"),
        ('{"sentences": [{"text": 5, "support": []}, {"text": "x", "support": []}]}', "form"),
        ('{"sentences": []}', "nothing to say"),
        ('{"sentences": [{"text": "' + "x" * 100_000 + '", "support": []}]}', "too long"),
    ],
    ids=["empty", "no JSON", "wrong schema", "no sentence", "100 kB"],
)
def test_a_streamed_answer_of_another_form_is_not_used(
    engine: str, text: str, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine, monkeypatch, streamed(engine, text)) as (writer, _):
        assert failure in failure_of(writer)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_connection_that_is_cut_keeps_what_was_told(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[DraftSentence] = []
    whole = streamed(engine)
    cut = Given(
        whole.pieces[: len(whole.pieces) // 2 + 5], content_type=whole.content_type, cut=True
    )
    with writing(engine, monkeypatch, cut) as (writer, _), pytest.raises(ModelFailed):
        writer.write(ASK, heard.append)
    assert heard == [SENTENCES[0]]


@pytest.mark.parametrize(
    ("exception", "kind"),
    [
        ("throttlingException", ModelBusy),
        ("modelStreamErrorException", ModelFailed),
        ("internalServerException", ModelFailed),
    ],
)
def test_an_exception_in_bedrocks_stream_is_told_by_its_name_alone(
    exception: str, kind: type[ModelFailed], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Given(
        (*converse_events(ANSWER)[:2], stream_exception(exception, f"cannot take {QUESTION}")),
        content_type=EVENT_STREAM,
    )
    with writing("bedrock", monkeypatch, broken) as (writer, _):
        with pytest.raises(kind) as failure:
            writer.write(ASK)
        assert str(failure.value) == f"Bedrock said {exception}"


def test_where_a_profile_has_no_capacity_the_second_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = aws_error("ThrottlingException", 429, "Too many tokens")
    whole = Given((json.dumps(payload("bedrock-converse")).encode(),))
    with writing("bedrock", monkeypatch, busy, busy, whole) as (_, wire):
        draft = BedrockWriter(MODEL, "eu.example.other", prices=PRICES).write(ASK)
    assert draft.usage.model == "eu.example.other"
    assert [path for path, _ in wire.asked] == [
        f"/model/{MODEL}/converse",
        f"/model/{MODEL}/converse",
        "/model/eu.example.other/converse",
    ]


def test_after_a_sentence_was_told_no_other_profile_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces = (*converse_events(ANSWER)[:-4], stream_exception("throttlingException", "later"))
    with writing("bedrock", monkeypatch, Given(pieces, content_type=EVENT_STREAM)) as (_, wire):
        heard: list[DraftSentence] = []
        with pytest.raises(ModelBusy):
            BedrockWriter(MODEL, "eu.example.other", streams=True).write(ASK, heard.append)
    assert heard == [SENTENCES[0]]
    assert len(wire.asked) == 1


def test_bedrock_is_told_where_its_cache_may_end_and_what_it_read_costs_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = payload("bedrock-converse")
    answer["usage"] |= {"inputTokens": 200, "cacheReadInputTokens": 1000, "outputTokens": 100}
    whole = Given((json.dumps(answer).encode(),))
    with writing("bedrock", monkeypatch, whole) as (_, wire):
        draft = BedrockWriter(MODEL, caches=True, prices=PRICES).write(ASK)
    assert wire.asked[0][1]["system"][1] == {"cachePoint": {"type": "default"}}
    assert (draft.usage.input_tokens, draft.usage.cached_tokens) == (1200, 1000)
    assert draft.usage.cost == pytest.approx((200 * 3 + 1000 * 0.3 + 100 * 15) / 1_000_000)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_endpoint_is_told_from_a_broken_one(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Given((b'{"error": {"message": "slow down"}}',), status)
    with writing("openai", monkeypatch, busy) as (writer, _), pytest.raises(ModelBusy):
        writer.write(ASK)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stream_that_trickles_is_given_up(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("bedrock", "sagemaker", "openai_compatible"):
        monkeypatch.setattr(f"shared.adapters.models.{module}._DEADLINE", 0.05)
    with writing(engine, monkeypatch, streamed(engine, pause=0.01)) as (writer, _):
        assert "too long" in failure_of(writer)


@pytest.mark.parametrize("text", ["3, 0.3", "a, b, c"])
def test_prices_that_are_no_prices_say_what_to_state(text: str) -> None:
    with pytest.raises(ValueError, match="three prices"):
        Prices.read(text)
    assert Prices.read(" ") is None


@pytest.mark.parametrize("body", [b'{"output": {"message": {"role', b"", b"<html>", b"[]"])
def test_an_answer_of_bedrock_that_is_cut_off_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    with writing("bedrock", monkeypatch, Given((body or b" ",))), pytest.raises(ModelFailed):
        BedrockWriter(MODEL).write(ASK)
