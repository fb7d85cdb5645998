"""Brings the library up to date with what a source publishes."""

from dataclasses import dataclass

from shared.ports.library import Collection, Held, Library
from shared.ports.sources import DocumentSource, Pulled, Same, Skipped


@dataclass(frozen=True)
class Synced:
    """Ids of what a sync changed."""

    pulled: tuple[str, ...]
    gone: tuple[str, ...]
    skipped: tuple[str, ...]

    @property
    def is_news(self) -> bool:
        return bool(self.pulled or self.gone)


def sync(source: DocumentSource, library: Library) -> Synced:
    """Bring the library's collection of a source up to date, all at once or not at all.

    A document that can no longer be read stays as we have it. Raises TransientError where the
    source breaks off or another sync was faster.
    """
    have = library.collection(source.name)
    documents: dict[str, Held] = {}
    pulled: list[str] = []
    skipped: dict[str, str] = {}
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
    gone = have.documents.keys() - documents.keys()
    if pulled or gone or skipped != have.skipped:
        library.keep(source.name, Collection(documents, skipped, have.state))
    return Synced(tuple(pulled), tuple(sorted(gone)), tuple(skipped))
