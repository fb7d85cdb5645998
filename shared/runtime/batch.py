"""The batch door: one function a record; Powertools owns the batch and its partial failures."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from pydantic import ValidationError

from shared.domain.errors import InvalidInput
from shared.ports.channels import DeadLetters
from shared.runtime.telemetry import logger


def process_queue(
    event: dict[str, Any],
    context: Any,
    handle: Callable[[str], None],
    dead_letters: DeadLetters,
    *,
    fifo: bool = False,
) -> Any:
    """Call `handle` with each record's body.

    A record that can never be handled (InvalidInput, or a body of the wrong shape) is buried with
    its reason at once; any other error leaves it to the queue's retries.
    """

    def one(record: SQSRecord) -> None:
        try:
            handle(record.body)
        except (InvalidInput, ValidationError) as error:
            dead_letters.bury(record.body, reason_of(error))
            logger.warning("buried a record", extra={"record": record.message_id})
        except Exception as error:
            reason = {"record": record.message_id, "error": type(error).__name__}
            logger.error("a record failed", extra=reason)
            raise

    processor = SqsFifoPartialProcessor() if fifo else BatchProcessor(EventType.SQS)
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(event, one, processor, context)


def time_left(context: Any, *, but: float) -> Callable[[], bool]:
    """Whether the function may go on: all its time but so many seconds, which it needs to end."""
    return lambda: context.get_remaining_time_in_millis() > but * 1_000


def reason_of(error: InvalidInput | ValidationError) -> str:
    """What to mend, without the values that came in: they may hold somebody's words."""
    if isinstance(error, InvalidInput):
        return str(error)
    wrong = "; ".join(
        f"{'.'.join(str(part) for part in detail['loc']) or 'body'}: {detail['msg']}"
        for detail in error.errors(include_input=False, include_url=False)
    )
    return f"{error.title}: {wrong}"
