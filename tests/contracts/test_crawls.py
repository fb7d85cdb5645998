"""A site without a sitemap: its links are followed, no further than they should be."""

from collections.abc import Mapping

import httpx
import pytest

from shared.adapters.sources import crawl
from shared.adapters.sources.crawl import CrawledSource
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped
from tests.contracts.sites import DEFAULTS

HOME = "https://help.example/faq/"
Found = list[Pulled | Same | Skipped]


def page(text: str, *links: str, head: str = "") -> httpx.Response:
    anchors = "".join(f'<a href="{link}">more</a>' for link in links)
    html = f"<html><head><title>Help</title>{head}</head><body><main><p>{text}</p></main>{anchors}"
    return httpx.Response(200, text=html, headers={"content-type": "text/html"})


class Server:
    def __init__(self, answers: Mapping[str, httpx.Response]) -> None:
        self.answers = dict(answers)
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        place = request.url.raw_path.decode()
        self.asked.append(place)
        found = self.answers.get(place) or self.other(place)
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    def other(self, _place: str) -> httpx.Response:
        return httpx.Response(404)

    def pull(self, have: Mapping[str, str] | None = None) -> Found:
        web = Web(transport=httpx.MockTransport(self), sleep=lambda _: None)
        return list(CrawledSource("site", (HOME,), DEFAULTS, web).pull(have or {}))


def sources(found: Found) -> list[str]:
    return [each.document.source.removeprefix(HOME) for each in found if isinstance(each, Pulled)]


def test_the_links_under_the_prefixes_are_followed_once_each() -> None:
    away = ("https://evil.example/faq/x", "/shop", "mailto:a@b.c", "javascript:go()", "https://[")
    server = Server(
        {
            "/faq/": page("You may return it within 30 days.", "a", "b#top", "/faq/a/", *away),
            "/faq/a": page("A repair takes ten days in our workshop.", "b", "../faq/", "gone"),
            "/faq/b": page("Earbuds pair with a phone in our app."),
        }
    )
    assert sources(server.pull()) == ["", "a", "b"]
    assert sorted(server.asked) == ["/faq/", "/faq/a", "/faq/b", "/faq/gone", "/robots.txt"]


def test_only_what_changed_is_told_anew_and_what_is_gone_is_not_told() -> None:
    server = Server(
        {
            "/faq/": page("You may return it within 30 days.", "a", "b"),
            "/faq/a": page("A repair takes ten days in our workshop."),
            "/faq/b": page("Earbuds pair with a phone in our app."),
        }
    )
    have = {each.document.id: each.revision for each in server.pull() if isinstance(each, Pulled)}
    server.answers["/faq/a"] = page("A repair takes five days in our workshop.")
    del server.answers["/faq/b"]
    again = server.pull(have)
    assert [type(each) for each in again] == [Same, Pulled]
    assert sources(again) == ["a"]


def test_robots_are_obeyed_in_their_file_and_on_the_page() -> None:
    server = Server(
        {
            "/robots.txt": httpx.Response(200, text="User-agent: *\nDisallow: /faq/private"),
            "/faq/": page("You may return it within 30 days.", "private", "unlisted", "end"),
            "/faq/private": page("Nobody should read this on our site."),
            "/faq/unlisted": page(
                "This page is not for search.",
                "deep",
                head='<meta name="ROBOTS" content="noindex">',
            ),
            "/faq/deep": page("Behind a page that is not listed."),
            "/faq/end": page(
                "Its links lead nowhere.", "trap", head='<meta name="robots" content="nofollow">'
            ),
            "/faq/trap": page("Nobody should come here."),
        }
    )
    assert sources(server.pull()) == ["", "end", "deep"]
    assert not {"/faq/private", "/faq/trap"} & set(server.asked)


class Looping(Server):
    """Whatever is asked for says the same, and leads one deeper."""

    def other(self, place: str) -> httpx.Response:
        if place == "/robots.txt":
            return httpx.Response(404)
        return page("You may return it within 30 days.", f"{place}more/")


def test_a_site_that_loops_ends() -> None:
    server = Looping({})
    assert sources(server.pull()) == [""]
    assert len(server.asked) == 3


class Endless(Server):
    """A calendar: each page is new, and leads to the next two."""

    def other(self, place: str) -> httpx.Response:
        if place == "/robots.txt":
            return httpx.Response(404)
        return page(f"On day {place} nothing happens here.", f"{place}1/", f"{place}2/")


def test_a_site_without_end_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "_DEEPEST", 3)
    assert len(sources(Endless({}).pull())) == 1 + 2 + 4 + 8
    monkeypatch.setattr(crawl, "_MOST_PAGES", 10)
    with pytest.raises(InvalidInput, match="more than 10 pages: narrow `prefixes`, or name"):
        Endless({}).pull()


@pytest.mark.parametrize("start", [httpx.Response(404), httpx.Response(200, text="plain")])
def test_where_nothing_begins_nothing_is_gone(start: httpx.Response) -> None:
    with pytest.raises(InvalidInput, match="is no page to begin with: check `prefixes`"):
        Server({"/faq/": start}).pull({"site-faq": "x"})
