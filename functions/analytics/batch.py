"""The door of the analytics queue: enters every completed turn into the ledger."""

from typing import Any

from pydantic import BaseModel

from shared.contracts import TurnCompleted
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


class Envelope(BaseModel):
    """EventBridge's envelope of the event."""

    detail: TurnCompleted


def enter_turn(body: str) -> None:
    wiring.ledger().enter(Envelope.model_validate_json(body).detail)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, enter_turn, wiring.dead_letters())
