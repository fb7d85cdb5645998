"""Amounts of money, exact to the cent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


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
        sign = "-" if self.minor < 0 else ""
        units, cents = divmod(abs(self.minor), 100)
        shown = f"{units:,}.{cents:02}"
        mark = _SIGNS.get(self.currency)
        return f"{sign}{mark}{shown}" if mark else f"{sign}{shown} {self.currency}"

    def _like(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} cannot be reckoned with {self.currency}")
        return other.minor
