"""What a web site may say of itself, and what it cannot make a sync do."""

import gzip
from collections.abc import Mapping

import httpx
import pytest

from shared.adapters.sources import sitemaps, website
from shared.adapters.sources.public import PublicOnly
from shared.adapters.sources.web import Web
from shared.adapters.sources.website import WebsiteSource
from shared.domain.errors import InvalidInput, TransientError
from shared.ports.sources import Pulled, Same, Skipped
from tests.contracts.sites import DEFAULTS, REPAIR, THIRTY, Pages, pull

HOME = "https://help.example/"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def listing(*pages: str, changed: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    urls = "".join(f"<url><loc>{HOME}{page}</loc>{lastmod}</url>" for page in pages)
    return f"<urlset {SPACE}>{urls}</urlset>"


def page(text: str, head: str = "") -> httpx.Response:
    html = f"<html><head><title>Help</title>{head}</head><body><main><p>{text}</p></main></body>"
    return httpx.Response(200, text=html, headers={"content-type": "text/html; charset=utf-8"})


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


class Server:
    """Answers by path and query; counts what it is asked for."""

    def __init__(self, answers: Mapping[str, httpx.Response | str | bytes]) -> None:
        self.answers = dict(answers)
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        place = request.url.raw_path.decode().lstrip("/")
        self.asked.append(place)
        answer = self.answers.get(place, httpx.Response(404))
        if isinstance(answer, httpx.Response):
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )
        return httpx.Response(200, content=answer)

    def pull(self, have: Mapping[str, str] | None = None) -> list[Pulled | Same | Skipped]:
        web = Web(transport=httpx.MockTransport(self), sleep=lambda _: None)
        source = WebsiteSource("site", f"{HOME}sitemap.xml", (HOME,), DEFAULTS, web)
        return list(source.pull(have or {}))


def taken(found: list[Pulled | Same | Skipped]) -> dict[str, str]:
    return {each.document.id: each.revision for each in found if isinstance(each, Pulled)}


def test_a_page_that_robots_are_kept_from_is_not_read() -> None:
    site = Pages()
    site.write("private", THIRTY)
    assert pull(site, {}) == []


@pytest.mark.parametrize(
    ("robots", "pages"),
    [
        (httpx.Response(403), 1),
        (httpx.Response(404), 1),
        (moved("/robots.txt"), 1),
        (moved(f"{HOME}rules.txt"), 0),
    ],
    ids=["may not be read", "is not there", "goes in circles", "has moved"],
)
def test_only_rules_that_can_be_read_forbid(robots: httpx.Response, pages: int) -> None:
    rules = "User-agent: *\nDisallow: /"
    server = Server(
        {"robots.txt": robots, "rules.txt": rules, "sitemap.xml": listing("a"), "a": page(THIRTY)}
    )
    assert len(server.pull()) == pages


def test_a_site_waits_as_its_rules_ask_but_not_for_ever() -> None:
    waited: list[float] = []
    for delay in (2, 600):
        rules = f"User-agent: *\nCrawl-delay: {delay}"
        server = Server({"robots.txt": rules, "sitemap.xml": listing("a"), "a": page(THIRTY)})
        web = Web(transport=httpx.MockTransport(server), sleep=waited.append)
        list(WebsiteSource("site", f"{HOME}sitemap.xml", (HOME,), DEFAULTS, web).pull({}))
    assert waited == [2.0, 5.0]


def test_a_site_whose_rules_do_not_answer_is_not_read() -> None:
    server = Server({"robots.txt": httpx.Response(500), "sitemap.xml": listing("a")})
    with pytest.raises(TransientError, match="answered 500"):
        server.pull()


def test_sitemaps_may_be_packed_and_list_others_and_themselves() -> None:
    places = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in ("sitemap.xml", "b"))
    server = Server(
        {
            "sitemap.xml": f"<sitemapindex {SPACE}>{places}</sitemapindex>",
            "b": gzip.compress(listing("a").encode()),
            "a": page(THIRTY),
        }
    )
    assert len(taken(server.pull())) == 1


def test_a_page_that_redirects_in_circles_ends() -> None:
    server = Server({"sitemap.xml": listing("round"), "round": moved("/round")})
    (skipped,) = server.pull()
    assert isinstance(skipped, Skipped)
    assert "redirects in circles" in skipped.mend


@pytest.mark.parametrize(
    "to", ["https://evil.example/a", "https://help.example.evil/a", "http://help.example/a"]
)
def test_a_redirection_out_of_the_prefixes_is_not_followed(to: str) -> None:
    server = Server({"sitemap.xml": listing("a"), "a": moved(to)})
    (skipped,) = server.pull()
    assert isinstance(skipped, Skipped)
    assert "outside of the source's prefixes" in skipped.mend


def test_pages_that_differ_in_their_query_alone_are_two() -> None:
    server = Server(
        {"sitemap.xml": listing("?p=1", "?p=2"), "?p=1": page(THIRTY), "?p=2": page(REPAIR)}
    )
    assert len(taken(server.pull())) == 2


