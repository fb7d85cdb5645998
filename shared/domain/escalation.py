"""Will this customer blow up, or leave, if nothing changes? Asked at every message, to bring a
person in before.

A scorecard: points for what is seen, summed and squashed. Its points were set by judgement, for no
data at hand says which conversations ended badly; they are to be fitted to a company's own outcomes
once there are some. So the score ranks risk and is not a probability.
"""

import math
from dataclasses import dataclass

from shared.domain.conversation import Memory
from shared.domain.mood import Mood

_BASE = -4.0
_TELLING = 0.75
"""Points from which a sign is named as a reason."""
_SURE_ANGER, _SURE_ABUSE = 0.4, 0.9
"""Below these, the mood heads take a plain "cancel my subscription" for anger."""
_SAME = 0.8
"""Share of words that two messages have in common when one repeats the other."""


@dataclass(frozen=True)
class Risk:
    """`score` is 0..1; `reasons` name what raised it, the strongest first."""

    score: float
    reasons: tuple[str, ...]


NO_RISK = Risk(0.0, ())


def escalation_risk(mood: Mood, memory: Memory, text: str) -> Risk:
    """The risk in this message, given what was said before."""
    earlier = memory.valences
    fall = max(0.0, sum(earlier) / len(earlier) - mood.valence) if earlier else 0.0
    points = {
        "angry": 3.0 * max(0.0, mood.anger - _SURE_ANGER) / (1 - _SURE_ANGER),
        "abusive": 2.5 if mood.abuse >= _SURE_ABUSE else 0.0,
        "unhappy": 2.0 * max(0.0, -mood.valence),
        "getting_worse": 1.5 * fall,
        "not_helped": 1.2 * memory.failed_tries,
        "repeats_themselves": 1.2 if _is_repeat(text, memory) else 0.0,
        "in_a_hurry": 1.0 * mood.urgency,
    }
    score = 1 / (1 + math.exp(-(_BASE + sum(points.values()))))
    named = sorted(
        (sign for sign, weight in points.items() if weight >= _TELLING),
        key=lambda sign: -points[sign],
    )
    return Risk(score, tuple(named))


def _is_repeat(text: str, memory: Memory) -> bool:
    words = set(text.lower().split())
    said = [set(line.text.lower().split()) for line in memory.history if line.role == "customer"]
    return len(words) > 2 and any(
        len(words & before) >= _SAME * len(words | before) for before in said
    )
