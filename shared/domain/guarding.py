"""What is done about a message that a judge objects to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shared.domain.conversation import Memory, Status
from shared.domain.intents import Desk
from shared.domain.judges.verdicts import Effect, Judge, Verdict
from shared.domain.mood import Mood
from shared.domain.routing import OUT_OF_SCOPE, Decision
from shared.domain.understanding import SURELY_STRANGE, names_a_matter

OFFERS_PERSON = frozenset({"no_legal_advice"})
"""Refusals that ask whether a person shall look into it."""
_SURE_ABUSE = 0.9
"""Below it, the mood heads take strong words about a situation for abuse."""


@dataclass(frozen=True)
class Unanswered:
    """A message of which no wish was understood, as the models read it. `strange` is how probably
    it is about nothing of ours."""

    text: str
    mood: Mood
    strange: float


def _is_off_topic(heard: Unanswered) -> str | None:
    is_strange = heard.strange >= SURELY_STRANGE and names_a_matter(heard.text)
    return "nothing of ours" if is_strange else None


SENSED = (
    Judge[Unanswered](
        "stays_kind",
        Effect.BLOCK,
        lambda heard: "abuse that asks nothing" if heard.mood.abuse >= _SURE_ABUSE else None,
        "stay_kind",
    ),
    Judge[Unanswered](
        "keeps_to_our_business",
        Effect.BLOCK,
        _is_off_topic,
        "not_our_business",
    ),
)
"""The judges of what only the models can tell of a message, after those of its words."""


def sense(
    decisions: tuple[Decision, ...], verdicts: tuple[Verdict, ...], heard: Unanswered
) -> tuple[Verdict, ...]:
    """What those judges find of a message that asks nothing of us, where none of its words was
    objected to."""
    if verdicts or not _asks_nothing(decisions):
        return ()
    if not any(decision.reason == OUT_OF_SCOPE for decision in decisions):
        heard = replace(heard, strange=0.0)
    return tuple(filter(None, (judge(heard) for judge in SENSED)))[:1]


def guard(
    decisions: tuple[Decision, ...], verdicts: tuple[Verdict, ...], memory: Memory
) -> tuple[Decision, ...]:
    """The decisions on what may be answered, joined by those of the judges.

    A person takes over where a judge says so. What is refused is said after what is answered; that
    orders to the assistant are not followed is said only where there was nothing else.
    """
    if any(verdict.effect is Effect.HAND_OVER for verdict in verdicts):
        if any(each.desk is Desk.HUMAN for each in decisions):
            return decisions
        name = next(each.judge for each in verdicts if each.effect is Effect.HAND_OVER)
        with_team = memory.status is Status.WITH_TEAM
        return (Decision(Desk.HUMAN, None, 1.0, "already_with_team" if with_team else name),)
    if any(each.desk is Desk.HUMAN for each in decisions):
        return decisions
    refused = tuple(_refusals(verdicts, is_alone=_asks_nothing(decisions)))
    answered = () if refused and _asks_nothing(decisions) else decisions
    return (*answered, *refused)


def _refusals(verdicts: Iterable[Verdict], *, is_alone: bool) -> Iterable[Decision]:
    spoken = {verdict.reply: verdict for verdict in verdicts if verdict.reply}
    for reply, verdict in spoken.items():
        if verdict.judge != "hears_no_intruder" or (is_alone and len(spoken) == 1):
            yield Decision(Desk.ASSISTANT, None, 1.0, verdict.judge, reply=reply)


def _asks_nothing(decisions: tuple[Decision, ...]) -> bool:
    """Whether we understood no wish."""
    return all(each.desk is Desk.CLARIFY or each.is_guess for each in decisions)
