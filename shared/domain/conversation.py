"""Who talks with us, over which channel, and what has been said."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from shared.domain.customer_memory import NO_PREFERENCES, PastCase, Preferences
from shared.domain.mentions import NO_MENTIONS, Mentions

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)

MAX_TEXT = 4_000
"""Longest message, in characters: an e-mail's worth, and far below what a model takes."""


class Channel(StrEnum):
    WEB = "web"
    SMS = "sms"
    EMAIL = "email"
    VOICE = "voice"

    @property
    def is_heard(self) -> bool:
        """Whether replies are heard rather than read."""
        return self is Channel.VOICE

    @property
    def is_brief(self) -> bool:
        """Whether it has no room for more than the answer."""
        return self in (Channel.SMS, Channel.VOICE)


class Identity(StrEnum):
    """How sure we are of who the customer is, weakest first."""

    ANONYMOUS = "anonymous"
    KNOWN_NUMBER = "known_number"
    KNOWN_EMAIL = "known_email"
    """Wrote from the customer's e-mail address, for which its domain vouched."""
    EMAIL_CODE = "email_code"
    """Wrote back the code that we sent to the customer's e-mail address."""
    SIGNED_IN = "signed_in"

    @property
    def proves_somebody(self) -> bool:
        return self is not Identity.ANONYMOUS

    def proves(self, level: "Identity") -> bool:
        """Whether it is at least as sure as `level`."""
        ranks = list(Identity)
        return ranks.index(self) >= ranks.index(level)


class Status(StrEnum):
    OPEN = "open"
    WITH_TEAM = "with_team"


@dataclass(frozen=True)
class MailThread:
    """The mail that the next reply answers: what a reply must repeat to stand below it, and what of
    it was not read. Ids are whole, with their angle brackets (RFC 5322, 3.6.4). In a thread that we
    begin there is no mail yet: `message_id` is empty, and `references` holds a name of our own."""

    subject: str
    message_id: str
    references: tuple[str, ...] = ()
    """Of the mails before it, the thread's first mail first."""
    name: str = ""
    """The customer's, where we know who wrote."""
    attachments: int = 0
    unread: tuple[str, ...] = ()
    """Names of the attachments, where we know who chose them."""
    is_cut: bool = False
    """Whether its end was left out, for it was too long."""

    @property
    def root(self) -> str:
        """The thread's first mail, as far as this one tells."""
        return (*self.references, self.message_id)[0]


@dataclass(frozen=True)
class Participant:
    """The customer's side of a conversation.

    `address` is where replies go on a channel that pushes to one (a phone number in E.164, an
    e-mail address); it is None on the web, where replies go to the conversation's open connections.
    On the phone it is the caller's number, if they show one: the call itself takes its replies.
    """

    channel: Channel
    identity: Identity = Identity.ANONYMOUS
    customer_id: str | None = None
    address: str | None = None
    reply_from: str | None = None
    thread: MailThread | None = None

    @property
    def is_proven(self) -> bool:
        """Whether we know who it is, and not only by their own word."""
        return self.customer_id is not None and self.identity.proves_somebody


@dataclass(frozen=True)
class InboundMessage:
    """One utterance as it entered: normalised, masked, and named by its channel's own id."""

    conversation_id: ConversationId
    message_id: MessageId
    text: str
    sent_at: datetime
    participant: Participant
    client_message_id: str


@dataclass(frozen=True)
class Utterance:
    """One line of the transcript."""

    role: str
    text: str
    sent_at: datetime


@dataclass(frozen=True)
class Topic:
    """What the conversation was last about, in the customer's words."""

    intent: str
    errand: str | None
    question: str


@dataclass(frozen=True)
class Asked:
    """A question of ours that waits for its answer: which of the intents `between` their `question`
    has, whether a person shall look into it, or whether we may remember them."""

    question: str = ""
    between: tuple[str, ...] = ()
    offers_person: bool = False
    wants_consent: bool = False


@dataclass(frozen=True)
class Memory:
    """What the assistant keeps in mind between turns."""

    status: Status = Status.OPEN
    awaiting: str | None = None
    """The errand that waits for the customer's next words, if one does."""
    failed_tries: int = 0
    """Turns in a row that did not help."""
    waiting_since: datetime | None = None
    """When the first of them came in."""
    history: tuple[Utterance, ...] = field(default=())
    """Earlier utterances, oldest first, a bounded window."""
    valences: tuple[float, ...] = ()
    """The customer's valence in their last messages, oldest first."""
    topic: Topic | None = None
    asked: Asked | None = None
    language: str | None = None
    mentions: Mentions = NO_MENTIONS
    """What the customer named so far, the latest of each kind."""
    story: tuple[str, ...] = ()
    """What the conversation has dealt with, oldest first (see story.py)."""
    cases: tuple[PastCase, ...] = ()
    """The same as it will be remembered of the customer, with their consent."""
    preferences: Preferences = NO_PREFERENCES
    """Those that were stated in this conversation."""


def message_id_of(conversation_id: str, client_message_id: str) -> MessageId:
    """The same channel message always has the same id, so a repeat is seen as one."""
    return MessageId("msg_" + _digest(conversation_id, client_message_id))


def reply_id_of(conversation_id: str, message_id: str) -> str:
    """The one reply to a message: however often a turn runs, it is recorded once."""
    return "rep_" + _digest(conversation_id, message_id)


def conversation_of_number(customer: str, ours: str) -> ConversationId:
    """The conversation between a phone number and one of our numbers; the id shows neither."""
    return ConversationId("cnv_" + _digest(customer, ours))


def conversation_of_call(session: str) -> ConversationId:
    """The conversation of one call; another call, also of the same caller, is another."""
    return ConversationId("cnv_" + _digest("call", session))


def conversation_of_mail(sender: str, ours: str, root: str, *, is_proven: bool) -> ConversationId:
    """The conversation of a thread with one sender. Whoever only claims to be the sender, or joins
    the thread from another address, is given one of their own."""
    proof = "proven" if is_proven else "claimed"
    return ConversationId("cnv_" + _digest(sender.lower(), ours.lower(), root, proof))


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]
