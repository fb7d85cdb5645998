"""Amounts that a source does not write but that follow from those that it does, by one step.

"$9 per user" is $45 for five users, "$35 online, $55 at the airport" a difference of $20, and of
$18 and $9 one is half of the other. Only what the claim itself says that it reckons is reckoned.
"""

import re
from collections.abc import Sequence
from itertools import combinations

from shared.domain.judges.bounds import bound_of
from shared.domain.judges.figures import MONEY, Figure

_BY_THE_PIECE = re.compile(r"\b(?:each|per|every|an?|for)\b", re.IGNORECASE)
_PER = re.compile(r"\s*(?:for\s+)?(?:each|per|every)\b", re.IGNORECASE)
_APART = re.compile(r"\b(?:difference|sav(?:e|es|ing)|cheaper|dearer)\b", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:total|altogether|together|in\s+all|come\s+to|comes\s+to|adds?\s+up|sum)\b", re.IGNORECASE
)
_COUNTS = ("number", "times", "day", "month", "minute", "second")
_HALF = "50"


def reckoned(said: Sequence[Figure], claim: str, told: Sequence[tuple[Figure, str]]) -> set[Figure]:
    """Those of the claim's figures that follow from what is told, each told one with the sentence
    that it stands in. Of a product the number that it was multiplied by is among them."""
    found: set[Figure] = set()
    for figure in said:
        kin = [(each, home) for each, home in told if each.kind == figure.kind]
        worth = _worth(figure)
        if worth is None or figure.kind not in MONEY:
            continue
        for times in (*said, *(each for each, _ in told if each.kind == "times")):
            count = _worth(times, as_written=True)
            if times is figure or times.kind not in _COUNTS or count is None or count < 2:
                continue
            if _PER.match(claim, figure.end) or (times in said and bound_of(times, claim)):
                continue  # what is by the piece, or a limit, is no sum
            rates = (_worth(each) for each, home in kin if _BY_THE_PIECE.search(home))
            if any(rate is not None and rate * count == worth for rate in rates):
                found |= {figure, times}
        pairs = [
            sorted((one, other))
            for one, other in combinations({_worth(each) for each, _ in kin} - {None}, 2)
            if one is not None and other is not None
        ]
        if _APART.search(claim) and any(more - less == worth for less, more in pairs):
            found.add(figure)
        if _TOGETHER.search(claim) and any(more + less == worth for less, more in pairs):
            found.add(figure)
    if any(each.kind == "percent" and each.value == _HALF for each in said):
        found |= {each for each in said if _is_half(each, said, told)}
    return found


def _is_half(half: Figure, said: Sequence[Figure], told: Sequence[tuple[Figure, str]]) -> bool:
    """Whether it says "half" of a figure of the claim whose half is told."""
    if half.kind != "percent" or half.value != _HALF:
        return False
    return any(
        whole.is_in((each,)) and other.kind == whole.kind and _worth(other) == value / 2
        for whole in said
        if (value := _worth(whole)) is not None and whole.kind != "percent"
        for each, _ in told
        for other, _ in told
    )


def _worth(figure: Figure, *, as_written: bool = False) -> float | None:
    """Its number; as it stands before its unit or in the unit that it was brought to."""
    try:
        return float((as_written and figure.written) or figure.value)
    except ValueError:
        return None
