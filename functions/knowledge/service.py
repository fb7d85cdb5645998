"""Publishes what the library holds: the index that customers are answered from."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from shared.domain.documents import Document, in_force
from shared.domain.findings import Finding
from shared.ports.library import (
    Collection,
    Findings,
    HasTime,
    Library,
    Publisher,
    for_ever,
)


def publish(
    sources: Iterable[str],
    library: Library,
    publisher: Publisher,
    check: Callable[[list[Document]], None],
    now: datetime,
    has_time: HasTime = for_ever,
) -> tuple[str, list[Document]]:
    """Publish what the library holds of the sources; the version's name, and its documents.

    Raises what `check` raises, and InvalidInput where the documents contradict each other about
    which holds; the version before stays. Raises OutOfTime as the publisher does.
    """
    current = in_force(merge(library.collection(source) for source in sources))
    check(current)
    return publisher.publish(current, now, has_time), current


def look_over(
    version: str,
    documents: Sequence[Document],
    review: Callable[[Sequence[Document]], Iterable[Finding]],
    findings: Findings,
) -> list[Finding]:
    """Record what is wrong with a version that was published: nothing of it is kept back, since
    which of two articles is right only a person can say."""
    found = list(review(documents))
    findings.record(version, found)
    return found


def merge(collections: Iterable[Collection]) -> list[Document]:
    """Of two documents with one id the one of the earlier source."""
    documents: dict[str, Document] = {}
    for collection in collections:
        for held in collection.documents.values():
            documents.setdefault(held.document.id, held.document)
    return list(documents.values())
