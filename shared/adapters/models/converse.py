"""Asking a model on Amazon Bedrock to fill in one strict tool.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.domain.errors import ModelFailed


@dataclass(frozen=True)
class Tool:
    """`schema` is JSON Schema. It never varies: Bedrock compiles a new one on first use."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Filled:
    value: object
    input_tokens: int
    output_tokens: int


def fill_in(model: str, tool: Tool, instructions: str, material: str, most_tokens: int) -> Filled:
    """What the model fills in. `instructions` are ours, `material` is what others wrote.

    Raises ModelFailed, which quotes neither: what a service says about a request may.
    """
    spec = {
        "name": tool.name,
        "description": tool.description,
        "inputSchema": {"json": tool.schema},
        "strict": True,
    }
    try:
        answer: dict[str, Any] = client("bedrock-runtime").converse(
            modelId=model,
            system=[{"text": instructions}],
            messages=[{"role": "user", "content": [{"text": material}]}],
            inferenceConfig={"maxTokens": most_tokens},
            toolConfig={
                "tools": [{"toolSpec": spec}],
                "toolChoice": {"tool": {"name": tool.name}},
            },
        )
    except ClientError as error:
        raise ModelFailed(f"Bedrock said {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise ModelFailed(f"Bedrock gave no answer: {type(error).__name__}") from None
    if answer["stopReason"] != "tool_use":
        # Cut off (max_tokens), blocked (guardrail_intervened, content_filtered) or chatting.
        raise ModelFailed(f"Bedrock stopped with {answer['stopReason']}")
    blocks = answer["output"].get("message", {}).get("content", [])
    value = next((block["toolUse"]["input"] for block in blocks if "toolUse" in block), None)
    usage = answer["usage"]
    return Filled(value, usage["inputTokens"], usage["outputTokens"])
