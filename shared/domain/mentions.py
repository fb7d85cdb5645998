"""What a customer names in passing: an order, a product, a day, an amount, an address."""

import re
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class OrderNumbers:
    """How this company's order numbers look in customers' writing, with the number itself as the
    pattern's groups, and how they are written in full: `form` with {} for the number."""

    pattern: re.Pattern[str]
    form: str

    def find(self, text: str) -> list[tuple[str, tuple[int, int]]]:
        """Each number in full, with its place in the text."""
        return [
            (self.form.format(next(group for group in match.groups() if group)), match.span())
            for match in self.pattern.finditer(text)
        ]


@dataclass(frozen=True)
class Amount:
    """`value` is a decimal number as text ("39.90"), `currency` an ISO 4217 code."""

    value: str
    currency: str


@dataclass(frozen=True)
class Mentions:
    order_number: str | None = None
    other_than: str | None = None
    """The order that is not meant."""
    says_other: bool = False
    """Means another order (or product) than the one that was spoken of."""
    product: str | None = None
    """Its name in the catalogue."""
    day: date | None = None
    amount: Amount | None = None
    email: str | None = None
    phone: str | None = None
    """In E.164."""

    @property
    def names_an_order(self) -> bool:
        return bool(self.order_number or self.product or self.day or self.says_other)

    def over(self, earlier: "Mentions") -> "Mentions":
        """These, completed by what was named earlier: addresses always, and the order spoken of
        unless another one is named now."""
        kept = replace(self, email=self.email or earlier.email, phone=self.phone or earlier.phone)
        if self.says_other:
            return replace(kept, other_than=self.order_number or earlier.order_number)
        if self.names_an_order:
            return kept
        return replace(
            kept,
            order_number=earlier.order_number,
            other_than=earlier.other_than,
            product=earlier.product,
            day=earlier.day,
        )


NO_MENTIONS = Mentions()
