"""Any model on Amazon Bedrock that can be made to call a strict tool."""

from shared.adapters.models import hosted
from shared.adapters.models.converse import Request, Tool, fill_in, stream_in
from shared.adapters.models.growing import GrowingAnswer
from shared.adapters.models.metering import Meter, Prices
from shared.domain.errors import ModelBusy, ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply, unheeded

_TOOL = Tool("reply", "Send the reply to the customer.", hosted.answer_schema())
_DEADLINE = 14.0
"""Seconds that a stream may take, however it trickles."""


class BedrockWriter:
    """`model_id` is a model's, an inference profile's, or the ARN of either; so is `fallback_id`,
    which is asked where the first has no capacity."""

    def __init__(
        self,
        model_id: str,
        fallback_id: str | None = None,
        *,
        streams: bool = False,
        caches: bool = False,
        prices: Prices | None = None,
    ) -> None:
        self._models = (model_id, fallback_id) if fallback_id else (model_id,)
        self._streams, self._caches, self._prices = streams, caches, prices

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:
        *others, last = self._models
        growing = GrowingAnswer(ask, heed)
        for model in others:
            try:
                return self._write(model, ask, growing)
            except ModelBusy:
                if growing.has_begun:
                    raise
        return self._write(last, ask, growing)

    def _write(self, model: str, ask: WriteReply, growing: GrowingAnswer) -> Draft:
        request = Request(
            _TOOL, hosted.instructions(ask), hosted.material(ask), hosted.MOST_TOKENS, self._caches
        )
        meter = Meter(model, self._prices)
        if self._streams:

            def feed(piece: str) -> None:
                if meter.seconds > _DEADLINE:
                    raise ModelFailed("the model took too long")
                growing.feed(piece)

            tokens = stream_in(model, request, feed)
            answer = growing.close()
        else:
            filled = fill_in(model, request)
            tokens, answer = filled.tokens, hosted.read_object(filled.value)
        usage = meter.usage(tokens.sent, tokens.answered, tokens.cached)
        return hosted.to_draft(answer, ask, f"bedrock:{model}", usage)
