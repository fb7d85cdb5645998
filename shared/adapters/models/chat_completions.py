"""OpenAI's chat completions schema, which SageMaker's containers and many servers speak.

https://platform.openai.com/docs/api-reference/chat
https://platform.openai.com/docs/api-reference/chat-streaming
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from shared.adapters.models import hosted
from shared.adapters.models.growing import GrowingAnswer
from shared.adapters.models.metering import Meter
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message = Field(default_factory=_Message)
    delta: _Message = Field(default_factory=_Message)
    finish_reason: str | None = None


class _Details(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_tokens_details: _Details | None = None

    @property
    def tokens(self) -> tuple[int, int, int]:
        details = self.prompt_tokens_details or _Details()
        return self.prompt_tokens, self.completion_tokens, details.cached_tokens or 0


class _Completion(BaseModel):
    """Whole, or one chunk of a stream, whose last has no choices."""

    choices: list[_Choice]
    usage: _Usage | None = None


def request(ask: WriteReply, *, streams: bool = False) -> dict[str, Any]:
    """The body, but for the model's name and the token limit, which servers call differently."""
    body: dict[str, Any] = {
        "messages": [
            {"role": "system", "content": hosted.instructions(ask)},
            {"role": "user", "content": hosted.material(ask)},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": True, "schema": hosted.answer_schema()},
        },
    }
    if streams:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


def to_draft(body: bytes, ask: WriteReply, engine: str, meter: Meter) -> Draft:
    """The draft in a response. Raises ModelFailed where it holds no whole answer."""
    completion = _read(body)
    if not completion.choices:
        raise ModelFailed("the response has no choices")
    choice = completion.choices[0]
    _check(choice.message, choice.finish_reason)
    answer = hosted.read_text(choice.message.content or "")
    usage = meter.usage(*(completion.usage or _Usage()).tokens)
    return hosted.to_draft(answer, ask, engine, usage)


def stream_to_draft(
    pieces: Iterable[bytes], ask: WriteReply, heed: Heed, engine: str, meter: Meter, deadline: float
) -> Draft:
    """The same from a stream of server-sent events, cut anywhere; `deadline` in seconds."""
    growing, usage, ended = GrowingAnswer(ask, heed), _Usage(), None
    for event in _events(pieces):
        if meter.seconds > deadline:
            raise ModelFailed("the model took too long")
        chunk = _read(event)
        usage = chunk.usage or usage
        for choice in chunk.choices[:1]:
            _check(choice.delta, choice.finish_reason)
            ended = choice.finish_reason or ended
            if choice.delta.content:
                growing.feed(choice.delta.content)
    if ended is None:
        raise ModelFailed("the stream ended before the answer did")
    return hosted.to_draft(growing.close(), ask, engine, meter.usage(*usage.tokens))


def _events(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The data of each server-sent event.

    https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            data = line.strip().removeprefix(b"data:").strip()
            if line.startswith(b"data:") and data != b"[DONE]":
                yield data
        if len(rest) > hosted.LONGEST:
            raise ModelFailed("the answer is too long")


def _read(body: bytes) -> _Completion:
    try:
        return _Completion.model_validate_json(body)
    except ValidationError:
        raise ModelFailed("the response is no chat completion") from None


def _check(message: _Message, finish_reason: str | None) -> None:
    if message.refusal:
        raise ModelFailed("the model refused")
    if finish_reason in ("length", "content_filter"):
        raise ModelFailed(f"the model stopped with {finish_reason}")
