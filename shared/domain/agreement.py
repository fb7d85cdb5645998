"""Whether two sentences say different things about the same matter.

A rule of thumb over words: it finds changed figures and a "not" that one of two has, in sentences
that otherwise say the same. It does not understand.
"""

import re
from collections.abc import Iterable

_FIGURE = re.compile(
    r"(?P<money>[$€£]\s?\d[\d,]*(?:\.\d+)?)|(?P<share>\d+(?:\.\d+)?)\s?%|"
    r"(?P<count>\d[\d,]*(?:\.\d+)?)[\s-]+(?P<unit>[a-z]+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NOT = frozenset({"not", "never", "no", "cannot", "without", "nicht", "kein", "keine", "nunca"})
_EMPTY = frozenset(
    {"the", "an", "and", "or", "of", "to", "in", "for", "on", "at", "by", "be", "is", "are", "it"}
    | {"you", "your", "we", "our", "can", "may", "will", "must", "have", "has", "this", "that"}
)
_ALIKE = 0.75
"""Share of their words that two sentences have in common from which they speak of one matter."""


def contradict(one: str, other: str) -> bool:
    """Whether the sentences differ in a figure of the same unit, or in a "not", and in little
    else. In doubt: no."""
    words, others = _content(one), _content(other)
    together = words | others
    if not together or len(words & others) / len(together) < _ALIKE:
        return False
    figures, theirs = _figures(one), _figures(other)
    if figures.keys() != theirs.keys():
        return False
    return figures != theirs or _is_negated(one) != _is_negated(other)


def _figures(text: str) -> dict[str, frozenset[str]]:
    """The values of each unit."""
    found: dict[str, set[str]] = {}
    for match in _FIGURE.finditer(text):
        if match["money"]:
            unit, value = match["money"][0], match["money"][1:]
        elif match["share"]:
            unit, value = "%", match["share"]
        else:
            unit, value = match["unit"].lower().rstrip("s"), match["count"]
        found.setdefault(unit, set()).add(value.replace(",", "").strip())
    return {unit: frozenset(values) for unit, values in found.items()}


def _content(text: str) -> frozenset[str]:
    return frozenset(_words(text)) - _NOT - _EMPTY


def _is_negated(text: str) -> bool:
    said = text.lower().replace("n't", " not").replace("n\u2019t", " not")
    return not _NOT.isdisjoint(_words(said))


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(text.lower())
