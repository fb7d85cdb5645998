"""The turn machine's question: what do we verifiably know about this?"""

from typing import Any

from pydantic import TypeAdapter

from functions.retrieval.knowledge import published_knowledge
from functions.retrieval.service import find_grounds
from shared.contracts import FindGrounds
from shared.domain.evidence import Grounds
from shared.ports.knowledge import Search
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_GROUNDS = TypeAdapter(Grounds)


def warm() -> None:
    """Load the index before the first message needs it."""
    locale = wiring.company().locale
    wiring.policies()
    wiring.evidence_finder().find(Search("warm", locale, None, wiring.today()))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    grounds = find_grounds(FindGrounds.model_validate(event), published_knowledge())
    return dict(_GROUNDS.dump_python(grounds, mode="json"))