def test_a_page_under_two_addresses_is_taken_by_the_one_that_it_calls_its_own() -> None:
    own = f'<link rel="canonical" href="{HOME}a">'
    server = Server(
        {"sitemap.xml": listing("b", "a"), "a": page(THIRTY, own), "b": page(THIRTY, own)}
    )
    (only,) = server.pull()
    assert isinstance(only, Pulled)
    assert only.document.source == f"{HOME}a"
    server.answers["sitemap.xml"] = listing("b")
    assert len(taken(server.pull())) == 1


def test_a_page_that_is_listed_but_gone_is_gone() -> None:
    server = Server({"sitemap.xml": listing("a", "b"), "a": page(THIRTY), "b": page(REPAIR)})
    have = taken(server.pull())
    server.answers["b"] = httpx.Response(410)
    (same,) = server.pull(have)
    assert isinstance(same, Same)


@pytest.mark.parametrize(("changed", "asked"), [("2026-05-01T08:00:00Z", 0), ("2026-05-01", 1)])
def test_a_page_is_not_asked_for_while_the_moment_of_its_change_stays(
    changed: str, asked: int
) -> None:
    server = Server({"sitemap.xml": listing("a", changed=changed), "a": page(THIRTY)})
    have = taken(server.pull())
    server.asked.clear()
    assert [type(each) for each in server.pull(have)] == [Same]
    assert server.asked.count("a") == asked


@pytest.mark.parametrize(
    "broken",
    [
        httpx.Response(200, content=b"%PDF-1.7", headers={"content-type": "application/pdf"}),
        httpx.Response(401),
        page("<div>" * 300 + "deep"),
        moved("http://[broken"),
    ],
    ids=["no page", "locked", "nested", "to no address"],
)
def test_a_page_that_cannot_be_used_does_not_stop_the_others(broken: httpx.Response) -> None:
    server = Server({"sitemap.xml": listing("a", "b"), "a": broken, "b": page(THIRTY)})
    skipped, pulled = server.pull()
    assert isinstance(skipped, Skipped)
    assert isinstance(pulled, Pulled)


def test_a_page_is_read_in_the_encoding_that_its_server_names() -> None:
    header = {"content-type": "text/html; charset=windows-1251"}
    text = "Наушники можно вернуть в течение тридцати дней после доставки."
    html = f"<html><body><main><p>{text}</p></main></body></html>".encode("cp1251")
    answer = httpx.Response(200, content=html, headers=header)
    server = Server({"sitemap.xml": listing("a"), "a": answer})
    (found,) = server.pull()
    assert isinstance(found, Pulled)
    assert found.document.text == text


@pytest.mark.parametrize(
    "content", ["<html", "", gzip.compress(b"<x>", mtime=0)[:12], b"\x1f\x8brubbish"]
)
def test_what_is_no_sitemap_is_told(content: str | bytes) -> None:
    with pytest.raises(InvalidInput, match="is no sitemap"):
        Server({"sitemap.xml": content}).pull()


def test_a_sitemap_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url>&b;</url></urlset>'
    assert Server({"sitemap.xml": bomb}).pull() == []
    monkeypatch.setattr(sitemaps, "_LARGEST", 1_000)
    with pytest.raises(InvalidInput, match="unpacks to more"):
        Server({"sitemap.xml": gzip.compress(listing(*"abc" * 100).encode())}).pull()
    endless = "".join(f"<sitemap><loc>{HOME}{n}</loc></sitemap>" for n in range(60))
    index = f"<sitemapindex {SPACE}>{endless}</sitemapindex>"
    with pytest.raises(InvalidInput, match="more than 50 sitemaps"):
        Server({"sitemap.xml": index, **{str(n): listing() for n in range(60)}}).pull()


def test_a_site_of_too_many_pages_takes_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(website, "_MOST_PAGES", 2)
    with pytest.raises(InvalidInput, match="more than 2 pages: narrow `prefixes`"):
        Server({"sitemap.xml": listing("a", "b", "c")}).pull()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"],
)
def test_a_host_in_a_private_network_is_never_connected_to(address: str) -> None:
    server = Server({"": "never"})
    transport = PublicOnly(
        lambda host, port: ["93.184.215.14", address], lambda: httpx.MockTransport(server)
    )
    with pytest.raises(InvalidInput, match="no host of the open internet"):
        Web(transport=transport, sleep=lambda _: None).get(HOME)
    assert server.asked == []


def test_a_public_host_is_connected_to_at_the_address_that_was_looked_at() -> None:
    reached: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        reached.append(request)
        return httpx.Response(200)

    looked_up = [["93.184.215.14"], ["127.0.0.1"]]
    web = Web(
        transport=PublicOnly(
            lambda host, port: looked_up.pop(0), lambda: httpx.MockTransport(answer)
        )
    )
    assert str(web.get(HOME).url) == HOME
    (request,) = reached
    assert request.url.host == "93.184.215.14"
    assert request.headers["host"] == "help.example"
    assert request.extensions["sni_hostname"] == "help.example"
    with pytest.raises(InvalidInput):
        web.get(HOME)


def test_a_host_that_is_none_is_told() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(TransientError, match="does not answer"):
        Web(transport=PublicOnly(nowhere), sleep=lambda _: None).get(HOME)
