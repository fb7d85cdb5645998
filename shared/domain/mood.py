"""How a customer feels."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mood:
    """`valence` runs from -1 (furious) over 0 to 1 (delighted); the three add up to 1."""

    valence: float
    negative: float
    neutral: float
    positive: float
