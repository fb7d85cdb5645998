"""The turn machine's question: what does the customer want?"""

from typing import Any

from pydantic import TypeAdapter

from functions.routing.service import understand
from shared.contracts import TurnContext
from shared.domain.understanding import Understanding
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_UNDERSTANDING = TypeAdapter(Understanding)


def warm() -> None:
    """Load the models before the first message needs them."""
    locale = wiring.company().locale
    wiring.intent_reader().read(["warm"], locale)
    wiring.mention_reader().read("yesterday", wiring.today(), locale)
    wiring.language_reader().read("warm", locale)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    understanding = understand(
        TurnContext.model_validate(event),
        intents=wiring.intent_reader(),
        mentions=wiring.mention_reader(),
        languages=wiring.language_reader(),
        company=wiring.company(),
        today=wiring.today(),
    )
    return dict(_UNDERSTANDING.dump_python(understanding, mode="json", exclude_defaults=True))
