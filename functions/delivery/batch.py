"""The door of the outbox: new rows of the conversations table's stream."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from functions.delivery.service import Outlets, deliver
from shared.ports.channels import TextSender
from shared.runtime import settings, wiring
from shared.runtime.telemetry import logger


def deliver_record(record: DynamoDBRecord) -> None:
    deliver(
        wiring.parcel(record.raw_event["dynamodb"]["NewImage"]),
        wiring.conversations(),
        wiring.connections(),
        wiring.mail_threads(),
        wiring.company,
        Outlets(wiring.pusher, _texts(), wiring.letter_sender),
    )


def _texts() -> Callable[[], TextSender] | None:
    return wiring.text_sender if settings.read().sms_origination_identity else None


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(EventType.DynamoDBStreams)
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(event, deliver_record, processor, context)
