"""What a message wants, and who should answer it."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.conversation import Memory, Status
from shared.domain.escalation import NO_RISK, Risk

MAX_FAILED_TRIES = 2
"""After two turns that did not help, a person does (experience: "after two failed tries")."""


class Desk(StrEnum):
    ASSISTANT = "assistant"
    CLARIFY = "clarify"
    WORKFLOW = "workflow"
    HUMAN = "human"


@dataclass(frozen=True)
class Intent:
    """One thing that customers of this company want, as its pack declares it."""

    name: str
    title: str
    desk: Desk
    utterances: tuple[str, ...]
    errand: str | None = None
    reply: str | None = None
    """Key of the pack's voice that answers it whole, for greetings and thanks."""

    @property
    def action(self) -> tuple[Desk, str | None, str | None]:
        """What is done about it; intents with the same action need not be told apart."""
        return self.desk, self.errand, self.reply


@dataclass(frozen=True)
class Guess:
    """An intent and the calibrated probability, 0..1, that the message has it."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What routing understood: the guesses, best first, and whether it is ours to answer at all.

    `sure_enough` is the confidence from which training found this reader right as often as the
    company demands.
    """

    guesses: tuple[Guess, ...]
    in_scope: bool
    sure_enough: float = 0.0


@dataclass(frozen=True)
class RoutingPolicy:
    """The pack's limits.

    `sure_enough`: confidence below which the assistant never answers without asking back.
    `most_wrong`: the highest share of wrong answers among those given, 0..1.
    `worth_asking`: confidence from which a guess may be offered in a clarifying question.
    `at_risk`: escalation risk at or above which a person takes over.
    """

    sure_enough: float = 0.85
    most_wrong: float = 0.02
    worth_asking: float = 0.25
    at_risk: float = 0.55


@dataclass(frozen=True)
class Decision:
    """Who answers and why; a reply may promise only what is recorded here."""

    desk: Desk
    intent: str | None
    confidence: float
    reason: str
    errand: str | None = None
    reply: str | None = None
    between: tuple[str, ...] = ()
    """Titles of the intents that a clarifying question should tell apart."""
    signs: tuple[str, ...] = ()
    """What raised the escalation risk, where that decided."""


def decide(
    reading: Reading,
    memory: Memory,
    intents: dict[str, Intent],
    policy: RoutingPolicy,
    *,
    continues_errand: bool = False,
    risk: Risk = NO_RISK,
) -> Decision:
    """Choose the desk for one message.

    A person is reached whenever the customer asks for one, is about to blow up, or was not helped
    twice, however sure we are of the intent. What must be sure is the action, not the name: two
    intents that the same errand or the same knowledge answers share their probability. While the
    case is with the team, what can be answered at once still is. `continues_errand` says that the
    message holds what the awaited errand asked for (an order number, an e-mail address).
    """
    intent, confidence = _likeliest_action(reading, intents)

    def to(desk: Desk, reason: str, **more: object) -> Decision:
        name = intent.name if intent and desk is not Desk.CLARIFY else None
        return Decision(desk, name, confidence, reason, **more)  # type: ignore[arg-type]

    sure = reading.in_scope and confidence >= max(policy.sure_enough, reading.sure_enough)
    answerable = intent is not None and sure and intent.desk is not Desk.HUMAN
    if memory.status is Status.WITH_TEAM and not answerable and not continues_errand:
        return to(Desk.HUMAN, "already_with_team")
    if intent and sure and intent.desk is Desk.HUMAN:
        return to(Desk.HUMAN, "asked_for")
    if risk.score >= policy.at_risk and memory.status is not Status.WITH_TEAM:
        return to(Desk.HUMAN, "at_risk", signs=risk.reasons)
    if memory.awaiting and (continues_errand or not sure):
        if continues_errand or memory.failed_tries < MAX_FAILED_TRIES:
            return Decision(
                Desk.WORKFLOW, None, confidence, "continues_errand", errand=memory.awaiting
            )
        return to(Desk.HUMAN, "two_failed_tries")
    if intent and sure:
        return to(intent.desk, "understood", errand=intent.errand, reply=intent.reply)
    if memory.failed_tries >= MAX_FAILED_TRIES:
        return to(Desk.HUMAN, "two_failed_tries")
    if not reading.in_scope:
        return to(Desk.CLARIFY, "out_of_scope")
    close = tuple(
        intents[guess.intent].title
        for guess in reading.guesses[:2]
        if guess.intent in intents and guess.confidence >= policy.worth_asking
    )
    return to(Desk.CLARIFY, "unsure", between=close)


def _likeliest_action(reading: Reading, intents: dict[str, Intent]) -> tuple[Intent | None, float]:
    """The best guess of the likeliest action, and the probability of that action."""
    known = [(intents[guess.intent], guess) for guess in reading.guesses if guess.intent in intents]
    mass: dict[tuple[Desk, str | None, str | None], float] = {}
    for intent, guess in known:
        mass[intent.action] = mass.get(intent.action, 0.0) + guess.confidence
    if not mass:
        return None, 0.0
    action = max(mass, key=lambda key: mass[key])
    return next(intent for intent, _ in known if intent.action == action), mass[action]
