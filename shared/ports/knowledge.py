"""Where evidence and facts come from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.domain.documents import Document
from shared.domain.evidence import Passage
from shared.domain.orders import Customer, Order, Product


@dataclass(frozen=True)
class Search:
    """`locale` is of the texts to search, `language` (ISO 639-1) of the question; empty: the
    locale's. `region` is the customer's, or None: region-bound text is then left out. `about` is
    what the question was understood to be about, in the words of the locale."""

    question: str
    locale: str
    region: str | None
    on: date
    limit: int = 4
    language: str = ""
    about: str = ""

    @property
    def is_across(self) -> bool:
        """Whether the question is in another language than the texts."""
        return self.language not in ("", self.locale.partition("-")[0])


class EvidenceFinder(Protocol):
    def find(self, search: Search) -> list[Passage]:
        """Valid passages, best first; empty when nothing is on file."""


class Orders(Protocol):
    def of_customer(self, customer_id: str) -> list[Order]: ...

    def with_email(self, number: str, email: str) -> Order | None:
        """The order with this number, if it was placed with this e-mail address."""


class Catalogue(Protocol):
    """What the company sells, and the documents that it publishes."""

    def product(self, name: str) -> Product | None:
        """By its name in the catalogue; a quantity before it ("2 x …") does not matter."""

    def document(self, document_id: str) -> Document:
        """Raises KeyError."""


class Validity(Protocol):
    """What the company's systems have told of its rules and documents. It is known within seconds,
    while what is published knows of it with the next publication."""

    def ended_rules(self, category: str, on: date) -> set[str]:
        """Of the policies' rules for products of this kind ("return_window/premium"), those that do
        not hold on that day."""

    def holding(self, ids: Collection[str], on: date, sku: str | None = None) -> set[str]:
        """Those of the documents that hold on that day, and for the product if one is named. One
        that nothing was told of is taken to hold."""


class Customers(Protocol):
    def by_id(self, customer_id: str) -> Customer | None: ...

    def by_email(self, email: str) -> Customer | None:
        """Whose address it is, in any case; nobody's where several customers have it."""

    def by_phone(self, phone: str) -> Customer | None:
        """Whose number it is (E.164); nobody's where several customers have it, since what one of
        them may see is not for the others."""
