"""Where conversations are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.conversation import InboundMessage, Memory, MessageId, Participant
from shared.domain.customer_memory import CustomerMemory
from shared.domain.errands.answering import Underway
from shared.domain.reply import Reply


@dataclass(frozen=True)
class Accepted:
    """`is_new` is False for a repeat of a message that was stored before."""

    message_id: MessageId
    sent_at: datetime
    is_new: bool


@dataclass(frozen=True)
class Recalled:
    """`underway` are the errands that have not ended: those that the customer began in other
    conversations, as far as they are known well enough in this one, and then this one's."""

    message: InboundMessage
    memory: Memory
    underway: tuple[Underway, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What is remembered of a customer from now on, instead of the version that it comes `after`.

    Where another conversation wrote in the meantime it is dropped, unless it must be kept
    `at_any_rate`: a customer's word on being remembered.
    """

    customer_id: str
    memory: CustomerMemory
    after: str
    at_any_rate: bool = False


@dataclass(frozen=True)
class Turn:
    """What one turn leaves behind. `handoff` is the reason why a person takes over, if one does."""

    conversation_id: str
    message_id: str
    reply_id: str
    reply: Reply
    participant: Participant
    recorded_at: datetime
    memory: Memory
    """What the next turn recalls; its history is kept as the transcript."""
    handoff: str | None
    trace: str
    """JSON of how the reply came about: reading, mood, decision, grounds."""
    kept: "Kept | None" = None


@dataclass(frozen=True)
class Word:
    """What an errand says outside any turn. Its id names it: said again, it is the same."""

    conversation_id: str
    id: str
    reply: Reply
    participant: Participant
    said_at: datetime


@dataclass(frozen=True)
class Line:
    """One message of the transcript as the customer may see it.

    `reference` is the customer's own id of their message, or the message that a reply answers.
    """

    id: str
    role: str
    text: str
    sent_at: datetime
    reference: str
    reply: Reply | None
    cursor: str


@dataclass(frozen=True)
class Parcel:
    """A recorded reply that waits in the outbox."""

    conversation_id: str
    reply_id: str
    message_id: str
    reply: Reply
    participant: Participant
    recorded_at: datetime


@dataclass(frozen=True)
class Case:
    """What a person takes over, and why."""

    id: str
    reason: str
    requested_at: datetime


class Cases(Protocol):
    """Handoffs. They are written with a turn (`Turn.handoff`), or by an errand."""

    def of(self, conversation_id: str) -> Case | None:
        """The conversation's latest, or None where no person has it."""


class Conversations(Protocol):
    def accept(self, message: InboundMessage) -> Accepted:
        """Store a message once; a repeat gets the first one's id and time."""

    def recall(self, conversation_id: str, message_id: str, window: int) -> Recalled:
        """The message, and the memory with at most `window` utterances before it.

        Raises UnknownConversation.
        """

    def record(self, turn: Turn) -> bool:
        """Store reply, memory, handoff, outbox row and what is kept of the customer in one
        transaction. What may not be kept is left out; the reply is stored all the same.

        False if this reply was recorded before; nothing is changed then.
        """

    def transcript(self, conversation_id: str, after: str | None, limit: int) -> list[Line]:
        """Lines after the cursor, oldest first."""

    def claim(self, parcel: Parcel) -> bool:
        """Take a parcel for sending; False if it was claimed before."""

    def release(self, parcel: Parcel) -> None:
        """Give a claimed parcel back: it was certainly not sent."""

    def settle(self, parcel: Parcel, state: str) -> None:
        """Note what became of a parcel: `delivered`, `stored` or `refused`."""

    def doubt(self, parcel: Parcel) -> None:
        """Mark a parcel that was claimed and never settled; one that was settled stays as it is."""


class CustomerMemories(Protocol):
    """What is remembered of customers. It is written with a turn (`Turn.kept`)."""

    def of(self, customer_id: str) -> CustomerMemory:
        """As it was written last, or UNKNOWN; whether it has expired is the caller's to tell."""


class ErrandTalk(Protocol):
    """What an errand does to the conversation that it belongs to."""

    def open(self, conversation_id: str, participant: Participant, at: datetime) -> None:
        """A conversation in which we write first; one that is there stays as it is."""

    def tell(self, word: Word) -> bool:
        """Store what an errand says by itself, with its outbox row, in one transaction; False if it
        was stored before."""

    def follow(self, conversation_id: str, underway: Underway, customer_id: str | None) -> None:
        """Have each turn recall the errand as it stands now, in the customer's other conversations,
        too, where we know whose it is."""

    def forget(self, conversation_id: str, run_id: str, customer_id: str | None) -> None:
        """The errand has ended, or has left this conversation for another: then without the
        customer."""

    def vouch(self, conversation_id: str, proven: Participant) -> None:
        """The customer has proven who they are, for the rest of the conversation."""

    def hand_over(self, conversation_id: str, case_id: str, reason: str, at: datetime) -> None:
        """A person takes the conversation over, outside any turn."""
