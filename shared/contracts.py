"""What the functions say to each other, and the events they publish.

Field types are the domain's own values; pydantic checks them where they enter a function.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.conversation import Channel, Memory, Participant
from shared.domain.customer_memory import UNKNOWN, CustomerMemory
from shared.domain.errands.answering import Underway
from shared.domain.evidence import Fact, Grounds
from shared.domain.judges.verdicts import Verdict
from shared.domain.memory_requests import NO_REQUEST, MemoryRequest
from shared.domain.mood import Mood
from shared.domain.offers import Offering
from shared.domain.reply import Reply
from shared.domain.risk import NO_RISK, Risk
from shared.domain.routing import Decision
from shared.domain.understanding import Understanding


class Contract(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,  # an error may end in a dead letter, which holds no words
    )


class TurnRequested(Contract):
    """A message waits for its reply. Carries no text, so no queue ever holds a customer's words."""

    conversation_id: str
    message_id: str


class TurnContext(Contract):
    """All that a turn knows before it starts to think."""

    conversation_id: str
    message_id: str
    text: str
    sent_at: datetime
    participant: Participant
    memory: Memory
    underway: tuple[Underway, ...] = ()
    """The conversation's errands that have not ended, the latest last."""
    verdicts: tuple[Verdict, ...] = ()
    """What the judges found in the message; `text` is without it."""
    is_refused: bool = False
    """Whether nothing was left to answer; `text` is then the whole message."""
    known: CustomerMemory = UNKNOWN
    """What is remembered of the customer, whose identity is proven then."""
    request: MemoryRequest = NO_REQUEST
    """What the message asks of that memory; `text` is without it."""


class DecideTurn(Contract):
    context: TurnContext
    mood: Mood
    understanding: Understanding


class TurnDecided(Contract):
    """One decision for each wish of the message, in its order; `language` is the reply's: the one
    that the customer prefers, or the message's."""

    decisions: tuple[Decision, ...]
    language: str
    escalation: Risk = NO_RISK
    churn: Risk = NO_RISK
    signs: dict[str, float] = Field(default_factory=dict)
    """How strongly each sign of risk showed; see `signs_of`."""
    recalled: tuple[Fact, ...] = ()
    """What is said first, as it stands, of earlier conversations."""
    offering: Offering | None = None
    """What may be offered beside the answers, if anything may."""
    verdicts: tuple[Verdict, ...] = ()
    """What the judges found in what the message was read as."""


class FindGrounds(Contract):
    """Asked of retrieval (evidence) and of workflows (facts) alike, once for each wish."""

    context: TurnContext
    decision: Decision
    language: str = ""
    """That the message is in, ISO 639-1; empty: the company's own."""


class GrantOffer(Contract):
    context: TurnContext
    decided: TurnDecided


class ComposeReply(Contract):
    """`grounds` are those of the decisions, one each; `offered` is the offer that was granted, or
    that the customer holds and asks for, in the words that give it."""

    context: TurnContext
    decided: TurnDecided
    mood: Mood
    grounds: tuple[Grounds, ...]
    offered: tuple[Fact, ...] = ()


class RecordTurn(Contract):
    context: TurnContext
    mood: Mood
    understanding: Understanding
    decided: TurnDecided
    grounds: tuple[Grounds, ...]
    reply: Reply
    offered: tuple[Fact, ...] = ()


class Failure(Contract):
    """What Step Functions says of a caught error."""

    Error: str = ""
    Cause: str = ""


class FailedTurn(Contract):
    turn: TurnRequested
    failure: Failure


class TurnCompleted(Contract):
    """Event: a reply was recorded. No customer text, no address.

    Of several wishes the first is told in full; `wishes` says how many there were.
    """

    conversation_id: str
    message_id: str
    reply_id: str
    channel: str
    desk: str
    intent: str | None
    wishes: int
    language: str
    reason: str
    confidence: float
    """In the intent."""
    answer_confidence: float
    """In the answer as a whole: of several wishes the least."""
    valence: float
    escalation: float
    churn: float
    signs: dict[str, float] = Field(default_factory=dict)
    """What escalation and churn were weighed from: kept, for a company's own outcomes to refit
    them (`careline train risk`)."""
    outcome: str | None
    unanswered: int = 0
    """Wishes that the reply does not answer."""
    cited: int
    removed: int
    judges: tuple[str, ...]
    """Those that objected, to the message or to what an engine proposed."""
    engine: str
    model: str
    input_tokens: int
    output_tokens: int
    cost: float | None
    """US dollars for the model; None where no price is known."""
    sent_at: datetime
    recorded_at: datetime


class CarryOut(Contract):
    """One step of an errand, as its state machine asks for it; `token` moves the machine on."""

    do: str
    run: str
    step: str = ""
    token: str = ""


class ErrandEnded(Contract):
    """Event: an errand has come to its end. No customer text, no address."""

    run_id: str
    errand: str
    conversation_id: str
    ending: str
    is_done: bool
    handed_over: bool
    began_at: datetime
    ended_at: datetime


class HandoffRequested(Contract):
    """Event: a person takes over, and neither a turn nor an errand says so: under this name those
    tell their TurnCompleted and ErrandEnded. No customer text, no address."""

    occurred_at: datetime
    conversation_id: str
    case_id: str
    channel: Channel
    reason: str


class RunJob(Contract):
    """Asks for a job of the console's to be done."""

    job_id: str


class SourceChanged(Contract):
    """Event: a source of documents, by its name in the pack's sources.yaml, has something new."""

    source: str


class PublishKnowledge(Contract):
    """Asks for a new version of the index, after a sync of this source brought something new."""

    source: str
