"""What a site lists of itself.

https://www.sitemaps.org/protocol.html
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from shared.domain.errors import InvalidInput

_MOST_SITEMAPS = 50
_GZIP = b"\x1f\x8b"
_LARGEST = 50 * 1024 * 1024
"""Bytes, unpacked, by the protocol."""


@dataclass(frozen=True)
class Entry:
    url: str
    changed: str
    """The sitemap's lastmod; empty where it does not say."""


def read_sitemap(url: str, fetch: Callable[[str], bytes | None]) -> Iterator[Entry]:
    """The pages of a sitemap, and of all those that it lists. `fetch` gives None for what is not
    there. Raises InvalidInput where one is no sitemap, or there are too many."""
    waiting, seen = [url], set[str]()
    while waiting:
        place = waiting.pop(0)
        if place in seen:
            continue
        seen.add(place)
        if len(seen) > _MOST_SITEMAPS:
            raise InvalidInput(f"{url} lists more than {_MOST_SITEMAPS} sitemaps: name one of them")
        root = _parsed(place, fetch(place))
        for listed in root.iterfind("{*}sitemap/{*}loc"):
            waiting.append((listed.text or "").strip())
        for page in root.iterfind("{*}url"):
            address = (page.findtext("{*}loc") or "").strip()
            yield Entry(address, "".join((page.findtext("{*}lastmod") or "").split()))


def _parsed(place: str, content: bytes | None) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        if content:
            return etree.fromstring(_unpacked(place, content), parser)
    except (etree.XMLSyntaxError, zlib.error):
        pass
    raise InvalidInput(f"{place} is no sitemap: check the source's `sitemap`")


def _unpacked(place: str, content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, _LARGEST + 1)
    if len(unpacked) > _LARGEST:
        raise InvalidInput(f"{place} unpacks to more than a sitemap may hold: split it")
    return unpacked
