"""The turn machine's request: put the decision into words, each of them proven."""

from typing import Any

from pydantic import TypeAdapter

from functions.generation.live import LiveReply
from functions.generation.service import compose
from functions.generation.stage import Push, unseen
from functions.generation.writing import Author
from shared.contracts import ComposeReply, TurnContext
from shared.domain.conversation import Channel, reply_id_of
from shared.domain.reply import Reply
from shared.runtime import settings, wiring
from shared.runtime.telemetry import logger

_REPLY = TypeAdapter(Reply)


def _push_of(context: TurnContext) -> Push:
    """Only an engine that streams has anything to show early, and only a web page can show it."""
    if not settings.read().model_streams or context.participant.channel is not Channel.WEB:
        return unseen
    return LiveReply(
        context.conversation_id,
        context.message_id,
        reply_id_of(context.conversation_id, context.message_id),
        wiring.connections(),
        wiring.pusher(),
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    ask = ComposeReply.model_validate(event)
    author = Author(wiring.reply_writer(), wiring.embedded_composer(), wiring.judges())
    reply = compose(ask, wiring.company(), author, _push_of(ask.context))
    for verdict in reply.verdicts:
        logger.warning(
            "a judge took a sentence out",
            extra={"judge": verdict.judge, "effect": verdict.effect, "reason": verdict.reason},
        )
    if settings.read().model_engine != reply.engine == "embedded":
        logger.warning("the model gave no usable reply; the embedded composer answered")
    return dict(_REPLY.dump_python(reply, mode="json"))
