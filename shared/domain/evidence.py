"""What a reply may lean on: passages of verified documents and facts of the company's systems."""

from dataclasses import dataclass

from shared.domain.documents import Scope


@dataclass(frozen=True)
class Sentence:
    """A quotable sentence and how well it answers the question (-1..1)."""

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
    asked: tuple[str, ...] = ()
    """In which words customers ask for it, where an index is made of it."""
    scope: Scope | None = None
    """Of its document, by which the judges check once more whether it may be cited; None: whoever
    made it answers for that."""


@dataclass(frozen=True)
class Fact:
    """A sentence that a business system vouches for, e.g. an order's new delivery date."""

    id: str
    source: str
    version: str
    text: str
    title: str | None = None
    """How the source is called, where that is not its name."""
    regions: frozenset[str] = frozenset()
    """Where what it says holds; empty: everywhere."""


@dataclass(frozen=True)
class Grounds:
    """Everything that was found for one reply.

    `outcome` names what an errand's step came to (`found`, `ask_for_order`, …), or is None.
    `awaiting` is the errand that now waits for the customer, if one does.
    """

    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    spoken: tuple[Fact, ...] = ()
    """What is said as it stands, word for word: an errand's figures and questions. One without a
    source claims nothing."""
    outcome: str | None = None
    awaiting: str | None = None
    order_number: str | None = None
    """The order that the facts are about."""
    passed_over: tuple[str, ...] = ()
    """The policies' rules that do not grant, each with the reason."""
    language: str | None = None
    """That the passages are written in, ISO 639-1."""
    region: str | None = None
    """Where they are to hold: the customer's region, or the one that they ask about."""
