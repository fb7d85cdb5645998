"""How the OpenAI-compatible engine asks a real server on this machine, and how it fails."""

import json
from collections.abc import Callable, Iterator

import pytest
import urllib3

from shared.adapters.models import chat_completions, hosted
from shared.adapters.models.openai_compatible import OpenAiCompatibleWriter
from shared.ports.reply_writer import ReplyWriter
from tests.contracts.engines import ASK, KEY, QUESTION, Endpoint, failure_of, payload, serving


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as made:
        yield made


@pytest.fixture
def openai(endpoint: Endpoint) -> ReplyWriter:
    brief = urllib3.Timeout(connect=1, read=0.2)
    return OpenAiCompatibleWriter(f"{endpoint.url}/", "a-model", f"{KEY}\n", brief)


def test_the_endpoint_is_asked_for_strict_json_with_the_key_in_its_header(
    endpoint: Endpoint, openai: ReplyWriter
) -> None:
    draft = openai.write(ASK)
    assert draft.engine == "openai:a-model@reply-v4"
    assert (draft.usage.input_tokens, draft.usage.output_tokens) == (861, 72)
    path, headers, body = endpoint.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body == chat_completions.request(ASK) | {
        "model": "a-model",
        "max_completion_tokens": hosted.MOST_TOKENS,
    }


def test_an_endpoint_without_a_key_is_sent_none(endpoint: Endpoint) -> None:
    OpenAiCompatibleWriter(endpoint.url, "a-model", None).write(ASK)
    assert "Authorization" not in endpoint.asked[0][1]


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_an_error_of_the_endpoint_is_told_by_its_status_alone(
    endpoint: Endpoint, openai: ReplyWriter, status: int
) -> None:
    endpoint.status = status
    endpoint.body = json.dumps({"error": {"message": f"Bearer {KEY} cannot ask {QUESTION}"}})
    assert failure_of(openai) == f"the endpoint said HTTP {status}"
    assert len(endpoint.asked) == 1


def test_the_key_is_not_taken_along_a_redirect(endpoint: Endpoint, openai: ReplyWriter) -> None:
    endpoint.status = 307
    endpoint.headers = {"Location": f"{endpoint.url}/elsewhere"}
    assert failure_of(openai) == "the endpoint said HTTP 307"
    assert len(endpoint.asked) == 1


def changed(**message: str | None) -> str:
    answer = payload("openai-chat-completion")
    answer["choices"][0]["message"] |= message
    return json.dumps(answer)


def stopped(reason: str) -> str:
    answer = payload("openai-chat-completion")
    answer["choices"][0]["finish_reason"] = reason
    return json.dumps(answer)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ("", "no chat completion"),
        ('{"choices": [', "no chat completion"),
        ("<html>Bad gateway</html>", "no chat completion"),
        ('{"object": "list"}', "no chat completion"),
        ('{"choices": []}', "no choices"),
        (changed(content=None, refusal=f"I can't help with {QUESTION}"), "refused"),
        (changed(content=None), "form"),
        (changed(content=""), "form"),
        (changed(content=f"About {QUESTION}: within 30 days."), "form"),
        (changed(content='{"sentences": [{"text": "Within'), "form"),
        (changed(content='{"reply": "Within 30 days."}'), "form"),
        (changed(content='{"sentences": []}'), "nothing to say"),
        (stopped("length"), "length"),
        (stopped("content_filter"), "content_filter"),
    ],
)
def test_a_response_without_a_whole_answer_is_not_used(
    endpoint: Endpoint, openai: ReplyWriter, body: str, failure: str
) -> None:
    endpoint.body = body
    assert failure in failure_of(openai)


def test_a_slow_endpoint_is_given_up(endpoint: Endpoint, openai: ReplyWriter) -> None:
    endpoint.delay = 0.5
    assert failure_of(openai).endswith("ReadTimeoutError")


@pytest.mark.parametrize(
    "make",
    [
        lambda: OpenAiCompatibleWriter("http://127.0.0.1:1/v1", "a-model", KEY),
        lambda: OpenAiCompatibleWriter("not a url", "a-model", KEY),
        lambda: OpenAiCompatibleWriter("http://127.0.0.1:1/v1", "a-model", f"{KEY}\nX: 1"),
    ],
    ids=["nobody listens", "no URL", "no header"],
)
def test_an_endpoint_that_cannot_be_asked_is_a_failure(
    make: Callable[[], OpenAiCompatibleWriter],
) -> None:
    assert failure_of(make()).startswith("the endpoint gave no answer")
