"""Finds what a message names, each kind with the library that its field uses.

Each kind is blanked out of the text before the next is looked for: "$39" is no year, a phone number
no day.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import dateparser
import phonenumbers
from dateparser.search import search_dates
from price_parser import Price
from rapidfuzz import fuzz

from shared.domain.mentions import Amount, Mentions, OrderNumbers
from shared.domain.orders import Product

_LONGEST = 1_000
"""Characters in which days are looked for: an e-mail's first paragraphs."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CURRENCIES = {
    **dict.fromkeys(("$", "usd", "us$", "dollar", "dollars", "buck", "bucks"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), "GBP"),
    **dict.fromkeys(("cad", "ca$", "c$"), "CAD"),
}
_UNIT = "|".join(re.escape(word) for word in sorted(_CURRENCIES, key=len, reverse=True))
_FIGURE = r"\d+(?:[.,\s]\d{3})*(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?P<before>{_UNIT})\s?(?P<figure>{_FIGURE})(?!\d)"
    rf"|(?<!\d)(?P<figure_first>{_FIGURE})\s?(?P<after>{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:an)?other (?:one|order|parcel|package|item|delivery)\b", re.IGNORECASE)
_NOT_BEFORE = re.compile(r"\bnot\s+(?:the\s+|my\s+)?$", re.IGNORECASE)
_RATHER_BEFORE = re.compile(
    r"\b(?:sorry|i mean|i meant|rather|actually|correction|instead)\b\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_DIGITS_OF_A_PHONE = 7
_NO_DAY = re.compile(r"\w{1,3}|(?:\w+\W)?[\w-]+\W(?:hour|day|week|month|year)s?", re.IGNORECASE)
"""A span of time ("3 days", without "ago"), or a word such as "may", "sat" or "now"."""
_DAY_OF_MONTH = re.compile(r"\d(?:st|nd|rd|th)\b", re.IGNORECASE)
_LONG = 5
"""Letters from which a word may be misspelled,"""
_ALIKE = 80
"""and how alike it must be (rapidfuzz's ratio, 0..100): "kestral" is a Kestrel, "her" no Heron."""


class LibraryMentionReader:
    """`region` (ISO 3166) is where a phone number without a country code is read."""

    def __init__(
        self, order_numbers: OrderNumbers, products: Iterable[Product], region: str
    ) -> None:
        self._order_numbers = order_numbers
        self._region = region
        self._aliases = {
            _words(alias): product.name for product in products for alias in product.called
        }

    def read(self, text: str, today: date, language: str) -> Mentions:
        email, text = _take(_EMAIL, text)
        number, text = self._order_number(text)
        amount, text = _amount(text)
        phone, text = self._phone(text)
        return Mentions(
            order_number=number,
            says_other=bool(_OTHER.search(text)),
            product=self._product(text),
            day=_day(text, today, language),
            amount=amount,
            email=email.lower().rstrip(".") if email else None,
            phone=phone,
        )

    def _order_number(self, text: str) -> tuple[str | None, str]:
        """The one that is meant: what comes after "sorry, I meant" counts, after "not" it does
        not."""
        found = self._order_numbers.find(text)
        meant = [each for each in found if not _NOT_BEFORE.search(text[: each[1][0]])]
        corrected = [each for each in meant if _RATHER_BEFORE.search(text[: each[1][0]])]
        number = next((number for number, _ in corrected or meant), None)
        for _, place in found:
            text = _blank(text, place)
        return number, text

    def _phone(self, text: str) -> tuple[str | None, str]:
        if sum(character.isdigit() for character in text) < _DIGITS_OF_A_PHONE:
            return None, text
        for match in phonenumbers.PhoneNumberMatcher(text, self._region):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            return number, _blank(text, (match.start, match.end))
        return None, text

    def _product(self, text: str) -> str | None:
        """The longest alias whose words follow each other in the text, each as it is or nearly."""
        words = _words(text)
        near = {
            known: {at for at, word in enumerate(words) if _alike(known, word)}
            for known in {part for alias in self._aliases for part in alias}
        }
        named = [
            alias
            for alias in self._aliases
            if any(
                all(at + place in near[part] for place, part in enumerate(alias))
                for at in near[alias[0]]
            )
        ]
        longest = max(named, key=lambda alias: sum(map(len, alias)), default=None)
        return self._aliases[longest] if longest else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w[\w']*", text.lower()))


def _alike(known: str, word: str) -> bool:
    """Short words must be the same: "tern" is no term."""
    return known == word or (len(known) >= _LONG and fuzz.ratio(known, word) >= _ALIKE)


def _amount(text: str) -> tuple[Amount | None, str]:
    match = _AMOUNT.search(text)
    if not match:
        return None, text
    figure = Price.fromstring(match["figure"] or match["figure_first"]).amount
    unit = (match["before"] or match["after"]).lower()
    return Amount(str(figure), _CURRENCIES[unit]), _blank(text, match.span())


def _day(text: str, today: date, language: str) -> date | None:
    settings: dict[str, Any] = {
        "RELATIVE_BASE": datetime.combine(today, time()),
        "PREFER_DATES_FROM": "past",
    }
    if _DAY_OF_MONTH.search(text):  # else "the 4th" is April in America
        settings["DATE_ORDER"] = "DMY"
    for said, found in search_dates(text[:_LONGEST], [language], settings) or []:
        # A month alone is another day with the last one preferred. The search itself reads "the day
        # before yesterday" as yesterday.
        first, last = (
            dateparser.parse(
                said, languages=[language], settings={**settings, "PREFER_DAY_OF_MONTH": day}
            )
            or found
            for day in ("first", "last")
        )
        if first == last and not _NO_DAY.fullmatch(said.strip()):
            return date(first.year, first.month, first.day)
    return None


def _take(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    match = pattern.search(text)
    return (match.group(), _blank(text, match.span())) if match else (None, text)


def _blank(text: str, place: tuple[int, int]) -> str:
    start, end = place
    return text[:start] + " " * (end - start) + text[end:]
