"""The pages of Notion that an integration may see, by its API.

https://developers.notion.com/reference/post-search, https://developers.notion.com/reference/block
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.markdown import has_text, table
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

VERSION = "2022-06-28"
_API = "https://api.notion.com/v1"
_DEEPEST = 12
_HEADINGS = {"heading_1": "#", "heading_2": "##", "heading_3": "###"}
_ITEMS = {"bulleted_list_item": "- ", "numbered_list_item": "1. ", "to_do": "- "}
_PARAGRAPHS = {"paragraph", "quote", "callout", "toggle"}
_ELSEWHERE = {"child_page", "child_database"}


class NotionSource:
    """A page's revision is its last_edited_time. With a `database`, its pages only."""

    def __init__(self, name: str, database: str | None, defaults: Defaults, web: Web) -> None:
        self.name = name
        self._database = database
        self._defaults = defaults
        self._web = web

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        told: set[str] = set()
        for page in self._pages():
            id, revision = f"{self.name}-{page['id']}", page["last_edited_time"]
            # While pages change, one may be listed twice.
            if id in told or page.get("archived") or page.get("in_trash"):
                continue
            told.add(id)
            if have.get(id) == revision:
                yield Same(id)
                continue
            title = _title(page)
            try:
                text = "\n\n".join(self._blocks(page["id"])).strip()
            except InvalidInput as error:
                yield Skipped(id, f"the page “{title}” cannot be read whole: {error}")
                continue
            if not has_text(text):
                yield Skipped(id, f"the page “{title}” is empty")
                continue
            document = self._defaults.document(id, title, page["url"], revision, text)
            yield Pulled(document, revision)

    def _pages(self) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {"page_size": 100}
        url = f"{_API}/databases/{self._database}/query" if self._database else f"{_API}/search"
        if not self._database:
            asked["filter"] = {"property": "object", "value": "page"}
        while True:
            answer = self._web.post_json(url, asked, "results")
            yield from answer["results"]
            if not answer.get("has_more"):
                return
            asked["start_cursor"] = answer["next_cursor"]

    def _children(self, block: str) -> Iterator[dict[str, Any]]:
        url = f"{_API}/blocks/{block}/children?page_size=100"
        cursor = ""
        while True:
            answer = self._web.get_json(url + cursor, "results")
            yield from answer["results"]
            if not answer.get("has_more"):
                return
            cursor = f"&start_cursor={answer['next_cursor']}"

    def _blocks(self, parent: str, depth: int = 0) -> Iterator[str]:
        items: list[str] = []
        for block in self._children(parent):
            kind = block["type"]
            if kind in _ITEMS:
                items.append(self._item(block, depth))
                continue
            if items:
                yield "\n".join(items)
                items = []
            yield from self._block(block, depth)
        if items:
            yield "\n".join(items)

    def _item(self, block: dict[str, Any], depth: int) -> str:
        kind = block["type"]
        nested = [line for part in self._within(block, depth) for line in part.splitlines()]
        said = " ".join(_text(block[kind]).split())
        lines = [f"{_ITEMS[kind]}{said}", *(f"  {line}" for line in nested)]
        return "\n".join(lines)

    def _block(self, block: dict[str, Any], depth: int) -> Iterator[str]:
        kind = block["type"]
        if kind == "table":
            rows = [row["table_row"]["cells"] for row in self._children(block["id"])]
            yield table([[_plain(cell) for cell in row] for row in rows])
            return
        if kind in _HEADINGS:
            yield f"{_HEADINGS[kind]} {_text(block[kind])}"
        elif kind == "code":
            yield f"```\n{_text(block[kind])}\n```"
        elif kind in _PARAGRAPHS and _text(block[kind]):
            yield _text(block[kind])
        if kind not in _ELSEWHERE:
            yield from self._within(block, depth)

    def _within(self, block: dict[str, Any], depth: int) -> Iterator[str]:
        if not block.get("has_children"):
            return
        if depth >= _DEEPEST:
            raise InvalidInput(f"it is nested more than {_DEEPEST} deep: write it flatter")
        yield from self._blocks(block["id"], depth + 1)


def _title(page: dict[str, Any]) -> str:
    for named in page["properties"].values():
        if named.get("type") == "title":
            return _plain(named["title"]) or "Untitled"
    return "Untitled"


def _text(content: dict[str, Any]) -> str:
    return _plain(content.get("rich_text", []))


def _plain(rich_text: list[dict[str, Any]]) -> str:
    return "".join(part["plain_text"] for part in rich_text).strip()
