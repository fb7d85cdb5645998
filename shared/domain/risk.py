"""Will this customer blow up, or leave, if nothing changes? Asked at every message, to bring a
person in before.

Scorecards: points for what is seen, summed and squashed. Their points were set by judgement, for no
data at hand says which conversations ended badly; they are to be fitted to a company's own outcomes
once there are some. So the scores rank risk and are not probabilities.
"""

import math
import re
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.conversation import Memory
from shared.domain.mood import Mood

_BASE = -4.0
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


@dataclass(frozen=True)
class Risk:
    """`score` is 0..1; `reasons` name what raised it, the strongest first."""

    score: float
    reasons: tuple[str, ...]


NO_RISK = Risk(0.0, ())


def escalation_risk(seen: Situation) -> Risk:
    """That the customer blows up."""
    return _total(
        _common(seen)
        | {
            "angry": 3.0 * _above(seen.mood.anger, _SURE_ANGER),
            "abusive": 2.5 if seen.mood.abuse >= _SURE_ABUSE else 0.0,
            "unhappy": 2.0 * max(0.0, -seen.mood.valence),
            "in_a_hurry": 1.0 * seen.mood.urgency,
        }
    )


def churn_risk(seen: Situation) -> Risk:
    """That the customer leaves."""
    return _total(
        _common(seen)
        | {
            "says_so": 3.0 if _LEAVING.search(seen.text) else 0.0,
            "wants_out": 2.0 if seen.wants_out else 0.0,
            "angry": 1.5 * _above(seen.mood.anger, _SURE_ANGER),
            "unhappy": 1.5 * max(0.0, -seen.mood.valence),
        }
    )


def _common(seen: Situation) -> dict[str, float]:
    memory = seen.memory
    earlier = memory.valences
    fall = max(0.0, sum(earlier) / len(earlier) - seen.mood.valence) if earlier else 0.0
    return {
        "getting_worse": 1.5 * fall,
        "not_helped": 1.2 * memory.failed_tries,
        "repeats_themselves": 1.2 if _is_repeat(seen.text, memory) else 0.0,
        "waits": 1.5 * min(1.0, seen.waited / _LONG),
        "is_valued": 0.5 if seen.is_valued else 0.0,
    }


def _total(points: dict[str, float]) -> Risk:
    score = 1 / (1 + math.exp(-(_BASE + sum(points.values()))))
    named = sorted(
        (sign for sign, weight in points.items() if weight >= _TELLING),
        key=lambda sign: -points[sign],
    )
    return Risk(score, tuple(named))


def _above(value: float, start: float) -> float:
    """How far beyond `start`, 0..1."""
    return max(0.0, value - start) / (1 - start)


def _is_repeat(text: str, memory: Memory) -> bool:
    words = set(text.lower().split())
    said = [set(line.text.lower().split()) for line in memory.history if line.role == "customer"]
    return len(words) > 2 and any(
        len(words & before) >= _SAME * len(words | before) for before in said
    )
