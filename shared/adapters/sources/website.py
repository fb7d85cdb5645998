"""The pages of a web site, by its sitemap and within its robots.txt.

https://www.rfc-editor.org/rfc/rfc9309, https://www.rfc-editor.org/rfc/rfc6596 (canonical)
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

import httpx
from protego import Protego

from shared.adapters.sources.defaults import Defaults, name_of, revision_of
from shared.adapters.sources.formats import read_page
from shared.adapters.sources.markdown import has_text
from shared.adapters.sources.sitemaps import Entry, read_sitemap
from shared.adapters.sources.web import AGENT, Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_MOST_PAGES = 5_000
_MOST_REDIRECTS = 5
_LONGEST_DELAY = 5.0
"""Seconds between two pages, however many more the site asks for: a sync must end some day."""
_PAGES = ("text/html", "application/xhtml+xml")


class WebsiteSource:
    """Takes the pages under `prefixes` that the sitemap lists. A revision is the page's lastmod,
    its entity tag and a hash of its text: a page whose lastmod has a time, and stays, is not even
    asked for. (One that tells the day only may change again on it.)"""

    def __init__(
        self, name: str, sitemap: str, prefixes: tuple[str, ...], defaults: Defaults, web: Web
    ) -> None:
        self.name = name
        self._sitemap = sitemap
        self._prefixes = prefixes
        self._defaults = defaults
        self._web = web

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        robots: dict[str, Protego] = {}
        entries = self._entries()
        if len(entries) > _MOST_PAGES:
            raise InvalidInput(f"{self.name} has more than {_MOST_PAGES} pages: narrow `prefixes`")
        for id, entry in entries.items():
            place = urljoin(entry.url, "/robots.txt")
            if place not in robots:
                robots[place] = self._rules(place)
            if not robots[place].can_fetch(entry.url, AGENT):
                continue
            changed, tag, digest = [*have.get(id, "").split(" "), "", ""][:3]
            if changed == entry.changed and "T" in changed:
                yield Same(id)
                continue
            self._web.sleep(min(robots[place].crawl_delay(AGENT) or 0.0, _LONGEST_DELAY))
            if found := self._page(id, entry, tag, digest, entries):
                yield found

    def _page(
        self, id: str, entry: Entry, tag: str, digest: str, entries: Mapping[str, Entry]
    ) -> Pulled | Same | Skipped | None:
        """None for a page that is gone, or another name of one that is listed too."""
        try:
            answer = self._follow(entry.url, {"If-None-Match": tag} if tag else {})
            if answer.status_code == 304:
                return Same(id)
            if answer.status_code in (404, 410):
                return None
            if not answer.headers.get("content-type", "").lower().startswith(_PAGES):
                return Skipped(id, f"{entry.url} is no HTML page")
            text = read_page(answer.content, answer.charset_encoding)
        except InvalidInput as error:
            return Skipped(id, str(error))
        own = self._id(urljoin(str(answer.url), text.address or ""))
        if own != id and own in entries:
            return None
        if not has_text(text.markdown):
            return Skipped(id, f"no text was found in {entry.url}")
        now = revision_of(text.markdown.encode())
        if now == digest:
            return Same(id)
        etag = answer.headers.get("etag", "")
        revision = f"{entry.changed} {'' if ' ' in etag else etag} {now}"
        title = text.title or entry.url
        document = self._defaults.document(id, title, entry.url, now[:8], text.markdown)
        return Pulled(document, revision)

    def _follow(
        self, url: str, headers: dict[str, str], *, anywhere: bool = False
    ) -> httpx.Response:
        """Each step of a page's redirection must stay where the source may read."""
        for _ in range(_MOST_REDIRECTS):
            if not anywhere and not url.startswith(self._prefixes):
                raise InvalidInput(f"{url} lies outside of the source's prefixes")
            answer = self._web.get(url, headers)
            if not answer.has_redirect_location:
                return answer
            try:
                url = str(answer.url.join(answer.headers["location"]))
            except httpx.InvalidURL:
                raise InvalidInput(f"{url} redirects to what is no address") from None
        raise InvalidInput(f"{url} redirects in circles")

    def _rules(self, place: str) -> Protego:
        """No robots.txt, or one that we may not read, forbids nothing."""
        try:
            answer = self._follow(place, {}, anywhere=True)
        except InvalidInput:
            return Protego.parse("")
        return Protego.parse(answer.text if answer.is_success else "")

    def _entries(self) -> dict[str, Entry]:
        return {
            self._id(entry.url): entry
            for entry in read_sitemap(self._sitemap, self._fetch)
            if entry.url.startswith(self._prefixes)
        }

    def _fetch(self, url: str) -> bytes | None:
        answer = self._follow(url, {}, anywhere=True)
        return answer.content if answer.is_success else None

    def _id(self, url: str) -> str:
        """By what is after the host; a page and the same with a slash after it are one."""
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL:
            return name_of(self.name, url)
        query = f"?{address.query.decode()}" if address.query else ""
        return name_of(self.name, f"{address.path.rstrip('/')}{query}")
