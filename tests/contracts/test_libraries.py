"""Every library keeps what a sync found, and lets no sync overwrite another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.adapters.aws.clients import client
from shared.adapters.aws.library import S3Library
from shared.adapters.memory.library import MemoryLibrary
from shared.domain.documents import Document, Scope
from shared.domain.errors import TransientError
from shared.ports.library import Collection, Held, Library, Look

HELD = Held(
    Document(
        id="returns",
        title="Rückgabe",
        source="https://help.example/returns",
        version="3",
        text="## Frist\n\n30 Tage.",
        scope=Scope("de", date(2026, 1, 1), date(2026, 12, 31), frozenset({"EU"})),
        owner="Care",
        products=frozenset({"audio"}),
        supersedes="returns-2025",
    ),
    revision='W/"7"',
)


@pytest.fixture(params=["memory", "s3"])
def library(request: pytest.FixtureRequest, aws: None) -> Library:
    if request.param == "memory":
        return MemoryLibrary()
    client("s3").create_bucket(Bucket="knowledge")
    return S3Library("knowledge")


def test_nothing_is_kept_at_first(library: Library) -> None:
    assert library.collection("site") == Collection()


def test_what_is_kept_is_read_as_it_was(library: Library) -> None:
    library.keep("site", Collection({"returns": HELD}, {"old.pdf": "remove its password"}))
    kept = library.collection("site")
    assert kept.documents == {"returns": HELD}
    assert kept.skipped == {"old.pdf": "remove its password"}
    assert library.collection("other") == Collection()


def test_a_sync_that_was_overtaken_keeps_nothing(library: Library) -> None:
    library.keep("site", Collection({"returns": HELD}))
    read = library.collection("site")
    library.keep("site", replace(read, documents={}))
    with pytest.raises(TransientError):
        library.keep("site", read)
    assert library.collection("site").documents == {}


def test_two_first_syncs_cannot_both_win(library: Library) -> None:
    read = library.collection("site")
    library.keep("site", replace(read, documents={"returns": HELD}))
    with pytest.raises(TransientError):
        library.keep("site", read)


def test_the_last_look_at_a_source_is_kept(library: Library) -> None:
    assert library.looked("site") is None
    at = datetime(2026, 5, 6, tzinfo=UTC)
    for look in (Look(at, 2, 1), Look(at, problem="the site is down")):
        library.note("site", look)
        assert library.looked("site") == look
    assert library.collection("site") == Collection()
