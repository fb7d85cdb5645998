"""The door of what moves errands from outside: EventBridge rule → queue → here."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from functions.workflows import declared
from functions.workflows.news import decide_approval, take_news
from functions.workflows.occasions import Outreach
from shared.domain.errors import InvalidInput
from shared.domain.reaching import Ways
from shared.events import ERRAND_EVENTS, OCCASIONS, ApprovalGiven
from shared.runtime import settings, wiring
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
    if occasion := OCCASIONS.get(told.detail_type):
        event = occasion.model_validate(told.detail)
        for errand in declared.begun_at(told.detail_type):
            _outreach().begin(event, errand)
        return
    contract = ERRAND_EVENTS.get(told.detail_type)
    if contract is None:
        known = ", ".join((*ERRAND_EVENTS, *OCCASIONS))
        raise InvalidInput(f"the detail-type must be one of {known}")
    take_news(contract.model_validate(told.detail), wiring.errands(), wiring.machines())


def _outreach() -> Outreach:
    chosen = settings.read()
    return Outreach(
        errands=wiring.errands(),
        machines=wiring.machines(),
        conversations=wiring.errand_talk(),
        customers=wiring.customers(),
        remembered=wiring.customer_memories().of,
        company=wiring.company(),
        ways=Ways(chosen.email_address, wiring.company().sms_number or ""),
        now=wiring.now,
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, take_in, wiring.dead_letters())
