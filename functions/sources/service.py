"""Brings the library up to date with what a source publishes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import CarelineError
from shared.ports.library import Collection, HasTime, Held, Library, Look, for_ever
from shared.ports.sources import DocumentSource, Pulled, Same, Skipped


@dataclass(frozen=True)
class Synced:
    """Ids of what a sync changed."""

    pulled: tuple[str, ...]
    gone: tuple[str, ...]
    skipped: tuple[str, ...]
    is_whole: bool = True
    """Whether all was looked at that the source publishes."""

    @property
    def is_news(self) -> bool:
        return bool(self.pulled or self.gone)


def sync(
    source: DocumentSource,
    library: Library,
    now: Callable[[], datetime],
    has_time: HasTime = for_ever,
) -> Synced:
    """Bring the library's collection of a source up to date, all at once or not at all, and note
    that it was looked at. Where the time does not suffice, what was pulled so far is kept beside
    what we had, and nothing is gone.

    A document that can no longer be read stays as we have it. Raises TransientError where the
    source breaks off or another sync was faster, InvalidInput where its settings cannot be right.
    """
    try:
        synced = _sync(source, library, has_time)
    except CarelineError as error:
        library.note(source.name, Look(now(), problem=str(error)))
        raise
    library.note(source.name, Look(now(), len(synced.pulled), len(synced.gone)))
    return synced


def _sync(source: DocumentSource, library: Library, has_time: HasTime) -> Synced:
    have = library.collection(source.name)
    documents: dict[str, Held] = {}
    pulled: list[str] = []
    skipped: dict[str, str] = {}
    is_whole = True
    for found in source.pull({id: held.revision for id, held in have.documents.items()}):
        match found:
            case Pulled(document, revision):
                documents[document.id] = Held(document, revision)
                pulled.append(document.id)
            case Same(document_id):
                documents[document_id] = have.documents[document_id]
            case Skipped(document_id, mend):
                skipped[document_id] = mend
                if document_id in have.documents:
                    documents[document_id] = have.documents[document_id]
        if not has_time():
            is_whole = False
            documents = {**have.documents, **documents}
            skipped = {**have.skipped, **skipped}
            break
    gone = have.documents.keys() - documents.keys()
    if pulled or gone or skipped != have.skipped:
        library.keep(source.name, Collection(documents, skipped, have.state))
    return Synced(tuple(pulled), tuple(sorted(gone)), tuple(skipped), is_whole)
