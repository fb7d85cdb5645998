"""The pages of Confluence Cloud's spaces, by its REST API v2.

https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from bs4 import BeautifulSoup, Tag

from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.markdown import from_html, has_text
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_PLAIN = {"ac:task-list": "ul", "ac:task": "li", "ac:task-body": "span"}
_SILENT = [
    *("ac:image", "ac:emoticon", "ac:placeholder", "ac:parameter"),
    *("ac:task-id", "ac:task-uuid", "ac:task-status"),
]


class ConfluenceSource:
    """`site` is such as https://acme.atlassian.net; a page's revision is its version's number."""

    def __init__(
        self, name: str, site: str, spaces: tuple[str, ...], defaults: Defaults, web: Web
    ) -> None:
        self.name = name
        self._site = site.rstrip("/")
        self._spaces = spaces
        self._defaults = defaults
        self._web = web

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        for key in self._spaces:
            for page in self._pages(self._space(key)):
                yield self._read(page, have)

    def _space(self, key: str) -> str:
        url = f"{self._site}/wiki/api/v2/spaces?keys={quote(key)}"
        found = self._web.get_json(url, "results")["results"]
        if not found:
            raise InvalidInput(f"{self.name}: there is no space {key}, or the token may not see it")
        return str(found[0]["id"])

    def _pages(self, space: str) -> Iterator[dict[str, Any]]:
        asked = "body-format=storage&status=current&limit=50"
        url: str | None = f"{self._site}/wiki/api/v2/spaces/{space}/pages?{asked}"
        while url:
            answer = self._web.get_json(url, "results")
            yield from answer["results"]
            following = answer.get("_links", {}).get("next")
            url = urljoin(self._site, following) if following else None

    def _read(self, page: dict[str, Any], have: Mapping[str, str]) -> Pulled | Same | Skipped:
        id, revision = f"{self.name}-{page['id']}", str(page["version"]["number"])
        if have.get(id) == revision:
            return Same(id)
        try:
            text = from_storage(page.get("body", {}).get("storage", {}).get("value", ""))
        except InvalidInput as error:
            return Skipped(id, f"the page “{page['title']}”: {error}")
        if not has_text(text):
            return Skipped(id, f"the page “{page['title']}” is empty")
        address = f"{self._site}/wiki{page['_links']['webui']}"
        document = self._defaults.document(id, page["title"], address, revision, text)
        return Pulled(document, revision)


def from_storage(storage: str) -> str:
    """Confluence's storage format as Markdown. Of its macros the content stays.

    https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html
    """
    page = BeautifulSoup(storage, "html.parser")
    for macro in page.find_all("ac:structured-macro"):
        _open(macro, page)
    for link in page.find_all("ac:link"):
        target = link.find("ri:page")
        named = str(target.get("ri:content-title", "")) if isinstance(target, Tag) else ""
        link.replace_with(link.get_text().strip() or named)
    for day in page.find_all("time"):
        day.replace_with(str(day.get("datetime", "")))
    for tag, plain in _PLAIN.items():
        for each in page.find_all(tag):
            each.name = plain
    for rest in page.find_all(_SILENT):
        rest.decompose()
    return from_html(page)


def _open(macro: Tag, page: BeautifulSoup) -> None:
    rich, plain = macro.find("ac:rich-text-body"), macro.find("ac:plain-text-body")
    title = macro.find("ac:parameter", attrs={"ac:name": "title"}, recursive=False)
    inside = page.new_tag("div")
    if title is not None:
        head = page.new_tag("p")
        head.string = title.get_text()
        inside.append(head)
    if isinstance(rich, Tag):
        for child in list(rich.children):
            inside.append(child.extract())
    elif isinstance(plain, Tag):
        code = page.new_tag("pre")
        code.string = plain.get_text()
        inside.append(code)
    macro.replace_with(inside)
