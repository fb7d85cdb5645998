"""The door of turns.fifo: one conversation's turns one after another, others beside them."""

from typing import Any

from shared.contracts import TurnRequested
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


def run_turn(body: str) -> None:
    wiring.turn_runner().run(TurnRequested.model_validate_json(body))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, run_turn, wiring.dead_letters(), fifo=True)
