"""What is done about a message that a judge objects to."""

from collections.abc import Iterable

from shared.domain.conversation import Memory, Status
from shared.domain.intents import Desk
from shared.domain.judges.verdicts import Effect, Verdict
from shared.domain.mood import Mood
from shared.domain.routing import Decision

OFFERS_PERSON = frozenset({"no_legal_advice"})
"""Refusals that ask whether a person shall look into it."""
_SURE_ABUSE = 0.9
"""Below it, the mood heads take strong words about a situation for abuse."""


def guard(
    decisions: tuple[Decision, ...], verdicts: tuple[Verdict, ...], memory: Memory, mood: Mood
) -> tuple[Decision, ...]:
    """The decisions on what may be answered, joined by those of the judges.

    A person takes over where a judge says so. What is refused is said after what is answered; that
    orders to the assistant are not followed is said only where there was nothing else. Abuse that
    asks for nothing is answered by a request to stay kind.
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
    if not refused and _asks_nothing(decisions) and mood.abuse >= _SURE_ABUSE:
        return (Decision(Desk.ASSISTANT, None, mood.abuse, "stays_kind", reply="stay_kind"),)
    answered = () if refused and _asks_nothing(decisions) else decisions
    return (*answered, *refused)


def _refusals(verdicts: Iterable[Verdict], *, is_alone: bool) -> Iterable[Decision]:
    spoken = {verdict.reply: verdict for verdict in verdicts if verdict.reply}
    for reply, verdict in spoken.items():
        if verdict.judge != "hears_no_intruder" or (is_alone and len(spoken) == 1):
            yield Decision(Desk.ASSISTANT, None, 1.0, verdict.judge, reply=reply)


def _asks_nothing(decisions: tuple[Decision, ...]) -> bool:
    """Whether we understood no wish."""
    return all(decision.desk is Desk.CLARIFY for decision in decisions)
