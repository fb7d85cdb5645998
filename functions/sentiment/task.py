"""The turn machine's question: how does the customer feel?"""

from dataclasses import asdict
from typing import Any

from functions.sentiment.service import hear
from shared.contracts import TurnContext
from shared.runtime import wiring
from shared.runtime.telemetry import logger


def warm() -> None:
    """Load the model before the first message needs it."""
    locale = wiring.company().locale
    wiring.language_reader().read("warm", locale)
    wiring.mood_reader().read("warm", locale)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    context = TurnContext.model_validate(event)
    readers = wiring.mood_reader(), wiring.language_reader()
    return asdict(hear(context, *readers, wiring.company()))
