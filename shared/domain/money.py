"""Amounts of money, exact to the cent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_ENGLISH = (True, ",", ".")
_FORMS = {
    "de": (False, ".", ","),
    "es": (False, ".", ","),
    "fr": (False, "\N{NARROW NO-BREAK SPACE}", ","),
    "it": (False, ".", ","),
    "nl": (True, ".", ","),
    "pl": (False, "\N{NO-BREAK SPACE}", ","),
    "pt": (False, "\N{NO-BREAK SPACE}", ","),
    "tr": (True, ".", ","),
    "ar": (False, ",", "."),
}
"""Whether the currency's sign comes first, and what stands between thousands and before cents, by
the locales of https://cldr.unicode.org; what is not named writes as English does."""


@dataclass(frozen=True, order=True)
class Money:
    """`minor` counts cents, `currency` is an ISO 4217 code of two decimals."""

    minor: int
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._like(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._like(other), self.currency)

    def share(self, part: int, whole: int) -> "Money":
        """`part` of `whole` equal parts of it, to the nearest cent; half a cent rounds up."""
        exact = Decimal(self.minor) * part / whole
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    @property
    def text(self) -> str:
        """As a reply shows it: "$39.00"."""
        return self.written("en")

    def written(self, language: str) -> str:
        """As readers of the language write it: "39,00 $" in German."""
        is_first, group, point = _FORMS.get(language, _ENGLISH)
        units, cents = divmod(abs(self.minor), 100)
        shown = f"{units:,}".replace(",", group) + f"{point}{cents:02}"
        sign, mark = "-" if self.minor < 0 else "", _SIGNS.get(self.currency)
        if mark and is_first:
            return f"{sign}{mark}{shown}"
        space = " " if language == "en" else "\N{NO-BREAK SPACE}"
        return f"{sign}{shown}{space}{mark or self.currency}"

    def _like(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} cannot be reckoned with {self.currency}")
        return other.minor
