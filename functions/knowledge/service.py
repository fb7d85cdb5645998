"""Publishes what the library holds: the index that customers are answered from."""

from collections.abc import Callable, Iterable
from datetime import datetime

from shared.domain.documents import Document, in_force
from shared.ports.library import Library, Publisher


def publish(
    sources: Iterable[str],
    library: Library,
    publisher: Publisher,
    check: Callable[[list[Document]], None],
    now: datetime,
) -> str:
    """Publish what the library holds of the sources; the version's name. Of two documents with one
    id the one of the earlier source is taken.

    Raises what `check` raises, and InvalidInput where the documents contradict each other about
    which holds; the version before stays.
    """
    documents: dict[str, Document] = {}
    for source in sources:
        for held in library.collection(source).documents.values():
            documents.setdefault(held.document.id, held.document)
    current = in_force(documents.values())
    check(current)
    return publisher.publish(current, now)
