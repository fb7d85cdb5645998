"""Verified articles: where they come from, where and when they hold, and what replaces them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.domain.errors import InvalidInput


@dataclass(frozen=True)
class Scope:
    """Where and when a text holds; outside of it the text is never cited."""

    locale: str
    valid_from: date
    valid_to: date | None = None
    """Last day on which it holds; None: until superseded."""
    regions: frozenset[str] = frozenset()
    """Empty: everywhere."""

    def __post_init__(self) -> None:
        if self.valid_to and self.valid_to < self.valid_from:
            raise InvalidInput(f"it ends on {self.valid_to}, before it begins on {self.valid_from}")

    def holds(self, locale: str, region: str | None, on: date) -> bool:
        """Whether the text may be cited. A customer of no known region gets no region's text."""
        return self.is_in_force(on) and self.is_for(Reader(on, region, locale))

    def is_for(self, reader: "Reader") -> bool:
        """Whether it holds where the reader is, in the language that they are answered from."""
        in_place = not self.regions or reader.region in self.regions
        return in_place and reader.locale in (None, self.locale)

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def meets(self, other: "Scope") -> bool:
        """Whether both hold for some reader on some day."""
        begins = max(self.valid_from, other.valid_from)
        ends = min(self.valid_to or date.max, other.valid_to or date.max)
        anywhere = not self.regions or not other.regions
        in_place = anywhere or not self.regions.isdisjoint(other.regions)
        return begins <= ends and in_place and self.locale == other.locale

    def covers(self, other: "Scope") -> bool:
        """Whether it holds in every place and for every reader for whom the other does."""
        wide = not self.regions or (bool(other.regions) and other.regions <= self.regions)
        return wide and self.locale == other.locale


@dataclass(frozen=True)
class Reader:
    """For whom a text is to hold. `region` is where they are, or where they ask about; None where
    neither is known. `locale` None: any."""

    on: date
    region: str | None = None
    locale: str | None = None


@dataclass(frozen=True)
class Document:
    """One article. `text` is Markdown without front matter, whatever the source wrote it in."""

    id: str
    """Unique within the company."""
    title: str
    source: str
    """Where a reader finds it: its address, or the name of its file."""
    version: str
    text: str
    scope: Scope
    owner: str | None = None
    products: frozenset[str] = frozenset()
    """Categories of the products that it is about; empty: all."""
    supersedes: str | None = None
    """Id of the document that this one replaces, from the first day on which it holds."""
    asked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """In which words customers ask for what a section tells, by its heading; the title stands for
    what comes before the first. They find it, and are never cited."""


def in_force(documents: Iterable[Document]) -> list[Document]:
    """The documents, each ending on the day before the one that supersedes it begins.

    One that was replaced before it ever held is left out. Raises InvalidInput where a document
    supersedes one that is not there, or whose readers it does not all reach, or where two are
    superseded by each other.
    """
    known = {document.id: document for document in documents}
    ends: dict[str, date] = {}
    for document in known.values():
        if document.supersedes is None:
            continue
        _check_supersession(document, known)
        begins = document.scope.valid_from
        ends[document.supersedes] = min(begins, ends.get(document.supersedes, begins))
    return [
        closed
        for document in known.values()
        if (closed := _ended_before(document, ends.get(document.id)))
    ]


def _check_supersession(document: Document, known: dict[str, Document]) -> None:
    old = known.get(document.supersedes or "")
    if old is None:
        raise InvalidInput(f"{document.id} supersedes {document.supersedes}, which is not on file")
    if old.supersedes == document.id or old is document:
        raise InvalidInput(f"{document.id} and {old.id} supersede each other: keep one of the two")
    if not document.scope.covers(old.scope):
        raise InvalidInput(
            f"{document.id} supersedes {old.id}, but not for all its readers: "
            "give both the same locale and regions"
        )


def _ended_before(document: Document, next_begins: date | None) -> Document | None:
    scope = document.scope
    if next_begins is None or (scope.valid_to and scope.valid_to < next_begins):
        return document
    if next_begins <= scope.valid_from:
        return None
    return replace(document, scope=replace(scope, valid_to=next_begins - timedelta(days=1)))
