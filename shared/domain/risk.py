"""Will this customer blow up, or leave, if nothing changes? Asked at every message, to bring a
person in before.

Scorecards: points for each sign that is seen, summed and squashed. The points here were set by
judgement, for no public data says which conversations ended badly: their scores rank risk and are
no probabilities. Points fitted to a company's own outcomes (`careline train risk`) take their place
from its pack, and with them the scores are probabilities.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.conversation import Memory
from shared.domain.mood import Mood

_TELLING = 0.75
"""Points from which a sign is named as a reason."""
_SURE_ANGER, _SURE_ABUSE = 0.4, 0.9
"""Below these, the mood heads take a plain request for anger."""
_SAME = 0.8
"""Share of words that two messages have in common when one repeats the other."""
_LONG = timedelta(days=1)
"""A wait that counts in full."""
_LEAVING = re.compile(
    r"\b(?:(?:never|not) (?:(?:buy|order|shop|come|deal)\w*|again)|last time I|switch\w* to"
    r"|(?:go|going|went|move|moving) (?:to|with) (?:a |an |your )?(?:competitor|other|another)"
    r"|lost (?:me|a customer)|(?:close|delete) my account|take my (?:business|money) elsewhere)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Situation:
    """One message and what is known beside it."""

    text: str
    mood: Mood
    memory: Memory
    waited: timedelta = timedelta()
    """Since the first message that was not helped."""
    is_valued: bool = False
    """Whether the company counts the customer among those it can least afford to lose."""
    wants_out: bool = False
    """Whether the message asks to end something: a subscription, an account."""
    returns: int = 0
    """Earlier conversations about the same matter that did not settle it."""


@dataclass(frozen=True)
class Risk:
    """`score` is 0..1; `reasons` name what raised it, the strongest first."""

    score: float
    reasons: tuple[str, ...]


NO_RISK = Risk(0.0, ())


@dataclass(frozen=True)
class Scorecard:
    """`points` by sign (see `signs_of`); a sign that it lacks does not count. `base` are the points
    of a customer who shows none."""

    base: float
    points: Mapping[str, float]

    def weigh(self, signs: Mapping[str, float]) -> Risk:
        given = {sign: points * signs[sign] for sign, points in self.points.items()}
        score = 1 / (1 + math.exp(-(self.base + sum(given.values()))))
        named = [sign for sign, points in given.items() if points >= _TELLING]
        return Risk(score, tuple(sorted(named, key=lambda sign: -given[sign])))


_COMMON = {
    "getting_worse": 1.5,
    "not_helped": 1.2,
    "repeats_themselves": 1.2,
    "waits": 1.5,
    "comes_back": 1.6,
    "is_valued": 0.5,
}
ESCALATION = Scorecard(
    -4.0, _COMMON | {"angry": 3.0, "abusive": 2.5, "unhappy": 2.0, "in_a_hurry": 1.0}
)
"""That the customer blows up."""
CHURN = Scorecard(-4.0, _COMMON | {"says_so": 3.0, "wants_out": 2.0, "angry": 1.5, "unhappy": 1.5})
"""That the customer leaves."""


@dataclass(frozen=True)
class Scorecards:
    """A company's."""

    escalation: Scorecard = ESCALATION
    churn: Scorecard = CHURN


JUDGED = Scorecards()


def signs_of(seen: Situation) -> dict[str, float]:
    """How strongly each sign shows: 0..1, but for a fall in valence (0..2) and turns without help
    (0 and more)."""
    mood, memory = seen.mood, seen.memory
    earlier = memory.valences
    fall = max(0.0, sum(earlier) / len(earlier) - mood.valence) if earlier else 0.0
    return {
        "angry": _above(mood.anger, _SURE_ANGER),
        "abusive": float(mood.abuse >= _SURE_ABUSE),
        "unhappy": max(0.0, -mood.valence),
        "in_a_hurry": mood.urgency,
        "says_so": float(bool(_LEAVING.search(seen.text))),
        "wants_out": float(seen.wants_out),
        "getting_worse": fall,
        "not_helped": float(memory.failed_tries),
        "repeats_themselves": float(_is_repeat(seen.text, memory)),
        "waits": min(1.0, seen.waited / _LONG),
        "is_valued": float(seen.is_valued),
        "comes_back": min(1.0, seen.returns / 2),
    }


def _above(value: float, start: float) -> float:
    """How far beyond `start`, 0..1."""
    return max(0.0, value - start) / (1 - start)


def _is_repeat(text: str, memory: Memory) -> bool:
    words = set(text.lower().split())
    said = [set(line.text.lower().split()) for line in memory.history if line.role == "customer"]
    return len(words) > 2 and any(
        len(words & before) >= _SAME * len(words | before) for before in said
    )
