"""How a customer feels."""

import re
from dataclasses import dataclass

_URGENT = re.compile(
    r"\b(?:urgent(?:ly)?|asap|emergency|immediately|right (?:now|away)|at once|straight away"
    r"|as soon as possible|by (?:today|tonight|tomorrow)|can(?:no|')t wait|deadline)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(?:please|thanks?|thank you|kindly|could you|would you|sorry|appreciate)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Mood:
    """`valence` runs from -1 (furious) over 0 to 1 (delighted); the three after it add up to 1.
    The others run from 0 to 1."""

    valence: float
    negative: float
    neutral: float
    positive: float
    anger: float = 0.0
    abuse: float = 0.0
    urgency: float = 0.0
    politeness: float = 0.0


def urgency_of(text: str) -> float:
    """How pressing the words are: 0 without a word of haste, and half of what is missing to 1 for
    each of them."""
    return 1 - 0.5 ** len(_URGENT.findall(text))


def politeness_of(text: str) -> float:
    """As `urgency_of`, for words of courtesy."""
    return 1 - 0.5 ** len(_POLITE.findall(text))
