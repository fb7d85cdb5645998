"""One web site as its sources read it: within their prefixes and its robots.txt, page by page.

https://www.rfc-editor.org/rfc/rfc9309
"""

import httpx
from protego import Protego

from shared.adapters.sources.defaults import Defaults, name_of, revision_of
from shared.adapters.sources.formats import Text, read_page
from shared.adapters.sources.markdown import has_text
from shared.adapters.sources.web import AGENT, Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_MOST_REDIRECTS = 5
_LONGEST_DELAY = 5.0
"""Seconds between two pages, however many more the site asks for: a sync must end some day."""
_PAGES = ("text/html", "application/xhtml+xml")


class Site:
    """A page's revision is what its listing says of its last change, its entity tag, and a hash of
    its text."""

    def __init__(self, name: str, prefixes: tuple[str, ...], defaults: Defaults, web: Web) -> None:
        self.name = name
        self.prefixes = prefixes
        self._defaults = defaults
        self._web = web
        self._robots: dict[str, Protego] = {}

    def allows(self, url: str) -> bool:
        return bool(self._rules(url).can_fetch(url, AGENT))

    def wait(self, url: str) -> None:
        """As long as the site asks for before a page."""
        self._web.sleep(min(self._rules(url).crawl_delay(AGENT) or 0.0, _LONGEST_DELAY))

    def follow(
        self, url: str, headers: dict[str, str] | None = None, *, anywhere: bool = False
    ) -> httpx.Response:
        """Each step of a page's redirection must stay where the source may read."""
        for _ in range(_MOST_REDIRECTS):
            if not anywhere and not url.startswith(self.prefixes):
                raise InvalidInput(f"{url} lies outside of the source's prefixes")
            answer = self._web.get(url, headers)
            if not answer.has_redirect_location:
                return answer
            try:
                url = str(answer.url.join(answer.headers["location"]))
            except httpx.InvalidURL:
                raise InvalidInput(f"{url} redirects to what is no address") from None
        raise InvalidInput(f"{url} redirects in circles")

    def text(self, url: str, answer: httpx.Response) -> Text:
        """Raises InvalidInput where the answer is no page."""
        if not is_page(answer):
            raise InvalidInput(f"{url} is no HTML page")
        return read_page(answer.content, answer.charset_encoding)

    def told(
        self, id: str, url: str, answer: httpx.Response, text: Text, before: str, changed: str = ""
    ) -> Pulled | Same | Skipped:
        """The page, unless its text is the one whose hash is `before`."""
        if not has_text(text.markdown):
            return Skipped(id, f"no text was found in {url}")
        now = revision_of(text.markdown.encode())
        if now == before:
            return Same(id)
        etag = answer.headers.get("etag", "")
        revision = f"{changed} {'' if ' ' in etag else etag} {now}"
        document = self._defaults.document(id, text.title or url, url, now[:8], text.markdown)
        return Pulled(document, revision)

    def id(self, url: str) -> str:
        """By what is after the host; a page and the same with a slash after it are one."""
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL:
            return name_of(self.name, url)
        query = f"?{address.query.decode()}" if address.query else ""
        return name_of(self.name, f"{address.path.rstrip('/')}{query}")

    def _rules(self, url: str) -> Protego:
        """No robots.txt, or one that we may not read, forbids nothing."""
        place = str(httpx.URL(url).join("/robots.txt"))
        if place not in self._robots:
            try:
                answer = self.follow(place, anywhere=True)
            except InvalidInput:
                self._robots[place] = Protego.parse("")
            else:
                self._robots[place] = Protego.parse(answer.text if answer.is_success else "")
        return self._robots[place]


def is_page(answer: httpx.Response) -> bool:
    return bool(answer.headers.get("content-type", "").lower().startswith(_PAGES))


def revision_parts(revision: str) -> tuple[str, str, str]:
    """When the listing says that the page changed, its entity tag, and the hash of its text."""
    changed, tag, digest = [*revision.split(" "), "", ""][:3]
    return changed, tag, digest
