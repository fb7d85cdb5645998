"""Any model on Amazon Bedrock that can be made to call a strict tool."""

from shared.adapters.models import hosted
from shared.adapters.models.converse import Tool, fill_in
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply, unheeded


class BedrockWriter:
    """`model_id` is a model's, an inference profile's, or the ARN of either."""

    def __init__(self, model_id: str) -> None:
        self._model = model_id

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:  # noqa: ARG002
        tool = Tool("reply", "Send the reply to the customer.", hosted.answer_schema())
        filled = fill_in(
            self._model, tool, hosted.instructions(ask), hosted.material(ask), hosted.MOST_TOKENS
        )
        return hosted.to_draft(
            hosted.read_object(filled.value),
            ask,
            f"bedrock:{self._model}",
            (filled.input_tokens, filled.output_tokens),
        )
