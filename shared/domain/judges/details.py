"""What of a sentence is certainly not its source's: a figure or a name that it does not hold, or a
figure that it bounds or counts otherwise."""

import re
from dataclasses import replace

from shared.domain.judges.bounds import bound_of, speaks_of_beyond
from shared.domain.judges.clauses import Clause
from shared.domain.judges.courtesies import claim_of
from shared.domain.judges.figures import WEEKDAYS, Figure, figures, weekday_of, without
from shared.domain.judges.reckoned import reckoned
from shared.domain.judges.sources import Source, Telling, read, units_of
from shared.domain.judges.words import is_function_word, meanings, plain

_DAYS = {"weekday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}
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


def wrong_detail(claim: str, source: Source, question: str = "") -> str | None:
    """A figure or a name of the claim that the source does not hold, or otherwise bounded, in words
    for whoever wrote the claim. That is certain, whatever the rest of the claim says."""
    said, told = Clause(claim_of(claim)), read(source)
    around = plain(f"{source.titles} {question}")
    return (
        _wrong_figure(said, told, figures(plain(question)))
        or _wrong_unit(said, told)
        or _wrong_measure(said, told)
        or _wrong_rate(said, told)
        or _wrong_bound(said, told)
        or _wrong_name(said, told, around)
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
        if figure.kind == "number" and figure.is_in(asked) and not bound_of(figure, said.text):
            continue
        written = said.text[figure.start : figure.end]
        if re.match(r"an?\b", written, re.IGNORECASE) and units_of(written) <= told.units:
            continue
        return f"its sources do not hold this {figure.kind}"
    return None


_AGAIN = re.compile(
    r"\b(?:that|this|these|those|which)\s+(?:\w+\s+)?(?:seconds?|minutes?|hours?|weeks?|months?"
    r"|years?)\b",
    re.IGNORECASE,
)
"""A time that was counted before: "after that hour"."""
_HOURS_OF_DAY = re.compile(
    r"\w+\s+hours\s+(?:run|last|go|are|apply|begin|start|end)\b", re.IGNORECASE
)
"""When something is, and no length of time: "quiet hours run from 10 pm"."""


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
    text = without(said.text, ((figure.start, figure.end) for figure in said.figures))
    counted = units_of(_AGAIN.sub(" ", text))
    if any(each.kind == "time" for each in told.figures):
        counted -= units_of(" ".join(_HOURS_OF_DAY.findall(text)))
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


def _wrong_name(said: Clause, told: Telling, around: str) -> str | None:
    known = meanings(around) | told.meanings
    for name in said.names:
        if name in told.names or any(name in each.text.lower() for each in told.sentences):
            continue
        if name in around.lower() or not meanings(name).isdisjoint(known):
            continue
        return "its sources do not hold this name"
    return None
