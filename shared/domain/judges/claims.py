"""Whether a source bears a sentence: its figures literally and in their place, its sense unturned,
and nothing that the source does not say.

Deterministic and made for a few sentences of a few passages: well under a millisecond each. It
compares clauses by their words, so a faithful but far rephrasing fails too: then the quote is said.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from shared.domain.judges.figures import Figure, figures, weekday_of
from shared.domain.judges.words import Word, claims_little, plain, stems, words

_NEAR = 6.0
"""Characters are some six a word: over how many words a word belongs to a figure."""
_CLEARLY = 1.2
"""Times that a figure must fit another place better than its own to be taken for misplaced."""
_MOST_NEW = 0.34
"""Share of a sentence's words that may be new, beyond those that claim little."""
_AKIN = 0.5
"""Share of a clause's words that another must hold to be about the same."""


@dataclass(frozen=True)
class Source:
    """What a sentence leans on: whole `sentences`, and the titles that they stand under."""

    sentences: tuple[str, ...]
    titles: str = ""


def flaw_of(claim: str, source: Source, question: str = "") -> str | None:
    """What the source does not bear, in words for whoever wrote the claim; None if it bears all."""
    said = plain(claim)
    if said.strip() in {plain(sentence).strip() for sentence in source.sentences}:
        return None
    told = tuple(plain(sentence) for sentence in source.sentences)
    return (
        _wrong_figure(said, told)
        or _misplaced_figure(said, told)
        or _turned_round(said, told)
        or _something_new(said, told, f"{source.titles} {question}")
    )


def _wrong_figure(said: str, told: tuple[str, ...]) -> str | None:
    known = list(chain.from_iterable(figures(sentence) for sentence in told))
    for figure in figures(said):
        if figure.is_in(known) or _is_weekday_of_known(figure, known):
            continue
        written = said[figure.start : figure.end]
        if re.match(r"an?\b", written, re.IGNORECASE) and _names_unit(figure, told):
            continue
        return f"its sources do not hold this {figure.kind}"
    return None


def _is_weekday_of_known(figure: Figure, known: list[Figure]) -> bool:
    dates = [each.value for each in known if each.kind == "date"]
    return figure.kind == "weekday" and figure.value in {weekday_of(day) for day in dates}


def _names_unit(figure: Figure, told: tuple[str, ...]) -> bool:
    unit = {"month": r"months?|years?|monthly|yearly|annual", "day": r"days?|weeks?|daily|weekly"}
    pattern = unit.get(figure.kind, rf"{figure.kind}s?")
    return any(re.search(rf"\b(?:{pattern})\b", sentence, re.IGNORECASE) for sentence in told)


def _misplaced_figure(said: str, told: tuple[str, ...]) -> str | None:
    """A figure of the source that fits better where the source has another one of its kind."""
    weights = _weights(told)
    mine = words(said)
    for figure in figures(said):
        own, others = 0.0, 0.0
        for sentence in told:
            for known in figures(sentence):
                if known.kind != figure.kind:
                    continue
                fit = _fit(figure, mine, known, words(sentence), weights)
                if figure.is_in([known]):
                    own = max(own, fit)
                else:
                    others = max(others, fit)
        if others > _CLEARLY * own and others > 0:
            return f"its sources say this {figure.kind} of something else"
    return None


def _weights(told: tuple[str, ...]) -> dict[str, float]:
    """How telling a stem is: the fewer clauses have it, the more."""
    parts = [stems(clause) for sentence in told for clause in _clauses(sentence)]
    found = chain.from_iterable(parts)
    counts: dict[str, int] = {}
    for stem in found:
        counts[stem] = counts.get(stem, 0) + 1
    return {stem: math.log(1 + len(parts) / count) for stem, count in counts.items()}


def _fit(
    figure: Figure,
    mine: tuple[Word, ...],
    known: Figure,
    theirs: tuple[Word, ...],
    weights: dict[str, float],
) -> float:
    """How well the words around a figure match those around another."""
    near = _nearness(figure, mine)
    other = _nearness(known, theirs)
    return sum(
        weights.get(stem, 0.0) * near[stem] * other[stem] for stem in near.keys() & other.keys()
    )


def _nearness(figure: Figure, around: Iterable[Word]) -> dict[str, float]:
    near: dict[str, float] = {}
    for word in around:
        gap = max(word.at - figure.end, figure.start - word.at - len(word.written), 0)
        near[word.stem] = max(near.get(word.stem, 0.0), math.exp(-gap / (6 * _NEAR)))
    return near


