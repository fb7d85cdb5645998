"""The door of what moves errands from outside: EventBridge rule → queue → here."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from functions.workflows.news import decide_approval, take_news
from shared.domain.errors import InvalidInput
from shared.events import ERRAND_EVENTS, ApprovalGiven
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


class Envelope(BaseModel):
    """https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html"""

    detail_type: Annotated[str, Field(alias="detail-type")]
    detail: dict[str, Any]


def take_in(body: str) -> None:
    """Raises InvalidInput or ValidationError for what no errand knows."""
    told = Envelope.model_validate_json(body)
    if told.detail_type == ApprovalGiven.__name__:
        approval = ApprovalGiven.model_validate(told.detail)
        decide_approval(approval, wiring.errands(), wiring.machines())
        return
    contract = ERRAND_EVENTS.get(told.detail_type)
    if contract is None:
        raise InvalidInput(f"the detail-type must be one of {', '.join(ERRAND_EVENTS)}")
    take_news(contract.model_validate(told.detail), wiring.errands(), wiring.machines())


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, take_in, wiring.dead_letters())
