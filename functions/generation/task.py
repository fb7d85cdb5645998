"""The turn machine's request: put the decision into words, each of them proven."""

from typing import Any

from pydantic import TypeAdapter

from functions.generation.service import compose
from functions.generation.writing import Author
from shared.contracts import ComposeReply
from shared.domain.reply import Reply
from shared.runtime import settings, wiring
from shared.runtime.telemetry import logger

_REPLY = TypeAdapter(Reply)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    ask = ComposeReply.model_validate(event)
    author = Author(wiring.reply_writer(), wiring.embedded_composer(), wiring.judges())
    reply = compose(ask, wiring.company(), author)
    for verdict in reply.verdicts:
        logger.warning(
            "a judge took a sentence out",
            extra={"judge": verdict.judge, "effect": verdict.effect, "reason": verdict.reason},
        )
    if settings.read().model_engine != reply.engine == "embedded":
        logger.warning("the model gave no usable reply; the embedded composer answered")
    return dict(_REPLY.dump_python(reply, mode="json"))
