"""Every channel in: normalise, mask, name, store once, ask for a turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.contracts import TurnRequested
from shared.domain.conversation import (
    MAX_TEXT,
    ConversationId,
    InboundMessage,
    Participant,
    message_id_of,
)
from shared.domain.errors import InvalidInput
from shared.domain.masking import clean, mask
from shared.ports.channels import TurnQueue
from shared.ports.conversations import Accepted, Conversations


@dataclass(frozen=True)
class Arrival:
    """A message as its channel's door read it."""

    conversation_id: ConversationId
    client_message_id: str
    text: str
    participant: Participant


def take_in(
    arrival: Arrival,
    conversations: Conversations,
    queue: TurnQueue,
    now: Callable[[], datetime],
) -> Accepted:
    """Store the message and queue its turn. A repeat changes nothing, and queues the turn again in
    case the first try died between the two (the queue and the record drop what is double).

    Raises InvalidInput for a message without words or with too many.
    """
    text = clean(arrival.text)
    if not text:
        raise InvalidInput("the message is empty: write a few words")
    if len(text) > MAX_TEXT:
        raise InvalidInput(f"the message is too long: at most {MAX_TEXT:,} characters")
    message = InboundMessage(
        conversation_id=arrival.conversation_id,
        message_id=message_id_of(arrival.conversation_id, arrival.client_message_id),
        text=mask(text),
        sent_at=now(),
        participant=arrival.participant,
        client_message_id=arrival.client_message_id,
    )
    accepted = conversations.accept(message)
    queue.request(
        TurnRequested(conversation_id=message.conversation_id, message_id=accepted.message_id)
    )
    return accepted
