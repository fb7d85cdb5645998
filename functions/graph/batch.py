"""The door of the company's events: EventBridge rule → queue → here."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from functions.graph.service import take_note
from shared.domain.errors import InvalidInput
from shared.events import COMPANY_EVENTS, CompanyEvent
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


class Envelope(BaseModel):
    """EventBridge's envelope of an event.

    https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
    """

    detail_type: Annotated[str, Field(alias="detail-type")]
    detail: dict[str, Any]


def read_event(body: str) -> CompanyEvent:
    """The event that a queue record's body holds. Raises ValidationError naming the field, or
    InvalidInput for one that nobody declared."""
    envelope = Envelope.model_validate_json(body)
    contract = COMPANY_EVENTS.get(envelope.detail_type)
    if contract is None:
        raise InvalidInput(f"the detail-type must be one of {', '.join(COMPANY_EVENTS)}")
    return contract.model_validate(envelope.detail)


def take_in_event(body: str) -> None:
    take_note(read_event(body), wiring.graph(), wiring.now())


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, take_in_event, wiring.dead_letters())
