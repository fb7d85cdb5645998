"""What a conversation has dealt with so far, in a line a wish: the summary of what its window of
utterances no longer holds.

Made of decisions and outcomes alone, so it holds no words of the customer and cannot drift.
"""

from collections.abc import Iterable, Sequence

from shared.domain.customer_memory import PastCase
from shared.domain.evidence import Fact, Grounds
from shared.domain.intents import Desk
from shared.domain.routing import Decision

LINES = 8
"""The latest lines that are kept."""
LONGEST = 1_000
"""Characters of a story that is retold."""


def go_on(
    story: Sequence[str],
    wishes: Iterable[tuple[Decision, Grounds, bool]],
    offered: Iterable[Fact] = (),
) -> tuple[str, ...]:
    """The story with what became of each wish, whose last element says whether it was answered, and
    the offers that were granted, or told again. A line that would only repeat the one before is
    left out, and so is what nobody had asked for."""
    lines = list(story)
    for decision, grounds, is_answered in wishes:
        if decision.reply and decision.intent is None:
            continue
        line = f"{_about(decision, grounds)}: {_became(decision, grounds, is_answered=is_answered)}"
        if lines[-1:] != [line]:
            lines.append(line)
    granted = (f"{each.source}: granted ({_rule(each)})" for each in offered)
    lines += [line for line in granted if line not in lines]
    return tuple(lines[-LINES:])


def retold(story: Sequence[str], last_words: str) -> str:
    """The story for whoever takes over: in a line, with the customer's last words."""
    return ". ".join([*story, f"Last words: {last_words}"])[:LONGEST]


def earlier(cases: Iterable[PastCase]) -> tuple[str, ...]:
    """A customer's earlier cases, likewise a line each."""
    return tuple(
        f"earlier, on {case.day}: {case.intent.replace('_', ' ')}"
        f"{f' (order {case.order_number})' if case.order_number else ''}: "
        f"{case.outcome.value.replace('_', ' ')}"
        for case in cases
    )


def _rule(offered: Fact) -> str:
    return offered.id.removeprefix("offer/").replace("_", " ")


def _about(decision: Decision, grounds: Grounds) -> str:
    name = (decision.intent or decision.errand or "something else").replace("_", " ")
    return f"{name} (order {grounds.order_number})" if grounds.order_number else name


def _became(decision: Decision, grounds: Grounds, *, is_answered: bool) -> str:
    if decision.desk is Desk.HUMAN:
        return "passed to a colleague"
    if decision.asks_back(is_answered=is_answered):
        return "asked back"
    if grounds.awaiting:
        return "waits for details"
    return "answered" if is_answered else "not answered"
