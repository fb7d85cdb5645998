"""The door of partners' event sources: their bus → EventBridge rule → queue → here."""

from typing import Any

from functions.partners.service import take_in
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


def tell(body: str) -> None:
    take_in(body, wiring.bus())


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, tell, wiring.dead_letters())
