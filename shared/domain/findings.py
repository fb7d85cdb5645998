"""What a reader of all articles at once would notice: contradictions and doubles."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Contradiction:
    one: str
    other: str
    """The sentences."""
    documents: tuple[str, str]
    kind: Literal["contradiction"] = "contradiction"

    def __str__(self) -> str:
        first, second = self.documents
        return f"{first} says “{self.one}”, {second} “{self.other}”"


@dataclass(frozen=True)
class Double:
    passage: str
    """Its id."""
    other: str
    """The id of a document that says the same."""
    share: float
    """Of the passage's sentences."""
    kind: Literal["double"] = "double"

    def __str__(self) -> str:
        return f"{self.other} says {self.share:.0%} of {self.passage} too: keep one of the two"


@dataclass(frozen=True)
class NotCompared:
    locale: str
    sentences: int
    kind: Literal["not_compared"] = "not_compared"

    def __str__(self) -> str:
        return (
            f"the {self.sentences:,} sentences in {self.locale} are too many to be held against "
            "each other: contradictions among them are not known"
        )


Finding = Contradiction | Double | NotCompared


def as_row(found: Finding) -> dict[str, Any]:
    """As pages and machines read it."""
    return {"what": found.kind, **asdict(found)}
