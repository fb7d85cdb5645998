"""Small servers that speak as the sources' real ones do, for tests without a network.

Shapes as documented: sitemaps.org; Confluence Cloud REST v2; Notion's API of 2022-06-28; Zendesk's
macros API.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx

from shared.adapters.sources.confluence import ConfluenceSource
from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.notion import VERSION, NotionSource
from shared.adapters.sources.web import Web
from shared.adapters.sources.website import WebsiteSource
from shared.adapters.sources.zendesk import ZendeskMacros
from shared.ports.sources import DocumentSource, Pulled, Same, Skipped

TOKEN = "s3cr3t-token"
DEFAULTS = Defaults("en", date(2026, 1, 1), "Care", frozenset({"EU"}), frozenset({"audio"}))
THIRTY = "You can return headphones within 30 days of their delivery."
REPAIR = "A repair of a headset takes about ten days in our workshop."


class Site:
    """Holds texts by name, in their order, and serves them as one kind of site does, a page of two
    at a time. `down_after` requests it answers 500."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.requests: list[httpx.Request] = []
        self.down_after: int | None = None
        self.refuses = False

    def write(self, name: str, text: str) -> None:
        self.texts[name] = text
        self.versions[name] = self.versions.get(name, 0) + 1

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.refuses:
            return httpx.Response(401, json={"message": "Unauthorized"})
        if self.down_after is not None and len(self.requests) > self.down_after:
            return httpx.Response(503)
        return self.serve(request)

    def serve(self, request: httpx.Request) -> httpx.Response:
        raise NotImplementedError

    def source(self, defaults: Defaults) -> DocumentSource:
        raise NotImplementedError

    def web(self, **more: Any) -> Web:
        return Web(transport=httpx.MockTransport(self.answer), sleep=lambda _: None, **more)

    def part(self, start: int) -> list[str]:
        return list(self.texts)[start : start + 2]


def pull(site: Site, have: dict[str, str]) -> list[Pulled | Same | Skipped]:
    return list(site.source(DEFAULTS).pull(have))


class Pages(Site):
    def source(self, defaults: Defaults) -> DocumentSource:
        place = "https://help.example"
        return WebsiteSource(
            *("site", f"{place}/sitemap.xml", (f"{place}/faq/",), defaults, self.web()),
            shuffle=lambda _: None,
        )

    def serve(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/robots.txt":
            return httpx.Response(200, text="User-agent: *\nDisallow: /faq/private\n")
        if path == "/sitemap.xml":
            return self._sitemap()
        name = path.removeprefix("/faq/")
        if name not in self.texts:
            return httpx.Response(404)
        tag = f'"{self.versions[name]}"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304)
        html = (
            f"<html><head><title>{name}</title></head><body><nav>Home Shop</nav><main>"
            f"<article><h1>{name}</h1>{self.texts[name]}</article></main></body></html>"
        )
        if not self.texts[name]:
            html = "<html><body></body></html>"
        headers = {"content-type": "text/html; charset=utf-8", "etag": tag}
        return httpx.Response(200, text=html, headers=headers)

    def _sitemap(self) -> httpx.Response:
        pages = "".join(
            f"<url><loc>https://help.example/faq/{name}</loc></url>" for name in self.texts
        )
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        return httpx.Response(200, text=f"<urlset {space}>{pages}</urlset>")


class Confluence(Site):
    def source(self, defaults: Defaults) -> DocumentSource:
        web = self.web(auth=("bot@example.com", TOKEN))
        return ConfluenceSource("wiki", "https://acme.example", ("HELP",), defaults, web)

    def serve(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/wiki/api/v2/spaces":
            return httpx.Response(200, json={"results": [{"id": "131074", "key": "HELP"}]})
        start = int(request.url.params.get("cursor", 0))
        results = [
            {
                "id": name,
                "status": "current",
                "title": name,
                "spaceId": "131074",
                "version": {"number": self.versions[name], "createdAt": "2026-05-01T08:00:00Z"},
                "body": {"storage": {"representation": "storage", "value": self.texts[name]}},
                "_links": {"webui": f"/spaces/HELP/pages/{name}"},
            }
            for name in self.part(start)
        ]
        links = {"base": "https://acme.example/wiki"}
        if start + 2 < len(self.texts):
            links["next"] = f"{request.url.path}?body-format=storage&limit=2&cursor={start + 2}"
        return httpx.Response(200, json={"results": results, "_links": links})


class Notion(Site):
    def source(self, defaults: Defaults) -> DocumentSource:
        headers = {"Authorization": f"Bearer {TOKEN}", "Notion-Version": VERSION}
        return NotionSource("notion", None, defaults, self.web(headers=headers))

    def serve(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/search":
            start = int(json.loads(request.content).get("start_cursor", 0))
            return self._list([self._page(name) for name in self.part(start)], start)
        name = request.url.path.split("/")[3]
        block = {
            "object": "block",
            "id": f"{name}-1",
            "type": "paragraph",
            "has_children": False,
            "paragraph": {"rich_text": [{"type": "text", "plain_text": self.texts[name]}]},
        }
        results = [block] if self.texts[name] else []
        return httpx.Response(200, json={"object": "list", "results": results, "has_more": False})

    def _page(self, name: str) -> dict[str, Any]:
        title = {"id": "title", "type": "title", "title": [{"type": "text", "plain_text": name}]}
        return {
            "object": "page",
            "id": name,
            "last_edited_time": f"2026-05-01T08:{self.versions[name]:02}:00.000Z",
            "archived": False,
            "url": f"https://www.notion.so/{name}",
            "properties": {"Name": title},
        }

    def _list(self, results: list[dict[str, Any]], start: int) -> httpx.Response:
        more = start + 2 < len(self.texts)
        following = str(start + 2) if more else None
        body = {"object": "list", "results": results, "has_more": more, "next_cursor": following}
        return httpx.Response(200, json=body)


class Macros(Site):
    def source(self, defaults: Defaults) -> DocumentSource:
        web = self.web(auth=("bot@example.com/token", TOKEN))
        return ZendeskMacros("macros", "https://acme.example", defaults, web)

    def serve(self, request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("page[after]", 0))
        macros = [
            {
                "id": name,
                "title": f"Returns::{name}",
                "active": True,
                "updated_at": f"2026-05-01T08:{self.versions[name]:02}:00Z",
                "restriction": None,
                "actions": [
                    {"field": "status", "value": "solved"},
                    {"field": "comment_value", "value": ["channel:all", self.texts[name]]},
                ],
            }
            for name in self.part(start)
        ]
        more = start + 2 < len(self.texts)
        after = f"https://acme.example/api/v2/macros/active.json?page[after]={start + 2}"
        links = {"next": after if more else None}
        body = {"macros": macros, "meta": {"has_more": more}, "links": links}
        return httpx.Response(200, json=body)


SITES: dict[str, Callable[[], Site]] = {
    "website": Pages,
    "confluence": Confluence,
    "notion": Notion,
    "zendesk": Macros,
}
