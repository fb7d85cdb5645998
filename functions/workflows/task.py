"""The turn machine's request: take the errand one step further."""

from typing import Any

from pydantic import TypeAdapter

from functions.workflows import order_status
from functions.workflows.service import Turnside
from shared.contracts import FindGrounds
from shared.domain.evidence import Grounds
from shared.domain.orders import ORDER_STATUS
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_GROUNDS = TypeAdapter(Grounds)


def advance(ask: FindGrounds) -> Grounds:
    """An order is looked up at once; every other errand has a state machine of its own."""
    if ask.decision.errand == ORDER_STATUS:
        return order_status.look_up(ask, wiring.orders(), wiring.company())
    turnside = Turnside(wiring.errands(), wiring.machines(), wiring.company(), wiring.now)
    return turnside.advance(ask)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    grounds = advance(FindGrounds.model_validate(event))
    return dict(_GROUNDS.dump_python(grounds, mode="json"))
