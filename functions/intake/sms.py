"""Reads an SMS as End User Messaging publishes it through SNS.

https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from functions.intake.service import Arrival
from shared.domain.conversation import Channel, Identity, Participant, conversation_of_number
from shared.ports.knowledge import Customers

Number = Annotated[str, Field(pattern=r"^\+?[0-9]{3,15}$")]


class Notification(BaseModel):
    """SNS's envelope; its message holds the SMS as JSON."""

    message: Annotated[str, Field(alias="Message")]


class InboundSms(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    origination_number: Number
    destination_number: Number
    message_body: str
    inbound_message_id: Annotated[str, Field(min_length=1, max_length=100)]


def read_sms(body: str, customers: Customers) -> Arrival:
    """The arrival that a queue record's body holds. A number that belongs to a customer is theirs
    (level: known number). Raises ValidationError naming the field."""
    sms = InboundSms.model_validate_json(Notification.model_validate_json(body).message)
    customer = customers.by_phone(sms.origination_number)
    return Arrival(
        conversation_id=conversation_of_number(sms.origination_number, sms.destination_number),
        client_message_id=sms.inbound_message_id,
        text=sms.message_body,
        participant=Participant(
            channel=Channel.SMS,
            identity=Identity.KNOWN_NUMBER if customer else Identity.ANONYMOUS,
            customer_id=customer.id if customer else None,
            address=sms.origination_number,
            reply_from=sms.destination_number,
        ),
    )
