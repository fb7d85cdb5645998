"""The pages of a web site that lists none: those to which its links lead.

https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
"""

from collections import deque
from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag, urljoin

import httpx
from bs4 import BeautifulSoup

from shared.adapters.sources.defaults import Defaults, revision_of
from shared.adapters.sources.site import Site, is_page, revision_parts
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_MOST_PAGES = 1_000
_DEEPEST = 8
"""Links from where the source begins: what lies further is no help page, or a calendar."""


class CrawledSource:
    """Follows the links under `prefixes`, which are where it begins, breadth first. All pages are
    asked for, since their links are in them; only those whose text has changed are told anew.

    A page that says word for word what another said is that other one under a second name, and its
    links are not followed: so a site that loops ends.
    """

    def __init__(self, name: str, prefixes: tuple[str, ...], defaults: Defaults, web: Web) -> None:
        self.name = name
        self._site = Site(name, prefixes, defaults, web)

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        waiting = deque((url, 0) for url in self._site.prefixes)
        seen = {self._site.id(url) for url in self._site.prefixes}
        texts: set[str] = set()
        while waiting:
            url, depth = waiting.popleft()
            if not self._site.allows(url):
                continue
            self._site.wait(url)
            found, links = self._visit(url, have, texts, is_start=depth == 0)
            if found:
                yield found
            for link in links if depth < _DEEPEST else []:
                if self._site.id(link) in seen:
                    continue
                seen.add(self._site.id(link))
                if len(seen) > _MOST_PAGES:
                    raise InvalidInput(
                        f"{self.name} leads to more than {_MOST_PAGES} pages: narrow `prefixes`, "
                        "or name its `sitemap`"
                    )
                waiting.append((link, depth + 1))

    def _visit(
        self, url: str, have: Mapping[str, str], texts: set[str], *, is_start: bool
    ) -> tuple[Pulled | Same | Skipped | None, list[str]]:
        """What is told of the page, if anything, and where it leads."""
        id = self._site.id(url)
        try:
            answer = self._site.follow(url)
            if is_start and not (answer.is_success and is_page(answer)):
                raise InvalidInput(f"{url} is no page to begin with: check `prefixes`")
            if not (answer.is_success and is_page(answer)):
                return None, []
            text = self._site.text(url, answer)
        except InvalidInput as error:
            if is_start:
                raise
            return Skipped(id, str(error)), []
        page = BeautifulSoup(answer.content, "lxml", from_encoding=answer.charset_encoding)
        wishes = _wishes(page)
        links = [] if "nofollow" in wishes else self._links(page, str(answer.url))
        digest = revision_of(text.markdown.encode())
        if text.markdown and digest in texts:
            return None, []
        texts.add(digest)
        if "noindex" in wishes or (not text.markdown and links):
            return None, links
        *_, before = revision_parts(have.get(id, ""))
        return self._site.told(id, url, answer, text, before), links

    def _links(self, page: BeautifulSoup, base: str) -> list[str]:
        found: dict[str, None] = {}
        for anchor in page.select("a[href]"):
            if "nofollow" in (anchor.get("rel") or []):
                continue
            try:
                link = str(httpx.URL(urldefrag(urljoin(base, str(anchor["href"]).strip())).url))
            except (httpx.InvalidURL, ValueError):
                continue
            if link.startswith(self._site.prefixes):
                found.setdefault(link)
        return list(found)


def _wishes(page: BeautifulSoup) -> set[str]:
    """What the page asks of robots: noindex, nofollow; `none` is both."""
    said = {
        word.strip()
        for tag in page.select('meta[name="robots" i][content]')
        for word in str(tag["content"]).lower().split(",")
    }
    return said | {"noindex", "nofollow"} if "none" in said else said
