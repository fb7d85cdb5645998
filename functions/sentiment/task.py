"""The turn machine's question: how does the customer feel?"""

from dataclasses import asdict
from typing import Any

from shared.contracts import TurnContext
from shared.runtime import wiring
from shared.runtime.telemetry import logger


def warm() -> None:
    """Load the model before the first message needs it."""
    wiring.mood_reader().read("warm")


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return asdict(wiring.mood_reader().read(TurnContext.model_validate(event).text))
