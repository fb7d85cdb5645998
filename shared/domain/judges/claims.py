"""Whether a source bears a sentence: its figures and names literally and in their place, its sense
unturned, and nothing that the source does not say.

Deterministic and made for a few sentences of a few passages. It compares clauses by their words, so
a faithful but far rephrasing fails too: then the quote is said.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from shared.domain.judges.bindings import Bindings
from shared.domain.judges.bounds import bound_of
from shared.domain.judges.clauses import Clause, Weights, clauses_of
from shared.domain.judges.figures import Figure, figures, weekday_of
from shared.domain.judges.polarity import turned_round
from shared.domain.judges.words import claims_little, is_function_word, meanings, plain

_CLEARLY = 0.85
"""What a figure or a name is of must fit another place better than its own by this factor."""
_MORE_CLEARLY = 0.7
"""The same for a whole sentence, which may sum up two of the source's."""
_SAME_PLACE = 0.5
"""Share of a clause's words from which a source's clause is about the same."""
_MOST_NEW = 0.34
"""Share of a sentence's words that may be new, beyond those that claim little."""
_MOST_NEW_HERE = 0.45
"""The same of one clause."""
_IF = re.compile(r"\W*(?:if|when|once|after|unless|for)\b", re.IGNORECASE)
_ANSWER = re.compile(r"^\W*(?:yes|no|sure|of course|certainly)\b[,.!]?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """What a sentence leans on: whole `sentences`, and the titles that they stand under."""

    sentences: tuple[str, ...]
    titles: str = ""


_PERIODS = {
    unit: re.compile(rf"\b(?:{unit}s?|{unit}ly{more})\b", re.IGNORECASE)
    for unit, more in (
        ("second", ""), ("minute", ""), ("hour", ""), ("week", ""), ("month", ""),
        ("year", "|annual(?:ly)?"),
    )
}  # fmt: skip


_MEASURE = re.compile(
    r"(\d+(?:[.,]\d+)?)[\s-]?([kMG]?(?:Hz|B|bps|W)|mAh|dB|bit|mm|cm|kg|[km]?[gm]|[lV])\b"
)


class Telling:
    """A source, read for comparison."""

    def __init__(self, source: Source) -> None:
        self.sentences = tuple(Clause(plain(sentence)) for sentence in source.sentences)
        parts = (clauses_of(sentence) for sentence in source.sentences)
        self.clauses = tuple(dict.fromkeys(chain.from_iterable(parts)))
        self.weights = Weights(self.clauses)
        self.figures = list(chain.from_iterable(each.figures for each in self.sentences))
        self.units = _units(" . ".join(each.text for each in self.sentences))
        self.bindings = Bindings(source.sentences)
        self.names = frozenset(chain.from_iterable(each.names for each in self.sentences))


@lru_cache(maxsize=64)
def _read(source: Source) -> Telling:
    return Telling(source)


def wrong_detail(claim: str, source: Source, question: str = "") -> str | None:
    """A figure or a name of the claim that the source does not hold, or otherwise bounded, in words
    for whoever wrote the claim. That is certain, whatever the rest of the claim says."""
    said, told = Clause(plain(_ANSWER.sub("", claim))), _read(source)
    around = plain(f"{source.titles} {question}")
    return (
        _wrong_figure(said, told, figures(plain(question)))
        or _wrong_unit(said, told)
        or _wrong_measure(said, told)
        or _wrong_bound(said, told)
        or _wrong_name(said, told, around)
    )


def doubt_of(claim: str, source: Source, question: str = "") -> str | None:
    """What the source does not seem to bear of the claim's sense; None if it bears all."""
    claim = _ANSWER.sub("", claim)
    said, told = Clause(plain(claim)), _read(source)
    around = plain(f"{source.titles} {question}")
    return (
        told.bindings.misplaced(claim)
        or turned_round(claim, told.clauses, told.sentences, told.weights)
        or _something_new(said, told, around)
    )


def _wrong_figure(said: Clause, told: Telling, asked: tuple[Figure, ...]) -> str | None:
    dates = {weekday_of(each.value) for each in told.figures if each.kind == "date"}
    for figure in said.figures:
        if figure.kind == "name" and _opens(said, figure, told):
            figure = replace(figure, kind="number", value=figure.value.split()[-1])
        if figure.is_in(told.figures) or (figure.kind == "weekday" and figure.value in dates):
            continue
        if figure.kind == "number" and figure.is_in(asked):
            continue
        written = said.text[figure.start : figure.end]
        if re.match(r"an?\b", written, re.IGNORECASE) and _units(written) <= told.units:
            continue
        return f"its sources do not hold this {figure.kind}"
    return None


def _opens(said: Clause, figure: Figure, told: Telling) -> bool:
    """Whether it only looks like a name because its word opens a sentence: "From 10 units"."""
    word = figure.value.split()[0]
    begins = (
        not said.text[: figure.start].strip() or said.text[: figure.start].rstrip()[-1] in ".!?:"
    )
    written = re.compile(rf"\b{re.escape(word)}\b")
    is_word = is_function_word(word) or any(written.search(each.text) for each in told.sentences)
    return begins and is_word


def _wrong_bound(said: Clause, told: Telling) -> str | None:
    """A figure that is the least where the source has it as the most, or the other way round."""
    for figure in said.figures:
        mine = bound_of(figure, said.text)
        theirs = {
            bound_of(each, sentence.text)
            for sentence in told.sentences
            for each in sentence.figures
            if figure.is_in((each,))
        }
        if mine and theirs == {-mine}:
            return f"its sources bound this {figure.kind} the other way"
    return None


def _wrong_unit(said: Clause, told: Telling) -> str | None:
    """A unit of time without a number, "a week", that the source does not count in."""
    text = list(said.text)
    for figure in said.figures:
        text[figure.start : figure.end] = " " * (figure.end - figure.start)
    return None if _units("".join(text)) <= told.units else "its sources do not count in this unit"


def _wrong_measure(said: Clause, told: Telling) -> str | None:
    """A number before a unit that the source writes with other numbers only: "10 GHz"."""
    theirs = _measures(" . ".join(each.text for each in told.sentences))
    for unit, numbers in _measures(said.text).items():
        if unit in theirs and not numbers <= theirs[unit]:
            return f"its sources do not hold this number of {unit}"
    return None


def _measures(text: str) -> dict[str, set[str]]:
    """The numbers that stand before each abbreviated unit (GHz, kHz, mAh, dB, bit)."""
    found: dict[str, set[str]] = {}
    for number, unit in _MEASURE.findall(text):
        found.setdefault(unit, set()).add(number)
    return found


def _units(text: str) -> frozenset[str]:
    """The units of time that a text names; days are in everybody's mouth."""
    named = (unit for unit, form in _PERIODS.items() if form.search(text))
    return frozenset(named)


def _wrong_name(said: Clause, told: Telling, around: str) -> str | None:
    known = meanings(around).union(*(each.meanings for each in told.sentences))
    for name in said.names:
        if name in told.names or any(name in each.text.lower() for each in told.sentences):
            continue
        if name in around.lower() or not meanings(name).isdisjoint(known):
            continue
        return "its sources do not hold this name"
    return None


def _is_strange(clause: Clause, known: frozenset[str]) -> bool:
    """Whether about half of what a clause says is new."""
    new = [word for word in clause.words if not word.is_told_by(known) and not claims_little(word)]
    return len(clause.words) > 1 and len(new) / len(clause.words) > _MOST_NEW_HERE


def _fuller(clauses: tuple[Clause, ...]) -> list[Clause]:
    """The clauses, those without a telling word joined to the one before."""
    whole: list[Clause] = []
    for clause in clauses:
        if whole and all(claims_little(word) for word in clause.words):
            whole[-1] = Clause(f"{whole[-1].text}, {clause.text}")
        else:
            whole.append(clause)
    return whole


def _something_new(said: Clause, told: Telling, around: str) -> str | None:
    known = meanings(around).union(*(each.meanings for each in told.sentences))
    new = [word for word in said.words if not word.is_told_by(known) and not claims_little(word)]
    if any(_is_strange(clause, known) for clause in clauses_of(said.text)):
        return "its sources do not say so"
    if len(new) > 1 and len(new) / len(said.words) > _MOST_NEW:
        return "its sources do not say so"
    if not said.words and not said.figures:
        return "it says nothing that a source could bear"
    return None
