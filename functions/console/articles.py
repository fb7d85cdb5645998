"""The company's articles as the console shows, drafts and publishes them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from functions.knowledge.service import merge
from shared.domain.documents import Document, in_force
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.upkeep import Validity, find_stale, validity
from shared.ports.library import Collection, Held, Inbox, Library
from shared.ports.sources import INBOX, SourceCard

TO_DO = "TO DO"
"""Marks what a person must write before an article may be published."""
LONGEST = 200_000
"""Characters of an article that is drafted here; longer ones belong into a source of their own."""
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Listed:
    """A document as it stands today. `is_hidden`: an earlier source has one of the same id."""

    document: Document
    source: str
    validity: Validity
    superseded_by: str | None = None
    stale: str = ""
    is_hidden: bool = False


def holdings(
    cards: Sequence[SourceCard], library: Library, shipped: Callable[[], list[Document]]
) -> dict[str, Collection]:
    """What is on file of each source, in their order. Until the articles that were `shipped` with
    the pack are synced, customers are answered from them as they are."""
    found = {card.name: library.collection(card.name) for card in cards}
    first = next((card.name for card in cards if card.is_shipped), None)
    if first and found[first].state is None:
        found[first] = Collection({each.id: Held(each, "shipped") for each in shipped()})
    return found


def list_documents(collections: Mapping[str, Collection], today: date) -> Iterator[Listed]:
    """Every document of every source, as it is in force."""
    merged = merge(collections.values())
    try:
        current = {each.id: each for each in in_force(merged)}
    except InvalidInput:  # the sources contradict each other, so nothing of it can be published
        current = {each.id: each for each in merged}
    stale = {each.document: each.why for each in find_stale(current.values(), today)}
    followers = {each.supersedes: each.id for each in merged if each.supersedes}
    seen: set[str] = set()
    for source, collection in collections.items():
        for held in collection.documents.values():
            document, follower = held.document, followers.get(held.document.id)
            hidden = document.id in seen
            seen.add(document.id)
            holds = current.get(document.id)
            if hidden or holds is None:
                state = Validity.SUPERSEDED
            else:
                state = validity(holds, today, is_superseded=follower is not None)
                document = holds
            why = "" if hidden else stale.get(document.id, "")
            yield Listed(document, source, state, follower, why, hidden)


def find_document(collections: Mapping[str, Collection], id: str) -> tuple[Document, str] | None:
    """The one that counts, as its source has it, and the source."""
    for source, collection in collections.items():
        if id in collection.documents:
            return collection.documents[id].document, source
    return None


def proposed(collections: Iterable[Collection], draft: Document | None) -> list[Document]:
    """All documents as they would be in force with the draft, in the place of the one with its id.

    Raises InvalidInput where they contradict each other about which holds.
    """
    merged = {each.id: each for each in merge(collections)}
    if draft:
        merged[draft.id] = draft
    return in_force(merged.values())


def without(collections: Mapping[str, Collection], id: str) -> dict[str, Collection]:
    """The collections without the article that was published here; a source's article of the same
    id, which it had replaced, counts again. Raises NotFound where none was published here."""
    here = collections[INBOX]
    if id not in here.documents:
        raise NotFound(f"{id} was not published here: what a source has is withdrawn at the source")
    left = {held_id: held for held_id, held in here.documents.items() if held_id != id}
    return {**collections, INBOX: replace(here, documents=left)}


def read_draft(text: str, read: Callable[[str], Document]) -> Document:
    """An article that somebody wrote. Raises InvalidInput saying what to mend."""
    if len(text) > LONGEST:
        raise InvalidInput(f"the article is too long: at most {LONGEST:,} characters")
    try:
        document = read(text)
    except InvalidInput as error:
        raise InvalidInput(f"the article cannot be read: {error}") from error
    if not _ID.fullmatch(document.id):
        raise InvalidInput("id: write small letters, digits, dots and hyphens, at most 100")
    if not document.text.strip():
        raise InvalidInput("the article says nothing: write its text below the front matter")
    return document


def publish_draft(
    text: str,
    document: Document,
    collections: Mapping[str, Collection],
    check: Callable[[list[Document]], None],
    inbox: Inbox,
) -> None:
    """Put an article into the inbox, from where it is synced and published like any other; what a
    publication would refuse is refused here at once. Raises InvalidInput."""
    if TO_DO in text:
        raise InvalidInput(f"the article still says {TO_DO}: finish it first")
    check(proposed(collections.values(), document))
    held = collections[INBOX].documents.get(document.id)
    name = f"{document.id}.md"
    inbox.put(name, text.encode(), held.revision if held else "")


def withdraw(
    id: str,
    collections: Mapping[str, Collection],
    check: Callable[[list[Document]], None],
    inbox: Inbox,
) -> None:
    """Take an article that was published here out of the inbox; its going is synced and published
    like anything else. Raises NotFound, and InvalidInput where nothing could be published without
    it (a rule rests on it, another article supersedes it)."""
    check(proposed(without(collections, id).values(), None))
    inbox.take_out(collections[INBOX].documents[id].revision)
