"""The figures of a text: amounts, dates, times, durations and codes, each in one written form.

"two weeks" and "14 days", "May 8th" and "8 May", "$5.95" and "5.95 dollars" are the same.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from shared.domain.judges.lexicon import cut, is_common


def _listed(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_MONTHS = _listed(
    "january february march april may june july august september october november december"
)
WEEKDAYS = _listed("monday tuesday wednesday thursday friday saturday sunday")
_NUMBERS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
_WORTH = {word: value for value, word in enumerate(_NUMBERS)} | _TENS | {"a": 1, "an": 1}
_ORDINALS = _listed("zeroth first second third fourth fifth")

_UNITS = {
    "business day": r"(?:business|working)[ -]days?",
    "day": r"(?:calendar[ -])?days?",
    "week": r"(?:business[ -])?weeks?",
    "month": r"(?:business[ -])?months?",
    "year": r"(?:business[ -])?years?",
    "hour": r"(?:business[ -])?hours?|hrs?\b|h\b",
    "minute": r"(?:business[ -])?minutes?|mins?\b",
    "second": r"(?:business[ -])?(?:seconds|(?<!\ba\s)second|second(?!\s+[a-z]))|secs?\b",
    "metre": r"met(?:re|er)s?\b",
    "foot": r"feet\b|foot\b|ft\b",
    "inch": r"inch(?:es)?\b",
    "kilometre": r"kilomet(?:re|er)s?\b|km\b",
    "mile": r"miles?\b",
    "percent": r"%|percent\b|per cent\b",
    "dollar": r"dollars?|usd\b|bucks\b",
    "euro": r"euros?|eur\b",
    "cent": r"cents\b",
}
_SAME = {"week": (7, "day"), "year": (12, "month"), "hour": (60, "minute")}
_DAY = 1440
"""Minutes: "24 hours" is "a day"."""
_NOON = 12
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound"}
MONEY = frozenset(("cent", *_CURRENCY.values()))

_MONTH = rf"(?P<{{0}}>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)})\b\.?"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_WORDED = "|".join(word for word in _WORTH if len(word) > 2)
_BARE = "|".join(word for word in _WORTH if len(word) > 2 and word != "one")
_NO_NAMES = (
    "from|between|over|until|till|to|by|on|at|in|before|after|within|under|up|about|only|and|or|the"
    "|since|for|with|of|than|per|if|when|as|most|another|all|any|each|every|plus|just|not|is|are|an?"
)
"""What begins no name, however it is written."""
_MORE = "(?:more|full|extra|additional|whole)"
_UNIT = "|".join(f"(?P<u{at}>{pattern})" for at, pattern in enumerate(_UNITS.values()))
_SCANNER = re.compile(
    rf"""
    (?:(?<!\w)|(?=[\d+$€£]))(?:  # nothing else begins within a word
    (?P<url>https?://\S+|www\.\S+)
    |(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)
    |(?P<iso>\b\d{{4}}-\d\d-\d\d\b)
    |(?P<ages>\b(?P<aged>\d{{1,2}})s\b)
    |(?P<code>\b[A-Za-z]{{2,}}-?\d[\w-]*|\b[A-Z0-9]+\d[A-Z0-9]*[A-Z][A-Z0-9]*\b
        |\b\d(?:st|nd|rd|th|[cp]|(?-i:[A-Z]))\b)
    |(?P<phone>\+\d[\d ()-]{{6,}}\d|\b\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}}\b)
    |(?P<date>(?:\b{_MONTH.format("m1")}\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<y1>\d{{4}})\b)?
        |\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format("m2")}(?:,?\s+(?P<y2>\d{{4}})\b)?))
    |(?P<time>\b(?P<h>\d{{1,2}})(?::(?P<min>\d\d))?\s?(?P<noon>[ap])\.?m\b\.?
        |\b(?P<h24>\d{{1,2}}):(?P<min24>\d\d)\b)
    |(?P<clock>\b(?:midnight|noon|midday)\b)
    |(?P<money>(?P<sign>[$€£])\s?(?P<sum>{_NUMBER}))
    |(?P<range>\b(?P<from>{_NUMBER}|{_WORDED})\s?(?:[-\u2013]|to|or|and)\s?(?P<to>{_NUMBER}|{_WORDED})
        (?=[\s-]+(?:full\s+)?(?:{"|".join(_UNITS.values())})))
    |(?P<part>\b(?P<share>half|(?:(?P<three>three)[\s-]+|an?\s+)?quarters?\s+of)
        (?:\s+an?)?[\s-]+(?P<whole>hour|year)\b)
    |(?P<times>\b(?:twice|thrice|(?P<often>\d+|{_WORDED})[ ]times)\b(?!\s+(?:as|higher|more)\b))
    |(?P<period>\bfortnight\b|\bquarterly\b|\b(?:an?|per|every|each)\s+quarter\b(?!\s+of\b))
    |(?P<counted>(?:\b(?P<value>{_NUMBER}|{_WORDED}|an?)
        (?:[\s-]+{_MORE})?(?:[\s-]+|(?=%))(?:{_UNIT}))(?!\w))
    |(?P<named>(?:(?<=[\w,]\s)|(?<=\()|(?<=^)|(?<=[.!?]\s))(?!(?:{_NO_NAMES})\b)(?-i:[A-Z])[\w-]*\s\d{{1,2}}\b
        (?![:.]\d|\s?(?:[-\u2013]|to\b|%)|[-\s]+(?:{"|".join(_UNITS.values())})))
    |(?P<tier>\b(?:{"|".join(_ORDINALS[1:])})[\s-]+year\b)
    |(?P<bare>(?<![\w$€£.])(?!(?<=\bthe\s)(?:two|three)\s+(?:of|is|are)\b)
        (?:{_NUMBER}|\b(?:{_BARE}))\b)
    |(?P<half>\bhalf\b)
    |(?P<weekday>\b(?:{"|".join(WEEKDAYS)})s?\b))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_TO = re.compile(r"\s?(?:[-\u2013]|to|and|through|until)\s?")


