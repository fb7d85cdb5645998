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
from shared.domain.judges.bounds import bound_of, speaks_of_beyond
from shared.domain.judges.clauses import Clause, Weights, clauses_of
from shared.domain.judges.courtesies import claim_of
from shared.domain.judges.figures import WEEKDAYS, Figure, figures, weekday_of
from shared.domain.judges.lexicon import is_noun
from shared.domain.judges.polarity import turned_round
from shared.domain.judges.reckoned import reckoned
from shared.domain.judges.words import is_function_word, is_new_to, meanings, plain

_CLEARLY = 0.85
"""What a figure or a name is of must fit another place better than its own by this factor."""
_MORE_CLEARLY = 0.7
"""The same for a whole sentence, which may sum up two of the source's."""
_SAME_PLACE = 0.5
"""Share of a clause's words from which a source's clause is about the same."""
_MOST_NEW = 3
"""Words from which a sentence says something new, beyond those that claim little. Of 553 faithful
sentences, by whoever mended the judges and by others, 50 have one, 3 have two, and none has three;
of 75 invented policies 50 have two or more."""
_FEW = 0.2
"""Share of its words from which two are as many."""
_MOST_NEW_HERE = 0.45
"""Share of one clause's words that may be new."""
_SHORT = 0.25
"""The same of one that stands for a thing."""
_IF = re.compile(r"\W*(?:if|when|once|after|unless|for)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """What a sentence leans on: whole `sentences`, and the titles that they stand under."""

    sentences: tuple[str, ...]
    titles: str = ""


_DAYS = {"weekday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}
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


_PERIOD_OF = {
    "minute": "minute", "hour": "hour", "hourly": "hour", "day": "day", "daily": "day",
    "night": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "year": "year", "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
_PERIOD = "|".join(_PERIOD_OF)
_SUM = r"[$\u20ac\u00a3]\s?(?P<{}>\d[\d,]*(?:\.\d\d)?)"
_RATE = re.compile(
    rf"{_SUM.format('amount')}(?:\s+(?:is\s+)?|\s?/\s?)(?:an?|per|each|every|for\s+(?:each|every))?"
    rf"\s*(?P<after>{_PERIOD})\b"
    rf"|\b(?P<before>monthly|yearly|annual|weekly|daily|hourly)\s+(?:price|fee|cost|rate)\W+(?:is\s+|costs?\s+)?"
    rf"{_SUM.format('sum')}",
    re.IGNORECASE,
)


class Telling:
    """A source, read for comparison."""

    def __init__(self, source: Source) -> None:
        self.sentences = tuple(Clause(plain(sentence)) for sentence in source.sentences)
        parts = (clauses_of(sentence) for sentence in source.sentences)
        self.clauses = tuple(dict.fromkeys(chain.from_iterable(parts)))
        self.weights = Weights(self.clauses)
        self.text = " . ".join(each.text for each in self.sentences)
        self.figures_at = [
            (figure, each.text) for each in self.sentences for figure in each.figures
        ]
        self.figures = [figure for figure, _ in self.figures_at]
        self.units = _units(self.text)
        self.bindings = Bindings(source.sentences)
        self.names = frozenset(chain.from_iterable(each.names for each in self.sentences))


@lru_cache(maxsize=64)
def _read(source: Source) -> Telling:
    return Telling(source)


def wrong_detail(claim: str, source: Source, question: str = "") -> str | None:
    """A figure or a name of the claim that the source does not hold, or otherwise bounded, in words
    for whoever wrote the claim. That is certain, whatever the rest of the claim says."""
    said, told = Clause(claim_of(claim)), _read(source)
    around = plain(f"{source.titles} {question}")
    return (
        _wrong_figure(said, told, figures(plain(question)))
        or _wrong_unit(said, told)
        or _wrong_measure(said, told)
        or _wrong_rate(said, told)
        or _wrong_bound(said, told)
        or _wrong_name(said, told, around)
    )


def doubt_of(claim: str, source: Source, question: str = "") -> str | None:
    """What the source does not seem to bear of the claim's sense; None if it bears all."""
    claim = claim_of(claim)
    said, told = Clause(claim), _read(source)
    around = plain(f"{source.titles} {question}")
    return (
        told.bindings.misplaced(claim)
        or turned_round(claim, told.clauses, told.sentences, told.weights)
        or _something_new(said, told, around)
    )


def _wrong_figure(said: Clause, told: Telling, asked: tuple[Figure, ...]) -> str | None:
    dates = {weekday_of(each.value) for each in told.figures if each.kind == "date"}
    dates |= {day for kind, days in _DAYS.items() if kind in told.text for day in days}
    follows = reckoned(said.figures, said.text, told.figures_at)
    for figure in said.figures:
        if figure.kind == "name" and _opens(said, figure, told):
            figure = replace(figure, kind="number", value=figure.value.split()[-1])
        if figure in follows or figure.is_in(told.figures):
            continue
        if figure.kind == "weekday" and figure.value in dates:
            continue
        if figure.kind == "number" and figure.is_in(asked):
            continue
        written = said.text[figure.start : figure.end]
        if re.match(r"an?\b", written, re.IGNORECASE) and _units(written) <= told.units:
            continue
        return f"its sources do not hold this {figure.kind}"
    return None


_AGAIN = re.compile(
    r"\b(?:that|this|these|those|which)\s+(?:\w+\s+)?(?:seconds?|minutes?|hours?|weeks?|months?"
    r"|years?)\b",
    re.IGNORECASE,
)
"""A time that was counted before: "after that hour"."""


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
        if not mine:
            continue
        homes = [each for each in told.sentences if figure.is_in(each.figures)]
        theirs = {
            bound_of(each, home.text)
            for home in homes
            for each in home.figures
            if figure.is_in((each,))
        }
        beyond = {speaks_of_beyond(each.text) for each in homes}
        if theirs == {-mine} and beyond == {speaks_of_beyond(said.text)}:
            return f"its sources bound this {figure.kind} the other way"
    return None


def _wrong_unit(said: Clause, told: Telling) -> str | None:
    """A unit of time without a number, "a week", that the source does not count in."""
    text = list(said.text)
    for figure in said.figures:
        text[figure.start : figure.end] = " " * (figure.end - figure.start)
    counted = _units(_AGAIN.sub(" ", "".join(text)))
    return None if counted <= told.units else "its sources do not count in this unit"


def _wrong_measure(said: Clause, told: Telling) -> str | None:
    """A number before a unit that the source writes with other numbers only: "10 GHz"."""
    theirs = _measures(told.text)
    for unit, numbers in _measures(said.text).items():
        if unit in theirs and not numbers <= theirs[unit]:
            return f"its sources do not hold this number of {unit}"
    return None


def _wrong_rate(said: Clause, told: Telling) -> str | None:
    """An amount by the month where the source has it by the year."""
    theirs = _rates(told.text)
    for amount, periods in _rates(said.text).items():
        if amount in theirs and not periods <= theirs[amount]:
            return "its sources do not count this amount by that time"
    return None


def _rates(text: str) -> dict[str, set[str]]:
    """The times by which each amount is counted: "$19 a month", "Monthly price: $19"."""
    found: dict[str, set[str]] = {}
    for match in _RATE.finditer(text):
        period = _PERIOD_OF[(match["after"] or match["before"]).lower().removesuffix("s")]
        amount = match["amount"] or match["sum"]
        found.setdefault(amount.replace(",", "").removesuffix(".00"), set()).add(period)
    return found


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
    new = [word for word in clause.words if is_new_to(word, known)]
    return len(clause.words) > 1 and len(new) > _MOST_NEW_HERE * len(clause.words)


def _something_new(said: Clause, told: Telling, around: str) -> str | None:
    known = meanings(around).union(*(each.meanings for each in told.sentences))
    new = [word for word in said.words if is_new_to(word, known)]
    share = len(new) / len(said.words) if new else 0.0
    if len(new) >= _MOST_NEW or (len(new) > 1 and share >= _FEW):
        return "its sources do not say so"
    if any(_is_strange(clause, known) for clause in clauses_of(said.text)):
        return "its sources do not say so"
    if share >= _SHORT and is_noun(new[0].stem):
        return "its sources do not say so"
    if not said.words and not said.figures:
        return "it says nothing that a source could bear"
    return None
