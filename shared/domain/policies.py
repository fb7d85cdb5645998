"""A company's policies: what each may depend on, and which of them a question is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.domain.entitlements import Case, Entitlement, Fee, Rule, grant, possible
from shared.domain.money import Money
from shared.domain.orders import Product

_PLAIN = str.maketrans({"-": " ", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})


@dataclass(frozen=True)
class Dimensions:
    """The values of each dimension, with the words by which a message names them. A value that is
    listed earlier wins where the words of several are there; the one without words is how a case is
    unless something else is said."""

    words: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def usual(self) -> Case:
        return {
            dimension: value
            for dimension, values in self.words.items()
            for value, names in values.items()
            if not names
        }

    def named_in(self, text: str) -> dict[str, str]:
        """What the text says of its case."""
        plain = text.lower().translate(_PLAIN).split()
        said = f" {' '.join(plain)} "
        found: dict[str, str] = {}
        for dimension, values in self.words.items():
            for value, names in values.items():
                if dimension not in found and any(f" {name}" in said for name in names):
                    found[dimension] = value
        return found


@dataclass(frozen=True)
class Policies:
    dimensions: Dimensions
    entitlements: tuple[Entitlement, ...]

    def asked(self, intent: str | None, text: str) -> tuple[Entitlement, ...]:
        """The entitlements that a question is about."""
        said = text.lower()
        return tuple(
            each
            for each in self.entitlements
            if intent in each.intents and any(words in said for words in each.asked_with)
        )

    @property
    def fees(self) -> tuple[Entitlement, ...]:
        """All that may be taken from the money for a return."""
        return tuple(each for each in self.entitlements if each.is_fee)

    def case_of(self, product: Product | None, **known: str) -> Case:
        """The case of a product, with what else is known; a product's name tells of its kind."""
        named = self.dimensions.named_in(product.name) if product else {}
        if product and product.category:
            named["category"] = product.category
        return {**self.dimensions.usual, **named, **known}

    def taken(
        self, parcel: Sequence[tuple[Case, Money]], on: date
    ) -> list[tuple[Rule, Money]] | None:
        """What each rule takes from the money for a return of these products, at the prices that
        were paid: shares of each, and of amounts for the parcel the highest. None where something
        not known could change it."""
        taken = []
        for entitlement in self.fees:
            stated = []
            for bought, price in parcel:
                granted = grant(entitlement, bought, on)
                if granted is None and possible(entitlement, bought, on):
                    return None
                if granted and isinstance(fee := granted.rule.outcome, Fee):
                    if fee.amount is not None:
                        stated.append((granted.rule, fee.amount))
                    else:
                        taken.append((granted.rule, price.share(fee.percent, 100)))
            if stated:
                taken.append(max(stated, key=lambda each: each[1]))
        return taken


NO_POLICIES = Policies(Dimensions({}), ())
