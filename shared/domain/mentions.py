"""What a customer names in passing: an order number, an e-mail address, a day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_DATES = [
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}\b{_YEAR}", re.IGNORECASE),
    re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
]
_RELATIVE = {"today": 0, "yesterday": 1, "the day before yesterday": 2, "a week ago": 7}


@dataclass(frozen=True)
class Mentions:
    order_number: str | None = None
    email: str | None = None
    day: date | None = None


def find_mentions(text: str, order_number: re.Pattern[str], today: date) -> Mentions:
    """Read `text` for an order number of this company's pattern, an address and a day.

    A day without a year is the latest one that is not after `today`: customers speak of what was.
    """
    number = order_number.search(text)
    email = _EMAIL.search(text)
    return Mentions(
        order_number=number.group().upper() if number else None,
        email=email.group().lower().rstrip(".") if email else None,
        day=_find_day(text, today),
    )


def _find_day(text: str, today: date) -> date | None:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if day := _day_of(match, today):
                return day
    lowered = text.lower()
    for words in sorted(_RELATIVE, key=len, reverse=True):
        if words in lowered:
            return today - timedelta(days=_RELATIVE[words])
    return None


def _day_of(match: re.Match[str], today: date) -> date | None:
    month = match["month"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    year = int(match["year"]) if match["year"] else today.year
    try:
        day = date(year, number, int(match["day"]))
        return day if match["year"] or day <= today else day.replace(year=year - 1)
    except ValueError:  # 31 June, or 29 February of another year
        return None
