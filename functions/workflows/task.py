"""The turn machine's request: take the errand one step further."""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from functions.workflows import order_status
from shared.contracts import FindGrounds
from shared.domain.errors import UnknownErrand
from shared.domain.evidence import Grounds
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_GROUNDS = TypeAdapter(Grounds)


def _order_status(ask: FindGrounds) -> Grounds:
    return order_status.look_up(ask, wiring.orders(), wiring.company())


_ERRANDS: dict[str, Callable[[FindGrounds], Grounds]] = {order_status.NAME: _order_status}


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    ask = FindGrounds.model_validate(event)
    errand = ask.decision.errand or ""
    if errand not in _ERRANDS:
        raise UnknownErrand(f"no errand {errand!r} is declared; there is {', '.join(_ERRANDS)}")
    return dict(_GROUNDS.dump_python(_ERRANDS[errand](ask), mode="json"))
