"""Numbers that leave their unit out beside another that has it: "Beef keeps for 4 days, chicken for
2", "finches 6, parrots 14 euros".

Only where both stand alike: behind the same word, or in a list, a number behind the noun that it is
of. "5 euros for groups up to 12" counts no euros twice.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from shared.domain.judges.figures import Figure, figures
from shared.domain.judges.words import is_function_word

_ENDS = re.compile(r"\s*(?:[,;:)!]|\.(?!\d)|$|(?:and|or|for|by|at|on|in|a|an|per)\b)")
_BEFORE = re.compile(r"(?P<word>[\w-]+)?\W*$")
_STARTS_ITEM = re.compile(r"(?:[,;:(]|\b(?:and|or))\s*$")
_NUMBER = re.compile(r"[^\W_][\w.,]*")
_LIST = re.compile(r"\s*[,;]\s+(?:and\s+|or\s+)?(?P<what>[^\W\d][\w-]*(?:\s[^\W\d][\w-]*)?)\s$")


@lru_cache(maxsize=4096)
def meant(text: str) -> Mapping[int, Figure]:
    """What such numbers mean, by where they start."""
    return MappingProxyType({each.start: _in_units_of(of, each) for each, of in elided(text)})


@lru_cache(maxsize=4096)
def written_out(text: str) -> str:
    """With their units: "chicken for 2 days"."""
    for number, counted in sorted(elided(text), key=lambda pair: -pair[0].start):
        with_unit = text[counted.start : counted.end]
        written = _NUMBER.sub(text[number.start : number.end], with_unit, count=1)
        text = f"{text[: number.start]}{written}{text[number.end :]}"
    return text


@lru_cache(maxsize=4096)
def elided(text: str) -> tuple[tuple[Figure, Figure], ...]:
    """Each with the figure whose unit it has."""
    found = figures(text)
    whole: dict[int, tuple[Figure, Figure]] = {}
    counted: Figure | None = None
    before = -1
    for figure in found:
        if _counts(figure):
            by_the = re.match(r"an?\b", text[figure.start :], re.IGNORECASE)  # "5 euros a month"
            is_rate = by_the and (counted or text[before : figure.start].isspace())
            counted = counted if is_rate else figure
        elif counted and figure.kind == "number" and _stands_like(figure, counted, text):
            whole[figure.start] = (figure, counted)
        before = figure.end
    for figure, after in zip(found[-2::-1], found[:0:-1], strict=True):
        _, unit = whole.get(after.start, (after, after))
        if figure.kind == "number" and figure.start not in whole and _counts(unit):
            between = _LIST.match(text[figure.end : after.start])
            if between and not any(map(is_function_word, between["what"].split())):
                whole[figure.start] = (figure, unit)
    return tuple(whole.values())


def _counts(figure: Figure) -> bool:
    return figure.kind not in ("number", "name") and bool(_number(figure))


def _number(figure: Figure) -> float:
    return float(figure.written or 0)


def _stands_like(figure: Figure, counted: Figure, text: str) -> bool:
    if not _ENDS.match(text, figure.end):
        return False
    before = text[counted.end : figure.start]
    word, model = _word_before(text, figure), _word_before(text, counted)
    if _STARTS_ITEM.search(before) or (word and word == model):
        return True
    in_a_list = re.search(r"[,;]", before)
    return bool(in_a_list and word and not is_function_word(word))


def _word_before(text: str, figure: Figure) -> str:
    found = _BEFORE.search(text[max(0, figure.start - 40) : figure.start])
    return (found["word"] or "").lower() if found else ""


def _in_units_of(counted: Figure, figure: Figure) -> Figure:
    value = figure.value
    if counted.value != counted.written:  # weeks are counted in days
        value = f"{float(value) * float(counted.value) / _number(counted):g}"
    return replace(counted, value=value, written=figure.value, start=figure.start, end=figure.end)
