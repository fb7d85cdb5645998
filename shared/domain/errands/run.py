"""One errand that is run for one customer: what it found, what it will change, what it waits for.

A run goes through the steps of its declaration in their order. A step may need the customer first
(a question), may end the run, or lets it go on. What changes the world stands in the plan, which
the customer sees in figures and agrees to before any of it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.domain.conversation import Identity, Participant
from shared.domain.evidence import Fact
from shared.domain.mentions import NO_MENTIONS, Mentions
from shared.domain.money import Money

AGREEMENT = "agreement"
"""The question whether the plan shall be carried out."""
WAS_IN = "was_in"
"""The value that holds the conversation in which the run was before this one."""
ASKED = "asked"
"""The value that holds the words by which the customer asked for the errand."""

OCCASION = "occasion"
"""The value that holds the event at which the run began, where the customer did not ask for it."""


class Status(StrEnum):
    WORKING = "working"
    ASKING = "asking"
    """The customer."""
    APPROVING = "approving"
    """A person of the company decides."""
    WAITING = "waiting"
    """For an outside event, or for a day."""
    DONE = "done"
    CLOSED = "closed"
    """It ended and changed nothing, or took back what it had changed."""
    STUCK = "stuck"
    """Something is half done and a person has it."""


OPEN = frozenset({Status.WORKING, Status.ASKING, Status.APPROVING, Status.WAITING})


class Form(StrEnum):
    """What kind of answer a question takes."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    OFFER = "offer"
    """A choice whose first is what we offer, so that a yes takes it and a no the last."""
    SEVERAL = "several"
    """A choice of one or more, which the answer joins by commas."""
    EMAIL = "email"
    CODE = "code"
    """The digits that we sent by e-mail."""
    TEXT = "text"
    """The customer's own words."""


@dataclass(frozen=True)
class Option:
    """One of the answers that a question offers; `words` are how customers name it."""

    value: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """`key` names the answer among the run's; `words` are what the customer is asked."""

    key: str
    form: Form
    words: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Basis:
    """What lets a change be made: a rule of the company's policies, the sentence that says so, and
    the address of the document in which it stands."""

    rule: str
    clause: str
    source: str


@dataclass(frozen=True)
class Change:
    """One thing that a deed will change, as it is shown before and accounted for after.

    `action` is the unit that authority is granted for; `amount` is what the company gives away by
    it, or takes from the customer where `is_charge`.
    """

    deed: str
    action: str
    words: str
    amount: Money | None = None
    is_charge: bool = False
    source: str = ""
    """The record that it is about: "Order NW-10482"."""
    rests_on: tuple[Basis, ...] = ()
    is_alone: bool = False
    """Whether no other run may do this to the same record until this one has ended: what is left to
    give is then still left when it is given."""
    gives_back: bool = False
    """Whether it gives back, in whatever way, money that was paid for an order: all that do so for
    one order give no more together than was paid."""


@dataclass(frozen=True)
class Ending:
    """`name` says how the run ended, for reports; a run that `hands_over` leaves the rest to a
    person."""

    name: str
    is_done: bool = False
    hands_over: bool = False


@dataclass(frozen=True)
class Step:
    """What a step came to. Without a question or an ending the run goes on."""

    values: Mapping[str, Any] = field(default_factory=dict)
    plan: tuple[Change, ...] | None = None
    said: tuple[Fact, ...] = ()
    """What the customer is told: with the question, or with the ending."""
    question: Question | None = None
    ending: Ending | None = None


@dataclass(frozen=True)
class Run:
    id: str
    errand: str
    conversation_id: str
    participant: Participant
    language: str
    began_at: datetime
    mentions: Mentions = NO_MENTIONS
    status: Status = Status.WORKING
    values: Mapping[str, Any] = field(default_factory=dict)
    """JSON values that the steps found."""
    plan: tuple[Change, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    """The customer's, by the question's key."""
    receipts: Mapping[str, str] = field(default_factory=dict)
    """The number that a deed's system gave it, by the deed; what was undone has none."""
    said: tuple[Fact, ...] = ()
    """What the customer is to be told next."""
    question: Question | None = None
    ending: Ending | None = None
    told: int = 0
    """How many times the run has had something to say."""
    version: int = 0
    """Counted up with every write."""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def customer(self) -> str:
        """The id of the customer, whose identity was proven before a step asks for it."""
        if self.participant.customer_id is None:
            raise ValueError("nobody has proven who this customer is")
        return self.participant.customer_id

    @property
    def asked(self) -> str:
        """In the customer's own words; empty where the errand began otherwise."""
        return str(self.values.get(ASKED, ""))

    @property
    def occasion(self) -> Mapping[str, Any]:
        """The event at which it began; empty where the customer asked for it."""
        return dict(self.values.get(OCCASION, {}))

    @property
    def words(self) -> tuple[Fact, ...]:
        """What it has to say now: facts, and then its question."""
        if self.question is None:
            return self.said
        return (*self.said, own_word(self.question.words))

    def key(self, deed: str) -> str:
        """The idempotency key of a deed: the same however often the deed is tried."""
        return f"{self.id}:{deed}"

    def has(self, deed: str) -> bool:
        """Whether the plan holds the deed."""
        return self.planned(deed) is not None

    def planned(self, deed: str) -> Change | None:
        return next((change for change in self.plan if change.deed == deed), None)

    def after(self, step: Step) -> "Run":
        """The run after a step that looked something up."""
        run = replace(
            self,
            values={**self.values, **step.values},
            plan=self.plan if step.plan is None else step.plan,
            said=step.said,
            status=Status.WORKING,
            question=None,
        )
        if step.ending:
            return replace(run, ending=step.ending, told=self.told + 1)
        if step.question:
            return replace(run, question=step.question, status=Status.ASKING, told=self.told + 1)
        return run

    def waiting(self, status: Status, said: tuple[Fact, ...]) -> "Run":
        """For somebody or something else than the customer, who is told so once."""
        told = self.told if self.status is status else self.told + 1
        return replace(self, status=status, said=said, question=None, told=told)

    def heard(self, what: str, news: str) -> "Run":
        """Something came from outside."""
        return replace(self, answers={**self.answers, what: news}, status=Status.WORKING)

    def closed(self, ending: Ending, status: Status) -> "Run":
        return replace(self, ending=ending, status=status, question=None)

    def answered(self, answer: str) -> "Run":
        """Raises ValueError where nothing was asked."""
        if self.question is None:
            raise ValueError("the run has no question open")
        answers = {**self.answers, self.question.key: answer}
        return replace(self, answers=answers, question=None, said=(), status=Status.WORKING)

    def without_answer(self, key: str) -> "Run":
        """To ask the question again."""
        return replace(self, answers={k: v for k, v in self.answers.items() if k != key})

    def known_as(self, customer_id: str, identity: Identity) -> "Run":
        proven = replace(self.participant, customer_id=customer_id, identity=identity)
        return replace(self, participant=proven)

    def did(self, deed: str, receipt: str) -> "Run":
        return replace(self, receipts={**self.receipts, deed: receipt})

    def undid(self, deed: str) -> "Run":
        return replace(self, receipts={k: v for k, v in self.receipts.items() if k != deed})


def own_word(text: str) -> Fact:
    """A sentence that claims nothing, so that it needs no source."""
    return Fact(id="own", source="", version="", text=text)


def fact(id_: str, source: str, text: str, version: str = "now") -> Fact:
    """A sentence that a system vouches for."""
    return Fact(id=id_, source=source, version=version, text=text)
