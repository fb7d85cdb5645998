"""Articles as the console lists, drafts and publishes them."""

from dataclasses import replace
from datetime import date

import pytest

from functions.console.articles import (
    find_document,
    holdings,
    list_documents,
    proposed,
    publish_draft,
    read_draft,
    withdraw,
)
from shared.adapters.memory.library import MemoryLibrary
from shared.adapters.sources.articles import read_article, write_article
from shared.domain.documents import Document, Scope
from shared.domain.errors import InvalidInput, NotFound
from shared.ports.library import Collection, Held
from shared.ports.sources import INBOX, SourceCard

TODAY = date(2026, 5, 6)
CARDS = [SourceCard(INBOX, INBOX), SourceCard("knowledge", "folder", None, is_shipped=True)]


def document(id: str, begins: str = "2026-01-01", **about: object) -> Document:
    scope = Scope("en", date.fromisoformat(begins))
    return replace(
        Document(id, id.title(), f"https://help.example/{id}", "1", "Text.", scope),
        **about,  # type: ignore[arg-type]
    )


def holding(*documents: Document) -> Collection:
    return Collection({each.id: Held(each, f"mark:{each.id}") for each in documents}, state="1")


def test_what_was_shipped_counts_until_it_is_synced() -> None:
    library = MemoryLibrary()
    shipped = [document("returns")]
    held = holdings(CARDS, library, lambda: shipped)
    assert list(held["knowledge"].documents) == ["returns"]
    library.keep("knowledge", replace(holding(document("shipping")), state=None))
    held = holdings(CARDS, library, lambda: shipped)
    assert list(held["knowledge"].documents) == ["shipping"]


def test_each_document_is_listed_as_it_stands_today() -> None:
    old = document("old", "2025-01-01")
    held = {
        INBOX: holding(document("returns", version="2"), document("new", supersedes="old")),
        "knowledge": holding(
            document("returns"), old, document("next", "2026-06-01"), document("aged", "2025-01-01")
        ),
    }
    found = {(each.document.id, each.source): each for each in list_documents(held, TODAY)}
    stands = {key: each.validity.value for key, each in found.items()}
    assert stands["new", INBOX] == "holds"
    assert stands["old", "knowledge"] == "superseded"
    assert found["old", "knowledge"].superseded_by == "new"
    assert stands["next", "knowledge"] == "upcoming"
    assert found["returns", "knowledge"].is_hidden
    assert not found["returns", INBOX].is_hidden
    assert found["aged", "knowledge"].stale == "nobody has touched it since 2025-01-01"
    assert find_document(held, "returns") == (document("returns", version="2"), INBOX)
    assert find_document(held, "none") is None


def test_a_draft_takes_the_place_of_the_article_with_its_id() -> None:
    held = [holding(document("returns"), document("shipping"))]
    draft = document("returns", text="Other.")
    texts = {each.id: each.text for each in proposed(held, draft)}
    assert texts == {"returns": "Other.", "shipping": "Text."}


class Box:
    def __init__(self) -> None:
        self.put_in: list[tuple[str, bytes, str]] = []
        self.taken_out: list[str] = []

    def take_out(self, held: str) -> None:
        self.taken_out.append(held)

    def put(self, name: str, content: bytes, held: str = "") -> None:
        self.put_in.append((name, content, held))


def fits(_documents: list[Document]) -> None:
    """Every rule's clause stands in these."""


def publish(text: str, box: Box) -> None:
    held = {INBOX: holding(document("mine")), "knowledge": holding(document("returns"))}

    def check(documents: list[Document]) -> None:
        if any("31 days" in each.text for each in documents):
            raise InvalidInput("the clause of standard is no sentence of returns")

    publish_draft(text, read_draft(text, read_article), held, check, box)


def test_an_article_goes_into_the_inbox_in_the_place_of_its_file() -> None:
    box = Box()
    new, mine = write_article(document("returns")), write_article(document("mine"))
    publish(new, box)
    publish(mine, box)
    assert box.put_in == [
        ("returns.md", new.encode(), ""),
        ("mine.md", mine.encode(), "mark:mine"),
    ]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("rubbish", "must begin with front matter"),
        (write_article(document("a", text="")), "the article says nothing"),
        (write_article(document("No Spaces")), "small letters, digits"),
        (write_article(document("a", text="x" * 200_001)), "at most 200,000 characters"),
        (write_article(document("a", text="TO DO: the answer.")), "finish it first"),
        (write_article(document("a", text="Within 31 days.")), "clause of standard"),
        (write_article(document("a", supersedes="gone")), "which is not on file"),
        ("---\nid: a\n---\n\nText.\n", "its front matter lacks title"),
        (write_article(document("a", asked=(("Gone", ("Why?",)),))), "'Gone' is asked for"),
    ],
)
def test_what_cannot_be_published_is_refused_with_the_mend(text: str, mend: str) -> None:
    box = Box()
    with pytest.raises(InvalidInput, match=mend):
        publish(text, box)
    assert box.put_in == []


def test_what_was_published_here_is_withdrawn_and_what_it_had_replaced_counts_again() -> None:
    box = Box()
    checked: list[Document] = []
    held = {
        INBOX: holding(document("returns", version="2"), document("mine")),
        "knowledge": holding(document("returns")),
    }
    withdraw("returns", held, checked.extend, box)
    assert box.taken_out == ["mark:returns"]
    assert {each.id: each.version for each in checked} == {"mine": "1", "returns": "1"}


def test_what_cannot_be_withdrawn_stays() -> None:
    box = Box()
    held = {
        INBOX: holding(document("mine"), document("next", supersedes="mine")),
        "knowledge": holding(document("returns")),
    }
    with pytest.raises(NotFound, match="returns was not published here"):
        withdraw("returns", held, fits, box)
    with pytest.raises(InvalidInput, match="not on file"):
        withdraw("mine", held, fits, box)

    def check(_documents: list[Document]) -> None:
        raise InvalidInput("the rule standard names the document next, which is not there")

    with pytest.raises(InvalidInput, match="names the document next"):
        withdraw("next", held, check, box)
    assert box.taken_out == []


def test_an_article_reads_back_as_it_was_written() -> None:
    scope = Scope("de", date(2026, 1, 1), date(2026, 12, 31), frozenset({"EU", "CH"}))
    whole = Document(
        "rückgabe",
        'Was "zurück": geht',
        "https://help.example/x",
        "2026-03-01",
        "## Frist\n\n30 Tage.",
        scope,
        owner="Care",
        products=frozenset({"audio"}),
        supersedes="alt",
        asked=(("Frist", ("Wie lange habe ich Zeit?", "Geht's noch?")),),
    )
    assert read_article(write_article(whole)) == whole
    assert read_article(write_article(document("a"))) == document("a")
