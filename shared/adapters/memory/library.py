"""A library held in memory."""

from dataclasses import replace

from shared.domain.errors import TransientError
from shared.ports.library import Collection, Look


class MemoryLibrary:
    def __init__(self) -> None:
        self._collections: dict[str, Collection] = {}
        self._looks: dict[str, Look] = {}

    def collection(self, source: str) -> Collection:
        return self._collections.get(source, Collection())

    def keep(self, source: str, collection: Collection) -> None:
        state = self.collection(source).state
        if collection.state != state:
            raise TransientError(f"{source} was synced by another meanwhile")
        self._collections[source] = replace(collection, state=str(int(state or 0) + 1))

    def note(self, source: str, look: Look) -> None:
        self._looks[source] = look

    def looked(self, source: str) -> Look | None:
        return self._looks.get(source)