@dataclass(frozen=True)
class Figure:
    """`kind` is date, time, weekday, code, name (Windows 11), url, email, phone, a currency or a
    unit, or "number" where none is named; `value` is its one written form, `written` the number as
    it stands before its unit; `start` and `end` say where it stands."""

    kind: str
    value: str
    start: int
    end: int
    written: str = ""

    @property
    def form(self) -> str:
        """Its kind and value in one word."""
        return f"{self.kind}={self.value}"

    def is_in(self, others: "Iterable[Figure]") -> bool:
        """Whether one of `others` says the same, or more: a date with its year, a count with its
        unit."""
        return any(self._is(other) for other in others)

    def _is(self, other: "Figure") -> bool:
        if self.kind == "date" and other.kind == "date":
            return other.value == self.value or other.value.endswith(f"-{self.value}")
        if self.kind == "number":
            return self.value in (other.value, other.written)
        return (self.kind, self.value) == (other.kind, other.value)


_WORD, _SIGN = re.compile(r"[a-z]+"), re.compile(r"[\d@]")
_HINTS = frozenset(
    (
        *_WORTH, *_ORDINALS, *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS),
        *_listed("half quarter quarters quarterly fortnight twice thrice http https www"),
        *_listed("midnight noon midday"),
    )
) - {"a", "an"}  # fmt: skip
_A_UNIT = re.compile(rf"\ban?\s+(?:{_MORE}\s+)?(?:{_UNIT})", re.IGNORECASE)


def _has_any(text: str) -> bool:
    """Whether it may have a figure at all: most clauses have none, which this tells at once."""
    if _SIGN.search(text) or not _HINTS.isdisjoint(_WORD.findall(text.lower())):
        return True
    return bool(_A_UNIT.search(text))


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """All of them, in their order."""
    if not _has_any(text):
        return ()
    found: list[Figure] = []
    for match in _SCANNER.finditer(text):
        for figure in _read(match):
            found.append(_until(figure, found[-1], text) if found else figure)
    return tuple(found)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in place of each span, so that all else stays where it is."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _until(figure: Figure, before: Figure, text: str) -> Figure:
    """A bare number that ends a span of dates is a date: "June 12 to 14"."""
    if (figure.kind, before.kind) != ("number", "date") or len(figure.value) > 2:
        return figure
    if not _TO.fullmatch(text, before.end, figure.start):
        return figure
    return replace(figure, kind="date", value=f"{before.value[:-2]}{int(figure.value):02}")


