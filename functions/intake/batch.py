"""The door for what AWS's services publish: SNS topic → queue → here."""

from typing import Any

from functions.intake.service import Arrival, take_in
from shared.runtime import settings, wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


def take_in_sms(body: str) -> None:
    from functions.intake.sms import read_sms

    _take_in(read_sms(body, wiring.customers()))


def take_in_mail(body: str) -> None:
    from functions.intake.mail import Unanswered, read_letter
    from functions.intake.sms import Notification

    try:
        arrival = read_letter(
            Notification.model_validate_json(body).message,
            settings.read().need("email_address"),
            wiring.mail_store(),
            wiring.mail_threads(),
            wiring.customers(),
            wiring.company().order_numbers,
        )
    except Unanswered as reason:
        logger.info("an e-mail is left unanswered", extra={"reason": str(reason)})
        return
    _take_in(arrival)


def _take_in(arrival: Arrival) -> None:
    take_in(arrival, wiring.conversations(), wiring.turn_queue(), wiring.now)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """A function with a mailbox takes in e-mail, the other SMS."""
    take = take_in_mail if settings.read().mail_bucket else take_in_sms
    return process_queue(event, context, take, wiring.dead_letters())
