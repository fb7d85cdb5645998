"""What a source says of all its documents, for those that cannot say it themselves."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from shared.domain.documents import Document, Scope

_NO_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


@dataclass(frozen=True)
class Defaults:
    locale: str
    valid_from: date
    owner: str | None = None
    regions: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()

    def document(self, id: str, title: str, source: str, version: str, text: str) -> Document:
        scope = Scope(self.locale, self.valid_from, regions=self.regions)
        about = {"owner": self.owner, "products": self.products}
        return Document(id, title, source, version, text, scope, **about)  # type: ignore[arg-type]


def name_of(source: str, place: str) -> str:
    """A document's id: its source, its place there as far as Latin letters tell it, and a mark of
    the whole place, since two places may read alike, and those of other scripts all do."""
    spelled = _NO_NAME.sub("-", place.lower())[:_LONGEST].strip("-")
    return "-".join(part for part in (source, spelled, revision_of(place.encode())[:8]) if part)


def revision_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
