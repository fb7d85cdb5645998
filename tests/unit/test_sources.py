"""Syncs and publications."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from functions.knowledge.service import look_over, publish
from functions.sources.service import sync
from shared.adapters.memory.library import MemoryLibrary
from shared.domain.documents import Document, Scope
from shared.domain.errors import InvalidInput, TransientError
from shared.domain.findings import Contradiction, Finding
from shared.ports.library import HasTime, Look, for_ever
from shared.ports.sources import Pulled, Same, Skipped

NOW = datetime(2026, 5, 6, tzinfo=UTC)


def now() -> datetime:
    return NOW


def document(id: str, text: str = "Text.", supersedes: str | None = None) -> Document:
    return Document(id, id, "", "1", text, Scope("en", date(2026, 1, 1)), supersedes=supersedes)


class Shelf:
    """A source that holds texts by id; a text of None cannot be read, a `break_at` breaks off."""

    def __init__(self, name: str = "site", **texts: str | None) -> None:
        self.name = name
        self.texts = texts
        self.break_at: str | None = None

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        for id, text in self.texts.items():
            if id == self.break_at:
                raise TransientError("the site is down")
            if text is None:
                yield Skipped(id, "remove its password")
            elif have.get(id) == text:
                yield Same(id)
            else:
                yield Pulled(document(id, text), revision=text)


class Press:
    def __init__(self) -> None:
        self.published: list[list[str]] = []

    def publish(
        self, documents: list[Document], now: datetime, has_time: HasTime = for_ever
    ) -> str:
        self.published.append([each.id for each in documents])
        return f"v{len(self.published)}"


def test_a_sync_takes_over_what_is_new_changed_and_gone() -> None:
    library, site = MemoryLibrary(), Shelf(a="1", b="1", c="1")
    first = sync(site, library, now)
    assert (first.pulled, first.gone, first.is_news) == (("a", "b", "c"), (), True)
    site.texts = {"a": "1", "b": "2"}
    second = sync(site, library, now)
    assert (second.pulled, second.gone) == (("b",), ("c",))
    kept = library.collection("site").documents
    assert {id: held.document.text for id, held in kept.items()} == {"a": "1", "b": "2"}
    assert not sync(site, library, now).is_news


def test_what_can_no_longer_be_read_stays_as_it_was_and_is_told() -> None:
    library, site = MemoryLibrary(), Shelf(a="1", b="1")
    sync(site, library, now)
    site.texts = {"a": None, "b": "1", "new": None}
    assert sync(site, library, now).skipped == ("a", "new")
    kept = library.collection("site")
    assert set(kept.documents) == {"a", "b"}
    assert kept.skipped == {"a": "remove its password", "new": "remove its password"}


def test_a_source_that_breaks_off_changes_nothing() -> None:
    library, site = MemoryLibrary(), Shelf(a="1", b="1")
    sync(site, library, now)
    before = library.collection("site")
    site.texts, site.break_at = {"a": "2", "b": "2"}, "b"
    with pytest.raises(TransientError):
        sync(site, library, now)
    assert library.collection("site") == before


def test_a_sync_that_runs_out_of_time_keeps_what_it_has_and_goes_on() -> None:
    library, site = MemoryLibrary(), Shelf(a="1", old="1")
    sync(site, library, now)
    site.texts = {"a": "2", "b": "1", "c": "1"}
    clock = iter([True, False])
    first = sync(site, library, now, lambda: next(clock))
    assert (first.pulled, first.gone, first.is_whole) == (("a", "b"), (), False)
    kept = library.collection("site").documents
    assert {id: held.document.text for id, held in kept.items()} == {"a": "2", "old": "1", "b": "1"}
    second = sync(site, library, now)
    assert (second.pulled, second.gone, second.is_whole) == (("c",), ("old",), True)


def test_what_contradicts_is_recorded_with_the_version() -> None:
    recorded: dict[str, list[Finding]] = {}

    class Record:
        def record(self, version: str, found: Sequence[Finding]) -> None:
            recorded[version] = list(found)

        def latest(self) -> None: ...

    finding = Contradiction("30 days.", "14 days.", ("a", "b"))
    assert look_over("v1", [document("a")], lambda _: [finding], Record()) == [finding]
    assert recorded == {"v1": [finding]}


def test_of_two_documents_with_one_id_that_of_the_earlier_source_is_published() -> None:
    library, press = MemoryLibrary(), Press()
    seen: list[Document] = []
    for site in (Shelf("ours", a="ours"), Shelf("theirs", a="theirs", b="theirs")):
        sync(site, library, now)
    publish(["ours", "theirs"], library, press, seen.extend, NOW)
    assert [(each.id, each.text) for each in seen] == [("a", "ours"), ("b", "theirs")]
    assert press.published == [["a", "b"]]


def test_nothing_is_published_where_a_rule_no_longer_stands_in_its_document() -> None:
    library, press = MemoryLibrary(), Press()
    sync(Shelf(a="1"), library, now)

    def refuse(_: list[Document]) -> None:
        raise InvalidInput("the clause of standard is no sentence of returns")

    with pytest.raises(InvalidInput):
        publish(["site"], library, press, refuse, NOW)
    assert press.published == []


def test_a_contradiction_about_what_holds_is_refused() -> None:
    library, press = MemoryLibrary(), Press()
    sync(Shelf(a="1"), library, now)
    kept = library.collection("site")
    held = replace(kept.documents["a"], document=document("a", supersedes="b"))
    library.keep("site", replace(kept, documents={"a": held}))
    with pytest.raises(InvalidInput, match="not on file"):
        publish(["site"], library, press, lambda _: None, NOW)
    assert press.published == []


def test_a_look_at_a_source_is_noted_and_so_is_why_it_broke_off() -> None:
    library, site = MemoryLibrary(), Shelf(a="1", b="1")
    assert library.looked("site") is None
    sync(site, library, now)
    assert library.looked("site") == Look(NOW, pulled=2)
    site.break_at = "b"
    with pytest.raises(TransientError):
        sync(site, library, now)
    assert library.looked("site") == Look(NOW, problem="the site is down")
