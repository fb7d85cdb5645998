"""The pages of a web site, by its sitemap and within its robots.txt.

https://www.sitemaps.org/protocol.html, https://www.rfc-editor.org/rfc/rfc9309
"""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
from lxml import etree
from protego import Protego

from shared.adapters.sources.defaults import Defaults, name_of, revision_of
from shared.adapters.sources.formats import has_text, read_page
from shared.adapters.sources.web import AGENT, Web, is_public
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_MOST_PAGES = 5_000
_MOST_SITEMAPS = 50
_MOST_REDIRECTS = 5
_LONGEST_DELAY = 5.0
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class _Entry:
    url: str
    changed: str
    """The sitemap's lastmod; empty where it does not say."""


class WebsiteSource:
    """Takes the pages under `prefixes` that the sitemap lists. A revision is the page's lastmod,
    its entity tag and a hash of its text: a page whose lastmod stays is not even asked for."""

    def __init__(
        self,
        name: str,
        sitemap: str,
        prefixes: tuple[str, ...],
        defaults: Defaults,
        web: Web,
        *,
        inside: bool = False,
    ) -> None:
        """`inside`: the site may lie in the company's own network."""
        self.name = name
        self._sitemap = sitemap
        self._prefixes = prefixes
        self._defaults = defaults
        self._web = web
        self._inside = inside

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        rules = self._rules()
        delay = min(rules.crawl_delay(AGENT) or 0.0, _LONGEST_DELAY)
        seen: set[str] = set()
        for entry in self._entries():
            id = name_of(self.name, httpx.URL(entry.url).path)
            if id in seen or not rules.can_fetch(entry.url, AGENT):
                continue
            seen.add(id)
            if len(seen) > _MOST_PAGES:
                yield Skipped(id, f"the site has more than {_MOST_PAGES} pages: narrow `prefixes`")
                return
            changed, tag, digest = [*have.get(id, "").split(" "), "", ""][:3]
            if entry.changed and changed == entry.changed:
                yield Same(id)
                continue
            self._web.sleep(delay)
            yield self._page(id, entry, tag, digest)

    def _page(self, id: str, entry: _Entry, tag: str, digest: str) -> Pulled | Same | Skipped:
        try:
            answer = self._follow(entry.url, {"If-None-Match": tag} if tag else {})
            if answer.status_code == 304:
                return Same(id)
            if answer.status_code in (404, 410):
                return Skipped(id, f"{entry.url} is in the sitemap, but it is gone")
            if "html" not in answer.headers.get("content-type", ""):
                return Skipped(id, f"{entry.url} is no HTML page")
            text = read_page(answer.content)
        except InvalidInput as error:
            return Skipped(id, str(error))
        if not has_text(text.markdown):
            return Skipped(id, f"no text was found in {entry.url}")
        now = revision_of(text.markdown.encode())
        if now == digest:
            return Same(id)
        revision = f"{entry.changed} {answer.headers.get('etag', '').replace(' ', '')} {now}"
        title = text.title or entry.url
        document = self._defaults.document(id, title, entry.url, now[:8], text.markdown)
        return Pulled(document, revision)

    def _follow(self, url: str, headers: dict[str, str]) -> httpx.Response:
        """Each step of a redirection must stay where the source may read."""
        for _ in range(_MOST_REDIRECTS):
            self._check(url)
            answer = self._web.get(url, headers)
            if not answer.has_redirect_location:
                return answer
            url = str(answer.url.join(answer.headers["location"]))
        raise InvalidInput(f"{url} redirects in circles")

    def _check(self, url: str) -> None:
        if not url.startswith(self._prefixes):
            raise InvalidInput(f"{url} lies outside of the source's prefixes")
        if not self._inside and not is_public(httpx.URL(url).host):
            raise InvalidInput(f"{url} is no address of the open internet: set `inside: true`")

    def _rules(self) -> Protego:
        answer = self._web.get(str(httpx.URL(self._sitemap).join("/robots.txt")))
        return Protego.parse(answer.text if answer.is_success else "")

    def _entries(self) -> Iterator[_Entry]:
        waiting, seen = [self._sitemap], set[str]()
        while waiting and len(seen) < _MOST_SITEMAPS:
            url = waiting.pop(0)
            if url in seen:
                continue
            seen.add(url)
            root = self._xml(url)
            for place in root.iterfind("{*}sitemap/{*}loc"):
                waiting.append((place.text or "").strip())
            for page in root.iterfind("{*}url"):
                address = (page.findtext("{*}loc") or "").strip()
                if address.startswith(self._prefixes):
                    yield _Entry(address, (page.findtext("{*}lastmod") or "").strip())

    def _xml(self, url: str) -> etree._Element:
        if not self._inside and not is_public(httpx.URL(url).host):
            raise InvalidInput(f"{url} is no address of the open internet: set `inside: true`")
        answer = self._web.get(url)
        content = answer.content
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            if answer.status_code < 400:
                return etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            pass
        raise InvalidInput(f"{url} is no sitemap: check the source's `sitemap`")
