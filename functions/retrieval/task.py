"""The turn machine's question: what do we verifiably know about this?"""

from typing import Any

from pydantic import TypeAdapter

from functions.retrieval.entitled import find_entitlement
from functions.retrieval.service import find_evidence
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
    ask = FindGrounds.model_validate(event)
    if ask.decision.reply:  # a greeting or thanks: the company's voice answers it whole
        return dict(_GROUNDS.dump_python(Grounds(), mode="json"))
    grounds = find_entitlement(
        ask,
        policies=wiring.policies(),
        catalogue=wiring.catalogue(),
        customers=wiring.customers(),
        orders=wiring.orders(),
        company=wiring.company(),
        today=wiring.today(),
    ) or find_evidence(
        ask, wiring.evidence_finder(), wiring.customers(), wiring.company(), wiring.today()
    )
    return dict(_GROUNDS.dump_python(grounds, mode="json"))
