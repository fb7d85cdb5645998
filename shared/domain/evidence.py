"""What a reply may lean on: passages of verified documents and facts of the company's systems."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Document:
    """One verified article, of which only the text within its validity may be cited."""

    id: str
    title: str
    source: str
    version: str
    locale: str
    regions: frozenset[str]
    """Where it holds; empty: everywhere."""
    valid_from: date
    valid_to: date | None
    """Last day on which it holds; None: until superseded."""
    text: str
    supersedes: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A quotable sentence and how well it answers the question (cosine, -1..1)."""

    text: str
    relevance: float = 0.0


@dataclass(frozen=True)
class Passage:
    """One section of a document, whole sentences in their order."""

    id: str
    document_id: str
    title: str
    heading: str
    source: str
    version: str
    sentences: tuple[Sentence, ...]
    score: float = 0.0
    """Fused relevance, 0..1, comparable between questions."""


@dataclass(frozen=True)
class Fact:
    """A sentence that a business system vouches for, e.g. an order's new delivery date."""

    id: str
    source: str
    version: str
    text: str
    title: str | None = None
    """How the source is called, where that is not its name."""


@dataclass(frozen=True)
class Grounds:
    """Everything that was found for one reply.

    `outcome` names what an errand's step came to (`found`, `ask_for_order`, …), or is None.
    `awaiting` is the errand that now waits for the customer, if one does.
    """

    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    outcome: str | None = None
    awaiting: str | None = None
    order_number: str | None = None
    """The order that the facts are about."""
    passed_over: tuple[str, ...] = ()
    """The policies' rules that do not grant, each with the reason."""


def holds(
    document_locale: str,
    regions: frozenset[str],
    valid_from: date,
    valid_to: date | None,
    *,
    locale: str,
    region: str | None,
    on: date,
) -> bool:
    """Whether text may be cited for this locale, region and day. Never skipped by any engine."""
    in_time = valid_from <= on and (valid_to is None or on <= valid_to)
    in_place = not regions or (region is not None and region in regions)
    return in_time and in_place and document_locale == locale