_CLAUSE_END = re.compile(
    r"[;:]\s+|,\s+(?:and|but|or|so|while|whereas|which)?\s*|\s+(?:but|while|whereas|so that)\s+"
    r"|(?<!\bonly)\s+(?=(?:but\s+)?(?:only\s+if|if|unless|as\s+long\s+as|provided|except|excluding|when|once)\b)"
    r"|\s+and\s+(?=(?:it|you|we|they|the|your|our|a|then|[A-Z]\w+)\b)",
)
_DENIES = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|nothing|nobody|unless|except|excluding"
    r"|excludes?|non|refuses?|refused|denied|lacks?|unable|impossible|ineligible|nonrefundable"
    r"|rather than|instead of)\b",
    re.IGNORECASE,
)
_UN = re.compile(r"\b(?:un|non-?|in|im|dis)([a-z]{4,})\b", re.IGNORECASE)
_EXCLUSIVE = (
    (
        "when",
        r"within|before|by|until|no later than",
        r"after|following|later than|once|from",
    ),
    (
        "bound",
        r"up to|at most|maximum|no more than|under|less than",
        r"at least|minimum|or more|more than|over|above",
    ),
    (
        "duty",
        r"must|required|has to|have to|mandatory|need to",
        r"can|may|optional(?:ly)?|could|able to|if you like",
    ),
    ("price", r"free|no charge|no cost|complimentary", r"costs?|paid|charged?|fee"),
    ("whole", r"only|exclusively|solely", r"also|any|every|always"),
    (
        "start",
        r"deliver(?:y|ed)|arriv(?:al|es?|ed)|receiv(?:e|ed|ing)|receipt",
        r"purchas(?:e|ed|ing)|bought|buy(?:ing)?|order(?:ed|ing)?|payment",
    ),
    ("direction", r"before", r"after"),
    ("join", r"both|and", r"either|or"),
)
"""Words that turn a clause round when one stands where the source has its counterpart."""


def _clauses(text: str) -> list[str]:
    return [part for part in _CLAUSE_END.split(text) if part and part.strip()]


def _turned_round(said: str, told: tuple[str, ...]) -> str | None:
    known = [clause for sentence in told for clause in (*_clauses(sentence), sentence)]
    for clause in _clauses(said):
        own = stems(clause)
        if len(own) < 2:
            continue
        akin = max(known, key=lambda each: _likeness(own, stems(each)), default="")
        if _likeness(own, stems(akin)) < _AKIN:
            continue
        if _is_denied(clause) != _is_denied(akin):
            return "its sources say the contrary"
        for name, one, other in _EXCLUSIVE:
            if _turns(clause, akin, one, other):
                return f"its sources say otherwise: {name}"
    return None


def _likeness(own: frozenset[str], other: frozenset[str]) -> float:
    shared = len(own & other)
    return shared / len(own) + 0.3 * shared / max(len(other), 1)


def _is_denied(clause: str) -> bool:
    return (len(_DENIES.findall(clause)) + len(_UN.findall(clause))) % 2 == 1


def _turns(clause: str, akin: str, one: str, other: str) -> bool:
    mine, theirs = _sides(clause, one, other), _sides(akin, one, other)
    return mine in ((True, False), (False, True)) and theirs == mine[::-1]


def _sides(text: str, one: str, other: str) -> tuple[bool, bool]:
    def has(pattern: str) -> bool:
        return bool(re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE))

    return has(one), has(other)


def _something_new(said: str, told: tuple[str, ...], around: str) -> str | None:
    known = frozenset(chain.from_iterable(stems(sentence) for sentence in told))
    framed = known | stems(plain(around))
    mine = words(said)
    new = [word for word in mine if word.stem not in framed and not claims_little(word)]
    for word in new:
        if word.written[0].isupper() and word.at > 0 and not _opens(said, word):
            return "its sources do not name this"
    if mine and len(new) / len(mine) > _MOST_NEW and len(new) > 1:
        return "its sources do not say so"
    if not mine and not figures(said):
        return "it says nothing that a source could bear"
    return None


def _opens(said: str, word: Word) -> bool:
    return not said[: word.at].strip() or said[: word.at].rstrip()[-1:] in ".!?:"
