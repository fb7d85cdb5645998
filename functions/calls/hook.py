"""The door of a Lex V2 bot's code hook: one utterance in, what the caller hears out."""

import time
from typing import Any

from pydantic import ValidationError

from functions.calls.lex import LexEvent, read_utterance, respond
from functions.calls.service import Switchboard
from shared.domain.errors import InvalidInput
from shared.runtime import wiring
from shared.runtime.batch import reason_of
from shared.runtime.telemetry import logger


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Raises InvalidInput naming what is malformed; Connect then takes the block's error branch."""
    try:
        told = LexEvent.model_validate(event)
    except ValidationError as error:
        raise InvalidInput(reason_of(error)) from None
    company = wiring.company()
    switchboard = Switchboard(
        company=company,
        conversations=wiring.conversations(),
        talk=wiring.errand_talk(),
        cases=wiring.cases(),
        turns=wiring.turn_queue(),
        news=wiring.call_news(),
        warn=logger.warning,
        now=wiring.now,
        pause=time.sleep,
    )
    heard = read_utterance(told, wiring.customers(), company)
    if heard.language not in company.phones:
        logger.warning(
            "a bot listens in a language without words", extra={"locale": told.bot.locale_id}
        )
    return respond(told, switchboard.answer(heard))
