"""What the company knows, kept current through the booted template."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.local.world import World
from shared.adapters.aws import index
from shared.adapters.aws.clients import client
from shared.adapters.aws.index import S3Findings
from shared.adapters.aws.library import S3Library
from shared.domain.findings import Contradiction
from shared.ports.library import Collection
from shared.runtime import wiring
from tests.system.customer import WebCustomer
from tests.system.test_bad_input import letters

SHOWROOM = """---
id: {id}
title: Our showroom
source: https://help.northwind.example/showroom
version: "1"
locale: en
region: all
products: all
valid_from: {valid_from}
supersedes: {supersedes}
---

## Visiting the showroom

{text}
"""
QUESTION = "Can I visit your showroom to try headphones on?"
Drop = Callable[[str, str | None], None]


def collection(world: World) -> Collection:
    return S3Library(world.bucket("Knowledge")).collection("inbox")


def until(done: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def drop(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drop]:
    """Puts an article into the inbox, or takes it out. At the end all are out again."""
    finder: Any = wiring.evidence_finder()
    monkeypatch.setattr(index, "_LOOK_AGAIN", 0.0)
    monkeypatch.setattr(finder, "_look_at", 0.0)
    dropped = set()

    def put(name: str, text: str | None) -> None:
        where = {"Bucket": world.bucket("Knowledge"), "Key": f"inbox/{name}.md"}
        if text is None:
            client("s3").delete_object(**where)
        else:
            client("s3").put_object(**where, Body=text.encode())
        dropped.add(name)

    yield put
    for name in dropped:
        put(name, None)
    until(lambda: not collection(world).documents and not collection(world).skipped)


def test_a_dropped_article_is_live_soon_and_its_successor_after_it(
    world: World, drop: Drop
) -> None:
    maya = WebCustomer(world)
    assert "Duluth" not in maya.ask(QUESTION)["text"]
    about = {"id": "showroom", "valid_from": "2026-01-01", "supersedes": "null"}
    drop(
        "showroom",
        SHOWROOM.format(
            **about, text="Visit our showroom in Duluth to try headphones on any Friday."
        ),
    )
    until(lambda: "Duluth" in maya.ask(QUESTION)["text"])
    about = {"id": "showroom-2", "valid_from": "2026-05-01", "supersedes": "showroom"}
    drop(
        "showroom-2",
        SHOWROOM.format(
            **about, text="Visit our showroom in Ashland to try headphones on any Monday."
        ),
    )
    until(lambda: "Ashland" in maya.ask(QUESTION)["text"])
    assert "Duluth" not in maya.ask(QUESTION)["text"]


def test_rubbish_in_the_inbox_is_named_and_the_rest_is_published(world: World, drop: Drop) -> None:
    drop("rubbish", "---\nid: rubbish\n---\n\nText.")
    about = {"id": "showroom", "valid_from": "2026-01-01", "supersedes": "null"}
    drop(
        "showroom",
        SHOWROOM.format(
            **about, text="Visit our showroom in Duluth to try headphones on any Friday."
        ),
    )
    maya = WebCustomer(world)
    until(lambda: "Duluth" in maya.ask(QUESTION)["text"])
    assert collection(world).skipped == {"rubbish.md": "its front matter lacks title"}


def test_an_article_that_contradicts_another_is_published_and_named(
    world: World, drop: Drop
) -> None:
    findings = S3Findings(world.bucket("Knowledge"))
    about = {"id": "shipping-faq", "valid_from": "2026-01-01", "supersedes": "null"}
    said = "Standard shipping in the United States takes 3 to 5 business days and costs $6.45."
    drop("shipping-faq", SHOWROOM.format(**about, text=said))

    def named() -> bool:
        _, found = findings.latest() or ("", [])
        return any(
            set(each.documents) == {"shipping-faq", "shipping-options"}
            for each in found
            if isinstance(each, Contradiction)
        )

    until(named)
    drop("shipping-faq", None)
    until(lambda: not named())


def test_an_article_that_contradicts_a_rule_is_not_published(world: World, drop: Drop) -> None:
    asked = "What's the return window for a premium member?"
    before = WebCustomer(world, "cus_maya").ask(asked)["text"]
    returns = (world.company / "knowledge" / "returns.md").read_text(encoding="utf-8")
    drop("returns", returns.replace("within 30 days of delivery", "within 31 days of delivery"))
    (letter,) = letters(world, "PublicationsDeadLetters")
    assert "the clause of standard is no sentence of returns" in letter["reason"]
    assert WebCustomer(world, "cus_maya").ask(asked)["text"] == before


def test_a_source_that_the_pack_lacks_is_a_dead_letter(world: World) -> None:
    body = '{"detail-type": "SourceChanged", "detail": {"source": "intranet"}}'
    client("sqs").send_message(QueueUrl=world.queue("SyncsQueue"), MessageBody=body)
    (letter,) = letters(world, "SyncsDeadLetters")
    assert letter["reason"] == "sources.yaml names no source 'intranet'"
