"""Takes in what the company's systems write to Kafka, and puts it on the bus as their event."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from shared import telling
from shared.domain.errors import InvalidInput
from shared.events import CompanyEvent
from shared.ports.channels import Bus, DeadLetters
from shared.runtime.batch import reason_of


@dataclass(frozen=True)
class StreamRecord:
    """`kind` is the event's name where a header tells it (`type`, or `ce_type` of CloudEvents); the
    value is the event's data then. `place` is topic, partition and offset."""

    place: str
    value: bytes | None
    kind: str | None = None


@dataclass(frozen=True)
class Taken:
    told: int
    buried: int


def take_in(records: Iterable[StreamRecord], bus: Bus, dead_letters: DeadLetters) -> Taken:
    """All that can be told goes onto the bus, and only then is the rest buried, each with its
    reason: a batch whose telling fails is sent again whole, and told twice rather than never. A
    record without a value, by which a topic forgets a key, says nothing.

    Raises TransientError where the bus does not take one.
    """
    told: list[CompanyEvent] = []
    refused: list[tuple[StreamRecord, str]] = []
    for record in records:
        if record.value is None:
            continue
        try:
            told.append(_event(record.value, record.kind))
        except (InvalidInput, ValidationError) as error:
            refused.append((record, reason_of(error)))
        except ValueError:
            refused.append((record, "the value is no JSON"))
    for event in told:
        bus.tell(type(event).__name__, event.model_dump(mode="json", exclude_unset=True))
    for record, reason in refused:
        body = (record.value or b"").decode(errors="replace")
        dead_letters.bury(body, f"{record.place}: {reason}")
    return Taken(len(told), len(refused))


def _event(value: bytes, kind: str | None) -> CompanyEvent:
    return telling.named(kind, json.loads(value)) if kind else telling.own(value)
