"""Asking a model on Amazon Bedrock to fill in one strict tool, whole or piece by piece.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from shared.adapters.aws.clients import client
from shared.domain.errors import ModelBusy, ModelFailed

_BUSY = {
    "ThrottlingException",
    "ServiceQuotaExceededException",
    "ServiceUnavailableException",
    "ModelNotReadyException",
}
"""As Bedrock's errors are called; a stream's begin with a small letter."""


@dataclass(frozen=True)
class Tool:
    """`schema` is JSON Schema. It never varies: Bedrock compiles a new one on first use."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Request:
    """`instructions` are ours, `material` is what others wrote.

    `caches`: Bedrock keeps what comes before the material, where it is long enough for the model.
    https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
    """

    tool: Tool
    instructions: str
    material: str
    most_tokens: int
    caches: bool = False

    def of(self, model: str) -> dict[str, Any]:
        spec = {
            "name": self.tool.name,
            "description": self.tool.description,
            "inputSchema": {"json": self.tool.schema},
            "strict": True,
        }
        until_here = [{"cachePoint": {"type": "default"}}] if self.caches else []
        return {
            "modelId": model,
            "system": [{"text": self.instructions}, *until_here],
            "messages": [{"role": "user", "content": [{"text": self.material}]}],
            "inferenceConfig": {"maxTokens": self.most_tokens},
            "toolConfig": {
                "tools": [{"toolSpec": spec}],
                "toolChoice": {"tool": {"name": self.tool.name}},
            },
        }


@dataclass(frozen=True)
class Tokens:
    """`sent` include those that were read from the cache."""

    sent: int
    answered: int
    cached: int = 0


@dataclass(frozen=True)
class Filled:
    value: object
    tokens: Tokens


def fill_in(model: str, request: Request, patience: int | None = None) -> Filled:
    """What the model fills in. Raises ModelFailed, which quotes nothing of the request: what a
    service says about it may; ModelBusy where another model may do. `patience` as of `client`."""
    asked = client("bedrock-runtime", patience=patience) if patience else client("bedrock-runtime")
    try:
        answer: dict[str, Any] = asked.converse(**request.of(model))
    except (ClientError, BotoCoreError) as error:
        raise _failure(error) from None
    except (AttributeError, TypeError):  # botocore's parser, on JSON that is no object
        raise ModelFailed("Bedrock gave an answer of another form") from None
    # botocore makes an empty answer of one that is no JSON.
    _check_end(answer.get("stopReason"))
    blocks = answer.get("output", {}).get("message", {}).get("content", [])
    value = next((block["toolUse"]["input"] for block in blocks if "toolUse" in block), None)
    return Filled(value, _tokens(answer.get("usage", {})))


def stream_in(model: str, request: Request, feed: Callable[[str], None]) -> Tokens:
    """Let `feed` have the tool's input as JSON text, piece by piece. Raises as `fill_in`, and what
    `feed` raises."""
    usage: dict[str, int] = {}
    ended = None
    try:
        answer = client("bedrock-runtime").converse_stream(**request.of(model))
        for event in answer["stream"]:
            delta = event.get("contentBlockDelta", {}).get("delta", {})
            if "toolUse" in delta:
                feed(delta["toolUse"]["input"])
            ended = event.get("messageStop", {}).get("stopReason", ended)
            usage = event.get("metadata", {}).get("usage", usage)
    except (ClientError, BotoCoreError, ParserError, HTTPError) as error:
        raise _failure(error) from None
    _check_end(ended)
    return _tokens(usage)


def _failure(error: Exception) -> ModelFailed:
    if not isinstance(error, ClientError):
        return ModelFailed(f"Bedrock gave no answer: {type(error).__name__}")
    code = error.response["Error"]["Code"]
    kind = ModelBusy if f"{code[:1].upper()}{code[1:]}" in _BUSY else ModelFailed
    return kind(f"Bedrock said {code}")


def _check_end(reason: str | None) -> None:
    if reason != "tool_use":
        # Cut off (max_tokens), blocked (guardrail_intervened, content_filtered) or chatting.
        raise ModelFailed(f"Bedrock stopped with {reason}")


def _tokens(usage: dict[str, int]) -> Tokens:
    cached = usage.get("cacheReadInputTokens", 0)
    sent = usage.get("inputTokens", 0) + cached + usage.get("cacheWriteInputTokens", 0)
    return Tokens(sent, usage.get("outputTokens", 0), cached)