def _read(match: re.Match[str]) -> list[Figure]:
    kind = match.lastgroup or ""
    named = match.groupdict()
    place = match.span()
    if named["date"]:
        return [Figure("date", _date(named), *place)]
    if named["iso"]:
        return [Figure("date", named["iso"], *place)]
    if named["time"]:
        return [Figure("time", _time(named), *place)]
    if named["clock"]:
        return [Figure("time", "00:00" if match.group().lower() == "midnight" else "12:00", *place)]
    if named["ages"]:
        return [Figure("number", named["aged"], *place)]
    if named["money"]:
        return [Figure(_CURRENCY[named["sign"]], _number(named["sum"]), *place)]
    if named["range"]:
        unit, end = _unit_after(match.string, match.end())
        if _number(named["from"] or "") == _number(named["to"] or ""):
            return [Figure("range", match.group().lower(), *place)]  # which no source writes
        return [_count(named[each], unit, (match.start(), end)) for each in ("from", "to")]
    if named["counted"]:
        unit = next(name for at, name in enumerate(_UNITS) if named[f"u{at}"])
        return [_count(named["value"], unit, place)]
    if named["part"]:
        return [_share(named, place)]
    if named["times"]:
        often = {"twice": "2", "thrice": "3"}.get(match.group().lower()) or named["often"] or ""
        return [Figure("times", _number(often), *place)]
    if named["period"]:
        fortnight = match.group().lower() == "fortnight"
        return [Figure("day", "14", *place) if fortnight else Figure("month", "3", *place)]
    if named["half"]:
        return [Figure("percent", "50", *place)]
    if named["named"] and not is_common(cut(match.group().split()[0].lower())):
        return [Figure("name", match.group().lower(), *place)]
    if named["bare"] or named["named"]:
        word = match.group().lower().split()[-1]
        return [Figure("number", _number(word), *place)]
    for kind in ("url", "email", "code", "phone", "weekday", "tier"):
        if named[kind]:
            value = match.group().lower().rstrip(".,;:!?)")
            if kind == "code" and _ORDINAL.fullmatch(value):
                kind = "ordinal"
            if kind == "phone":
                value = re.sub(r"\D", "", value)
            if kind == "weekday":
                value = value.rstrip("s")
            return [Figure(kind, value, *place)]
    return []


def _count(value: str, unit: str, place: tuple[int, int]) -> Figure:
    number = written = _number(value)
    if unit in _SAME and "." not in number:
        times, unit = _SAME[unit]
        number = str(int(number) * times)
    if unit == "minute" and number.isdecimal() and int(number) % _DAY == 0:
        number, unit = str(int(number) // _DAY), "day"
    return Figure(unit, number, *place, written)


def _share(named: dict[str, str | None], place: tuple[int, int]) -> Figure:
    """ "Half an hour" is 30 minutes, "three quarters of a year" 9 months."""
    times, unit = _SAME[(named["whole"] or "").lower()]
    quarters = 2 if (named["share"] or "").lower() == "half" else 3 if named["three"] else 1
    return Figure(unit, str(times * quarters // 4), *place)


def _unit_after(text: str, at: int) -> tuple[str, int]:
    """The unit that follows, and where it ends."""
    after = re.compile(rf"[\s-]+(?:full\s+)?(?:{_UNIT})", re.IGNORECASE).match(text, at)
    assert after, "a range is read only before a unit"
    return next(name for n, name in enumerate(_UNITS) if after.group(f"u{n}")), after.end()


def _number(written: str) -> str:
    word = written.lower()
    if word in _WORTH:
        return str(_WORTH[word])
    plain = word.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _date(named: dict[str, str | None]) -> str:
    month = named["m1"] or named["m2"] or ""
    number = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(month[:3].lower()))
    day, year = named["d1"] or named["d2"] or "", named["y1"] or named["y2"]
    return f"{f'{year}-' if year else ''}{number:02}-{int(day):02}"


def _time(named: dict[str, str | None]) -> str:
    if named["h24"]:
        return f"{int(named['h24']):02}:{named['min24']}"
    if (hour := int(named["h"] or 0)) > _NOON:
        return f"{hour}:{named['min'] or '00'} {named['noon']}m"  # which no clock shows
    hour = hour % _NOON + (_NOON if (named["noon"] or "").lower() == "p" else 0)
    return f"{hour:02}:{named['min'] or '00'}"


def weekday_of(day: str) -> str | None:
    """The weekday of a whole date in ISO form; None where the year is not told."""
    try:
        return WEEKDAYS[date.fromisoformat(day).weekday()]
    except ValueError:
        return None
