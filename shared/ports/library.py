"""What a company knows: the documents of its sources, and the index that is published of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.contracts import PublishKnowledge
from shared.domain.documents import Document
from shared.domain.findings import Finding
from shared.ports.knowledge import EvidenceFinder

HasTime = Callable[[], bool]
"""Whether there is time to go on."""


def for_ever() -> bool:
    return True


@dataclass(frozen=True)
class Held:
    document: Document
    revision: str
    """The source's own mark of the state in which we have it."""


@dataclass(frozen=True)
class Collection:
    """All that we have of one source. `skipped` maps what could not be used to its mend."""

    documents: Mapping[str, Held] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    state: str | None = None
    """The library's mark of what was read; None: nothing is kept yet."""


@dataclass(frozen=True)
class Look:
    """That a source was looked at: how many documents were new or gone, or why it broke off."""

    at: datetime
    pulled: int = 0
    gone: int = 0
    problem: str = ""


class Library(Protocol):
    """The documents of each source, as they were last synced."""

    def collection(self, source: str) -> Collection: ...

    def keep(self, source: str, collection: Collection) -> None:
        """In the place of the collection that was read, all at once. Raises TransientError where
        another sync has kept one since."""

    def note(self, source: str, look: Look) -> None:
        """Keep that the source was looked at, in the place of the time before."""

    def looked(self, source: str) -> Look | None: ...


class Publisher(Protocol):
    """The index that customers are answered from, one version after another."""

    def publish(
        self, documents: list[Document], now: datetime, has_time: HasTime = for_ever
    ) -> str:
        """Make a version of these documents the current one, whole or not at all; its name. The
        one before is kept. Raises TransientError where another was published meanwhile, OutOfTime
        where `has_time` says no before it is done."""


class Findings(Protocol):
    """What is wrong with the version that is current, for people to look at."""

    def record(self, version: str, found: Sequence[Finding]) -> None:
        """In the place of what was recorded of the version before."""

    def latest(self) -> tuple[str, list[Finding]] | None:
        """The version, and what was found; None where none was published yet."""


class SyncQueue(Protocol):
    def request(self, body: str) -> None:
        """Ask once more for what a message asked for."""


class Inbox(Protocol):
    """Where people drop articles; each is synced and published soon after."""

    def put(self, name: str, content: bytes, held: str = "") -> None:
        """Under this name, in the place of what had it before; or in the place of the article that
        is held under this revision."""

    def take_out(self, held: str) -> None:
        """The article that is held under this revision; nothing where it is gone already. What it
        said is kept for a while, as every earlier version is."""


class Workbench(Protocol):
    """Works with articles that are not published."""

    def finder(self, documents: Sequence[Document]) -> AbstractContextManager[EvidenceFinder]:
        """An index of these, for as long as it is held open."""

    def conflicts(
        self, documents: Sequence[Document], about: Callable[[str], object]
    ) -> list[Finding]:
        """Sentences that contradict each other, and passages that say the same. `about` tells what
        a sentence is bound to: those of different things do not contradict each other."""


class PublicationQueue(Protocol):
    def request(self, publication: PublishKnowledge, at: datetime) -> None:
        """Queue a publication behind the earlier ones."""
