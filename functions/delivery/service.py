"""Carries recorded replies out to the channel that the customer writes on."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.domain.conversation import Channel
from shared.domain.errors import Gone, InvalidInput, TransientError
from shared.domain.reply import Citation, ReplySentence
from shared.domain.sms import MOST, USUAL, fit
from shared.ports.channels import Pusher, TextSender
from shared.ports.connections import Connections
from shared.ports.conversations import Conversations, Parcel


class _Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class PushedMessage(_Wire):
    id: str
    role: str
    text: str
    sent_at: str
    in_reply_to: str
    citations: tuple[Citation, ...]
    sentences: tuple[ReplySentence, ...]


class ReplyFrame(_Wire):
    """What a live connection receives."""

    type: str = "reply"
    conversation_id: str
    message: PushedMessage


def deliver(
    parcel: Parcel,
    conversations: Conversations,
    connections: Connections,
    pusher: Pusher,
    texts: Callable[[], TextSender],
) -> None:
    """Send one parcel; `texts` is asked for only where the channel is SMS.

    Raises TransientError when it was certainly not sent and may be retried.
    """
    if parcel.participant.channel is Channel.SMS:
        _text(parcel, conversations, texts())
    else:
        _push(parcel, conversations, connections, pusher)


def _push(
    parcel: Parcel, conversations: Conversations, connections: Connections, pusher: Pusher
) -> None:
    """To every open connection of the conversation. Pages drop what they have already, so a repeat
    does no harm; with none open, the page fetches the reply when it is back."""
    frame = _frame(parcel).model_dump_json(by_alias=True)
    reached = False
    for connection in connections.of(parcel.conversation_id):
        try:
            pusher.push(connection, frame)
            reached = True
        except Gone:
            connections.close(parcel.conversation_id, connection)
    conversations.settle(parcel, "delivered" if reached else "stored")


def _text(parcel: Parcel, conversations: Conversations, texts: TextSender) -> None:
    """SMS has no idempotency token: the parcel is claimed first, and one that was claimed by an
    attempt which never came back is marked doubtful for a person, not sent twice."""
    if not conversations.claim(parcel):
        conversations.doubt(parcel)
        return
    address = parcel.participant.address
    if address is None:
        raise InvalidInput("the reply has no number to go to")
    sentences = [sentence.text for sentence in parcel.reply.sentences]
    text = fit(sentences, MOST if parcel.reply.is_whole else USUAL)
    try:
        texts.send(address, text, parcel.reply_id)
    except TransientError:
        conversations.release(parcel)
        raise
    except InvalidInput:
        conversations.settle(parcel, "refused")
        raise
    conversations.settle(parcel, "delivered")


def _frame(parcel: Parcel) -> ReplyFrame:
    return ReplyFrame(
        conversation_id=parcel.conversation_id,
        message=PushedMessage(
            id=parcel.reply_id,
            role="assistant",
            text=parcel.reply.text,
            sent_at=parcel.recorded_at.isoformat(),
            in_reply_to=parcel.message_id,
            citations=parcel.reply.citations,
            sentences=parcel.reply.sentences,
        ),
    )
