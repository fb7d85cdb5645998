"""Which articles hold, and which should be looked at again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.domain.documents import Document

OLD = timedelta(days=365)
"""Age from which an article should be looked at again."""
_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Stale:
    document: str
    why: str


class Validity(StrEnum):
    HOLDS = "holds"
    UPCOMING = "upcoming"
    ENDED = "ended"
    SUPERSEDED = "superseded"


def find_stale(documents: Iterable[Document], today: date) -> Iterator[Stale]:
    """Of those that hold on the day: about to end with nothing to follow, or of an age."""
    listed = list(documents)
    followed = {each.supersedes for each in listed}
    for each in listed:
        ends = each.scope.valid_to
        if validity(each, today) is not Validity.HOLDS:
            continue
        if ends and ends < today + _SOON and each.id not in followed:
            yield Stale(each.id, f"it ends on {ends}, and nothing supersedes it")
        elif each.scope.valid_from < today - OLD:
            yield Stale(each.id, f"nobody has touched it since {each.scope.valid_from}")


def validity(document: Document, today: date, *, is_superseded: bool = False) -> Validity:
    """Where the document, as it is in force, stands on that day."""
    if document.scope.valid_to and document.scope.valid_to < today:
        return Validity.SUPERSEDED if is_superseded else Validity.ENDED
    return Validity.UPCOMING if document.scope.valid_from > today else Validity.HOLDS
