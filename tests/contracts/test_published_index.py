"""Versions of the index: whole before they are named, and in use soon after."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.adapters.aws import index
from shared.adapters.aws.clients import client
from shared.adapters.aws.index import PublishedSearch, S3Findings, S3Publisher, read_current
from shared.adapters.models.encoders import encoder_for, question_encoder
from shared.adapters.models.quick_minilm import QuickMiniLm
from shared.adapters.search import vectors
from shared.domain.documents import Document, Scope
from shared.domain.errors import OutOfTime, TransientError
from shared.domain.findings import Contradiction, Double, Finding
from shared.ports.knowledge import Search
from shared.ports.understanding import Vectors

BUCKET = "knowledge"
NOW = datetime(2026, 5, 6, tzinfo=UTC)
RETURNS = Document(
    "returns",
    "Returns",
    "",
    "1",
    "You can return it within 30 days.",
    Scope("en", date(2026, 1, 1)),
)
ASKED = Search("How long can I return it?", "en", None, NOW.date())


@pytest.fixture(autouse=True)
def bucket(aws: None) -> None:
    client("s3").create_bucket(Bucket=BUCKET)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def search(tmp_path: Path, clock: Clock, warnings: list[str]) -> PublishedSearch:
    shipped, scratch = tmp_path / "shipped", tmp_path / "search"
    return PublishedSearch(BUCKET, shipped, scratch, question_encoder, warnings.append, clock)


@pytest.fixture
def publisher(tmp_path: Path) -> S3Publisher:
    return S3Publisher(BUCKET, tmp_path / "publisher", encoder_for)


def told(search: PublishedSearch) -> list[str]:
    return [sentence.text for passage in search.find(ASKED) for sentence in passage.sentences]


def test_what_is_published_is_found_at_the_next_look(
    publisher: S3Publisher, search: PublishedSearch, clock: Clock
) -> None:
    assert told(search) == []
    publisher.publish([RETURNS], NOW)
    assert told(search) == []
    clock.now += 15
    assert told(search) == ["You can return it within 30 days."]
    changed = replace(RETURNS, text="You can return it within 45 days.")
    publisher.publish([changed], NOW + timedelta(minutes=1))
    clock.now += 15
    assert told(search) == ["You can return it within 45 days."]


def test_the_version_before_is_kept_and_older_ones_go(publisher: S3Publisher) -> None:
    versions = [
        publisher.publish([replace(RETURNS, version=str(n))], NOW + timedelta(minutes=n))
        for n in range(3)
    ]
    assert len(set(versions)) == 3
    kept = {key.split("/")[1] for key in index._keys(BUCKET, "index/")}
    assert kept == {*versions[1:], "current.json", "vectors.sqlite"}


def test_the_same_documents_are_not_published_twice(publisher: S3Publisher) -> None:
    first = publisher.publish([RETURNS], NOW)
    assert publisher.publish([RETURNS], NOW + timedelta(minutes=1)) == first


def test_a_publication_that_runs_out_of_time_goes_on_where_it_was(
    publisher: S3Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_STEP", 2)
    documents = [replace(RETURNS, id=f"d{at}", text=f"Text {at}.") for at in range(4)]
    with pytest.raises(OutOfTime, match="5 of 8 texts"):
        publisher.publish(documents, NOW, iter([True, False]).__next__)
    assert read_current(BUCKET) == (None, None)
    rest: list[str] = []

    class Counted(QuickMiniLm):
        def encode(self, texts: list[str]) -> Vectors:
            rest.extend(texts)
            return super().encode(texts)

    other = S3Publisher(BUCKET, tmp_path / "other", lambda _: Counted())
    other.publish(documents, NOW)
    assert len(rest) == 5 - 2  # a title and four texts are five
    current, _ = read_current(BUCKET)
    assert current is not None
    assert current["documents"] == 4


def test_findings_are_kept_beside_the_versions_and_replaced(publisher: S3Publisher) -> None:
    findings = S3Findings(BUCKET)
    assert findings.latest() is None
    found: list[Finding] = [Contradiction("a", "b", ("x", "y")), Double("x#1", "y", 0.9)]
    for version, each in (("v1", found), ("v2", found[:1])):
        findings.record(version, each)
        assert findings.latest() == (version, each)
    publisher.publish([RETURNS], NOW)
    assert findings.latest() == ("v2", found[:1])


def test_of_two_at_once_one_is_told_that_it_was_overtaken(
    publisher: S3Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = S3Publisher(BUCKET, tmp_path / "other", encoder_for)
    state = read_current(BUCKET)
    other.publish([RETURNS], NOW)
    monkeypatch.setattr(index, "read_current", lambda _: state)
    with pytest.raises(TransientError):
        publisher.publish([replace(RETURNS, version="2")], NOW)
    monkeypatch.undo()
    current, _ = read_current(BUCKET)
    assert current is not None
    assert current["documents"] == 1


def test_a_version_that_cannot_be_fetched_leaves_the_one_in_use(
    publisher: S3Publisher,
    search: PublishedSearch,
    clock: Clock,
    warnings: list[str],
) -> None:
    publisher.publish([RETURNS], NOW)
    told(search)
    client("s3").put_object(Bucket=BUCKET, Key="index/current.json", Body=b'{"version": "gone"}')
    clock.now += 15
    assert told(search) == ["You can return it within 30 days."]
    assert len(warnings) == 1
