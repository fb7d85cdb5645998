"""OpenAI's chat completions schema, which SageMaker's containers and many servers speak.

https://platform.openai.com/docs/api-reference/chat
"""

from typing import Any

from pydantic import BaseModel, ValidationError

from shared.adapters.models import hosted
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import WriteReply


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


def request(ask: WriteReply) -> dict[str, Any]:
    """The body, but for the model's name and the token limit, which servers call differently."""
    return {
        "messages": [
            {"role": "system", "content": hosted.instructions(ask)},
            {"role": "user", "content": hosted.material(ask)},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": True, "schema": hosted.answer_schema()},
        },
    }


def to_draft(body: bytes, ask: WriteReply, engine: str) -> Draft:
    """The draft in a response. Raises ModelFailed where it holds no whole answer."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        raise ModelFailed("the response is no chat completion") from None
    if not completion.choices:
        raise ModelFailed("the response has no choices")
    choice = completion.choices[0]
    if choice.message.refusal:
        raise ModelFailed("the model refused")
    if choice.finish_reason in ("length", "content_filter"):
        raise ModelFailed(f"the model stopped with {choice.finish_reason}")
    usage = completion.usage or _Usage()
    return hosted.to_draft(
        hosted.read_text(choice.message.content or ""),
        ask,
        engine,
        (usage.prompt_tokens, usage.completion_tokens),
    )
