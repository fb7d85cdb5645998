"""Carries recorded replies out to the channel that the customer writes on."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.domain.company import Company
from shared.domain.conversation import Channel
from shared.domain.errors import Gone, InvalidInput, TransientError
from shared.domain.letter import write_letter
from shared.domain.reply import Citation, ReplySentence
from shared.domain.sms import MOST, USUAL, fit
from shared.ports.channels import LetterSender, MailThreads, Pusher, TextSender
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


@dataclass(frozen=True)
class Outlets:
    """Ways out; one is made only where a parcel takes it. A company without a number of its own has
    no `texts`."""

    pusher: Callable[[], Pusher]
    texts: Callable[[], TextSender] | None
    letters: Callable[[], LetterSender]


def deliver(
    parcel: Parcel,
    conversations: Conversations,
    connections: Connections,
    threads: MailThreads,
    company: Callable[[], Company],
    outlets: Outlets,
) -> None:
    """Send one parcel by the channel that the customer writes on; only letters ask for the company.

    Raises TransientError when it was certainly not sent and may be retried.
    """
    channel = parcel.participant.channel
    if channel is Channel.WEB:
        _push(parcel, conversations, connections, outlets.pusher())
    elif channel is Channel.EMAIL:
        letters = outlets.letters()
        _once(parcel, conversations, lambda to: _mail(parcel, to, letters, threads, company()))
    elif channel is Channel.VOICE and not (outlets.texts and _is_after_the_call(parcel)):
        conversations.settle(parcel, "stored")
    else:
        texts = _sender(outlets)
        _once(parcel, conversations, lambda to: _text(parcel, to, texts))


def _sender(outlets: Outlets) -> TextSender:
    if outlets.texts is None:
        raise InvalidInput("the company has no number that it could text from")
    return outlets.texts()


def _is_after_the_call(parcel: Parcel) -> bool:
    """What is said on the phone is fetched by the call itself. What an errand says by itself may
    come when the caller has hung up, so it is texted to the number that called."""
    who = parcel.participant
    return who.channel is Channel.VOICE and who.address is not None and not parcel.message_id


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


def _once(parcel: Parcel, conversations: Conversations, send: Callable[[str], None]) -> None:
    """Neither SMS nor SES has an idempotency token: the parcel is claimed first, and one that was
    claimed by an attempt which never came back is marked doubtful for a person, not sent twice."""
    if not conversations.claim(parcel):
        conversations.doubt(parcel)
        return
    address = parcel.participant.address
    if address is None:
        raise InvalidInput("the reply has no address to go to")
    try:
        send(address)
    except TransientError:
        conversations.release(parcel)
        raise
    except InvalidInput:
        conversations.settle(parcel, "refused")
        raise
    conversations.settle(parcel, "delivered")


def _text(parcel: Parcel, to: str, texts: TextSender) -> None:
    sentences = [sentence.text for sentence in parcel.reply.sentences]
    texts.send(to, fit(sentences, MOST if parcel.reply.is_whole else USUAL), parcel.reply_id)


def _mail(
    parcel: Parcel, to: str, letters: LetterSender, threads: MailThreads, company: Company
) -> None:
    thread = parcel.participant.thread
    if thread is None:
        raise InvalidInput("the reply has no e-mail that it answers")
    letter = write_letter(
        parcel.reply,
        thread,
        company.in_language(parcel.reply.language),
        company=company.name,
        assistant=company.assistant,
        language=company.written_in(parcel.reply.language),
    )
    threads.note(letters.send(to, letter), thread.root, parcel.recorded_at)


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
