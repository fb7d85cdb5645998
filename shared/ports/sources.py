"""Where a company's documents come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.domain.documents import Document

INBOX = "inbox"
"""Name of the source that every company has: what people drop in. Its article goes before another
source's of the same id."""


@dataclass(frozen=True)
class Pulled:
    """A document that is new or has changed. `revision` is the source's own mark of its state (an
    entity tag, a version number, a hash of the bytes), opaque to us."""

    document: Document
    revision: str


@dataclass(frozen=True)
class Same:
    """A document that has not changed since the revision that we have."""

    document_id: str


@dataclass(frozen=True)
class Skipped:
    """Something that cannot be used, and what would mend it. What we have of it stays."""

    document_id: str
    mend: str


@dataclass(frozen=True)
class SourceCard:
    """A source as the pack states it. `is_shipped`: its files are deployed with the pack."""

    name: str
    kind: str
    schedule: str | None = None
    is_shipped: bool = False


class DocumentSource(Protocol):
    name: str

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        """Everything that the source publishes now; `have` maps ids to the revisions on file.

        Each document is told once, and one that we have by the id that we have. What `have` holds
        and the source does not tell of is gone from it. Raises TransientError where the source
        cannot be asked or breaks off, InvalidInput where its settings cannot be right, such as a
        token: nothing is then gone.
        """
