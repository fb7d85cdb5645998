"""The door of Kafka, MSK's or one of the company's own: an event source mapping → here."""

import binascii
from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.data_classes.kafka_event import KafkaEvent, KafkaEventRecord

from functions.streams.service import StreamRecord, take_in
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_KINDS = ("type", "ce_type")


def records_of(event: dict[str, Any]) -> Iterator[StreamRecord]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html"""
    for record in KafkaEvent(event).records:
        place = f"{record.topic}-{record.partition}@{record.offset}"
        yield StreamRecord(place, _value(record), _kind(record))


def _value(record: KafkaEventRecord) -> bytes | None:
    """What is no base64 is no value of Kafka's, and says so as it stands."""
    coded = record.get("value")
    try:
        return None if coded is None else record.decoded_value
    except binascii.Error:
        return str(coded).encode()


def _kind(record: KafkaEventRecord) -> str | None:
    headers = record.decoded_headers if record.get("headers") else {}
    return next((headers[name].decode() for name in _KINDS if name in headers), None)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, int]:
    taken = take_in(records_of(event), wiring.bus(), wiring.dead_letters())
    logger.info("records taken in", extra={"told": taken.told, "buried": taken.buried})
    return {"told": taken.told, "buried": taken.buried}
