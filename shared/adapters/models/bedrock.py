"""Any model on Amazon Bedrock that can be made to call a strict tool.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.adapters.models import hosted
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import WriteReply

_TOOL = "reply"


class BedrockWriter:
    """`model_id` is a model's, an inference profile's, or the ARN of either."""

    def __init__(self, model_id: str) -> None:
        self._model = model_id

    def write(self, ask: WriteReply) -> Draft:
        answer = self._converse(ask)
        if answer["stopReason"] != "tool_use":
            # Cut off (max_tokens), blocked (guardrail_intervened, content_filtered) or chatting.
            raise ModelFailed(f"Bedrock stopped with {answer['stopReason']}")
        usage = answer["usage"]
        return hosted.to_draft(
            hosted.read_object(_tool_input(answer)),
            ask,
            f"bedrock:{self._model}",
            (usage["inputTokens"], usage["outputTokens"]),
        )

    def _converse(self, ask: WriteReply) -> dict[str, Any]:
        tool = {
            "name": _TOOL,
            "description": "Send the reply to the customer.",
            "inputSchema": {"json": hosted.answer_schema()},
            "strict": True,
        }
        # Errors lose their cause here: what a service says about a request may quote it.
        try:
            answer: dict[str, Any] = client("bedrock-runtime").converse(
                modelId=self._model,
                system=[{"text": hosted.instructions(ask)}],
                messages=[{"role": "user", "content": [{"text": hosted.material(ask)}]}],
                inferenceConfig={"maxTokens": hosted.MOST_TOKENS},
                toolConfig={"tools": [{"toolSpec": tool}], "toolChoice": {"tool": {"name": _TOOL}}},
            )
        except ClientError as error:
            raise ModelFailed(f"Bedrock said {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise ModelFailed(f"Bedrock gave no answer: {type(error).__name__}") from None
        return answer


def _tool_input(answer: dict[str, Any]) -> object:
    blocks = answer["output"].get("message", {}).get("content", [])
    return next((block["toolUse"]["input"] for block in blocks if "toolUse" in block), None)
