"""What can be held against a sentence in another language than its sources': its figures.

Numbers, dates, codes and signs are the same in every language, and so are, in a text that is not
in Latin letters, names that are. A unit of time after a number is read too. Whether the rest says
what the sources say, no list of words tells.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from shared.domain.judges.figures import figures
from shared.domain.judges.sources import Source
from shared.domain.judges.words import plain

_NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c\u202f\u00a0]\d+)*")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z-]*\d)[A-Za-z]{2,}-?\d[\w-]*", re.ASCII)
_LATIN = re.compile(r"[A-Za-z][A-Za-z&'-]+")
_PERIODS = ("second", "minute", "day", "month")
"""To which the figures of English bring all others."""
_ALIKE = {"week": (7, "day"), "year": (12, "month"), "hour": (60, "minute")}


def wrong_detail_abroad(claim: str, source: Source, question: str = "") -> str | None:
    """A figure of the claim that the sources do not hold, or of another unit."""
    said = _western(claim)
    told = " . ".join((*source.sentences, source.titles))
    known, counted = _numbers(_western(told)) | _numbers(_western(question)), _counted(told)
    codes = set(_CODE.findall(_western(f"{told} {question}").lower()))
    for code in _CODE.findall(said.lower()):
        if code not in codes:
            return "its sources do not hold this code"
    text = _CODE.sub(" ", said)
    for match in _NUMBER.finditer(text):
        value = _value(match.group())
        unit = _unit_after(text, match.end())
        if unit and _reduced(value, unit) not in counted and value in {each for each, _ in counted}:
            return f"its sources do not count this in {unit}s"
        if value not in known and (unit is None or _reduced(value, unit) not in counted):
            return "its sources do not hold this number"
    if _is_foreign(said):
        around = f"{told} {question}".lower()
        for name in _LATIN.findall(text):
            if name.lower() not in around:
                return "its sources do not hold this name"
    return None


@cache
def _units() -> re.Pattern[str]:
    """A unit of time, in its own group, behind a number; units.txt has those of the languages that
    packs have a voice in."""
    groups = []
    lines = Path(__file__).with_name("units.txt").read_text(encoding="utf-8").splitlines()
    for unit, words in (line.split(": ") for line in lines):
        listed = sorted(words.split(), key=len, reverse=True)
        forms = "|".join(rf"{word}\b" if _is_latin(word) else word for word in listed)
        groups.append(f"(?P<{unit}>{forms})")
    return re.compile(rf"[\s\u00a0-]*(?:{'|'.join(groups)})", re.IGNORECASE)


def _unit_after(text: str, at: int) -> str | None:
    found = _units().match(text, at)
    return found.lastgroup if found else None


def is_in_another_script(claim: str, source: Source) -> bool:
    """Whether words cannot be compared at all, for the claim's letters are not the source's."""
    return _is_foreign(claim) and not _is_foreign(" ".join(source.sentences))


def _is_foreign(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(_is_latin, letters)) < len(letters) / 2


def _is_latin(text: str) -> bool:
    return "LATIN" in unicodedata.name(text[0], "")


def _western(text: str) -> str:
    """With the digits that everybody writes."""
    return "".join(
        str(unicodedata.digit(each)) if unicodedata.category(each) == "Nd" else each
        for each in text
    )


def _numbers(text: str) -> set[str]:
    """Every number of a text, its months and its number words among them."""
    found = {_value(match.group()) for match in _NUMBER.finditer(text)}
    for figure in figures(plain(text)):
        if figure.kind == "date":
            found.update(str(int(part)) for part in figure.value.split("-"))
        elif figure.value.replace(".", "", 1).isdecimal():
            found.add(figure.value)
    return found


def _counted(text: str) -> set[tuple[str, str]]:
    """What a text counts, in the smallest unit; business days are days."""
    return {
        _reduced(figure.value, figure.kind.removeprefix("business "))
        for figure in figures(plain(text))
        if figure.kind.removeprefix("business ") in _PERIODS
    }


def _reduced(value: str, unit: str) -> tuple[str, str]:
    if unit in _ALIKE and value.isdecimal():
        times, unit = _ALIKE[unit]
        value = str(int(value) * times)
    if unit == "minute" and value.isdecimal() and int(value) % 1440 == 0:
        value, unit = str(int(value) // 1440), "day"
    return value, unit


def _value(written: str) -> str:
    """5,95 and 5.95 are one number, and so are 1.500 and 1,500."""
    parts = re.split(r"[.,\u066b\u066c\u202f\u00a0]", written)
    if len(parts) > 1 and len(parts[-1]) == 3:
        return "".join(parts)
    whole, cents = "".join(parts[:-1]) or parts[0], parts[-1] if len(parts) > 1 else ""
    return f"{whole}.{cents}".rstrip("0").rstrip(".") if cents else whole
