"""The pages of a web site that its sitemap lists.

https://www.sitemaps.org/protocol.html, https://www.rfc-editor.org/rfc/rfc6596 (canonical)
"""

import random
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin

from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.site import Site, revision_parts
from shared.adapters.sources.sitemaps import Entry, read_sitemap
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_MOST_PAGES = 5_000


class WebsiteSource:
    """Takes the pages under `prefixes` that the sitemap lists. A page whose lastmod has a time, and
    stays, is not even asked for. (One that tells the day only may change again on it.)

    New pages come first, then the others as `shuffle` leaves them: where the time does not suffice
    for all, the next sync goes on, and each page has its turn some day.
    """

    def __init__(
        self,
        name: str,
        sitemap: str,
        prefixes: tuple[str, ...],
        defaults: Defaults,
        web: Web,
        shuffle: Callable[[list[str]], None] = random.shuffle,
    ) -> None:
        self.name = name
        self._sitemap = sitemap
        self._site = Site(name, prefixes, defaults, web)
        self._shuffle = shuffle

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        entries = self._entries()
        if len(entries) > _MOST_PAGES:
            raise InvalidInput(f"{self.name} has more than {_MOST_PAGES} pages: narrow `prefixes`")
        known = [id for id in entries if id in have]
        self._shuffle(known)
        for id in [*(id for id in entries if id not in have), *known]:
            entry = entries[id]
            if not self._site.allows(entry.url):
                continue
            changed, tag, digest = revision_parts(have.get(id, ""))
            if changed == entry.changed and "T" in changed:
                yield Same(id)
                continue
            self._site.wait(entry.url)
            if found := self._page(id, entry, tag, digest, entries):
                yield found

    def _page(
        self, id: str, entry: Entry, tag: str, digest: str, entries: Mapping[str, Entry]
    ) -> Pulled | Same | Skipped | None:
        """None for a page that is gone, or another name of one that is listed too."""
        try:
            answer = self._site.follow(entry.url, {"If-None-Match": tag} if tag else {})
            if answer.status_code == 304:
                return Same(id)
            if answer.status_code in (404, 410):
                return None
            text = self._site.text(entry.url, answer)
        except InvalidInput as error:
            return Skipped(id, str(error))
        own = self._site.id(urljoin(str(answer.url), text.address or ""))
        if own != id and own in entries:
            return None
        return self._site.told(id, entry.url, answer, text, digest, entry.changed)

    def _entries(self) -> dict[str, Entry]:
        return {
            self._site.id(entry.url): entry
            for entry in read_sitemap(self._sitemap, self._fetch)
            if entry.url.startswith(self._site.prefixes)
        }

    def _fetch(self, url: str) -> bytes | None:
        answer = self._site.follow(url, anywhere=True)
        return answer.content if answer.is_success else None
