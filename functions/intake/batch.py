"""The door for SMS: SNS topic → queue → here."""

from typing import Any

from functions.intake.service import take_in
from functions.intake.sms import read_sms
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


def take_in_sms(body: str) -> None:
    arrival = read_sms(body, wiring.customers())
    take_in(arrival, wiring.conversations(), wiring.turn_queue(), wiring.now)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, take_in_sms, wiring.dead_letters())
