"""Every source tells what is new, what is the same and what cannot be used, and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.adapters.aws.clients import client
from shared.adapters.aws.inbox import InboxSource
from shared.adapters.sources.confluence import from_storage
from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.folder import FolderSource
from shared.adapters.sources.settings import load_sources, open_source
from shared.adapters.sources.web import Web
from shared.adapters.sources.website import WebsiteSource
from shared.domain.errors import BrokenPack, InvalidInput, TransientError
from shared.ports.sources import DocumentSource, Pulled, Same, Skipped
from tests.contracts.sites import SITES, TOKEN, Notion, Pages, Site

DEFAULTS = Defaults("en", date(2026, 1, 1), "Care", frozenset({"EU"}), frozenset({"audio"}))
THIRTY = "You can return headphones within 30 days of their delivery."
SIXTY = "You can return headphones within 60 days of their delivery."
REPAIR = "A repair of a headset takes about ten days in our workshop."
LABEL = "We send you the label by e-mail as soon as you ask for it."


class Files(Site):
    """A folder, or the inbox, that holds texts as files."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        self._folder = folder

    def write(self, name: str, text: str) -> None:
        if self._folder:
            (self._folder / f"{name}.md").write_text(text, encoding="utf-8")
        else:
            client("s3").put_object(Bucket="knowledge", Key=f"inbox/{name}.md", Body=text.encode())

    def remove(self, name: str) -> None:
        if self._folder:
            (self._folder / f"{name}.md").unlink()
        else:
            client("s3").delete_object(Bucket="knowledge", Key=f"inbox/{name}.md")

    def source(self, defaults: Defaults) -> DocumentSource:
        if self._folder:
            return FolderSource("files", self._folder, defaults)
        return InboxSource("knowledge", defaults)


@pytest.fixture(params=["folder", "inbox", *SITES])
def site(request: pytest.FixtureRequest, tmp_path: Path, aws: None) -> Site:
    made: Site
    if request.param in SITES:
        made = SITES[request.param]()
    else:
        client("s3").create_bucket(Bucket="knowledge")
        made = Files(tmp_path if request.param == "folder" else None)
    for name, text in (("returns", THIRTY), ("repairs", REPAIR), ("labels", LABEL)):
        made.write(name, text)
    return made


def pull(site: Site, have: dict[str, str]) -> list[Pulled | Same | Skipped]:
    return list(site.source(DEFAULTS).pull(have))


def take(site: Site) -> dict[str, str]:
    """Pulls everything; the revisions by id."""
    found = pull(site, {})
    assert all(isinstance(each, Pulled) for each in found), found
    return {each.document.id: each.revision for each in found if isinstance(each, Pulled)}


def remove(site: Site, name: str) -> None:
    if isinstance(site, Files):
        site.remove(name)
    else:
        del site.texts[name]


def test_the_first_pull_brings_everything_with_its_scope(site: Site) -> None:
    found = [each.document for each in pull(site, {}) if isinstance(each, Pulled)]
    assert len({each.id for each in found}) == 3
    (returns,) = [each for each in found if THIRTY in each.text]
    assert returns.title.lower() == "returns"
    assert returns.scope.locale == "en"
    assert returns.scope.regions == {"EU"}
    assert returns.owner == "Care"
    assert returns.products == {"audio"}
    assert returns.source
    assert returns.version


def test_the_second_pull_brings_nothing(site: Site) -> None:
    have = take(site)
    assert pull(site, have) == [Same(id) for id in have]


def test_a_change_is_pulled_alone(site: Site) -> None:
    have = take(site)
    site.write("returns", SIXTY)
    found = pull(site, have)
    (changed,) = [each for each in found if not isinstance(each, Same)]
    assert isinstance(changed, Pulled)
    assert SIXTY in changed.document.text
    assert changed.document.id in have


def test_what_is_gone_is_not_told_of(site: Site) -> None:
    have = take(site)
    remove(site, "repairs")
    assert len(pull(site, have)) == 2


def test_what_cannot_be_used_is_named_and_the_rest_comes(site: Site) -> None:
    site.write("repairs", "")
    found = pull(site, {})
    assert len([each for each in found if isinstance(each, Pulled)]) == 2
    (skipped,) = [each for each in found if isinstance(each, Skipped)]
    assert skipped.mend


@pytest.mark.parametrize("kind", SITES)
def test_a_site_that_breaks_off_says_so_after_a_few_tries(kind: str) -> None:
    site = SITES[kind]()
    for name in ("returns", "repairs", "labels"):
        site.write(name, LABEL)
    site.down_after = 1
    with pytest.raises(TransientError, match="answered 503"):
        pull(site, {})
    assert len(site.requests) == 1 + 4


@pytest.mark.parametrize("kind", SITES)
def test_a_wrong_token_is_told_without_the_token(kind: str) -> None:
    site = SITES[kind]()
    site.refuses = True
    with pytest.raises(InvalidInput, match="check the source's secret") as refused:
        pull(site, {})
    assert TOKEN not in str(refused.value)
    assert len(site.requests) == 1


def test_a_busy_server_is_given_the_time_that_it_asks_for() -> None:
    answers = [httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, json={})]
    waited: list[float] = []
    transport = httpx.MockTransport(lambda _: answers.pop(0))
    assert Web(transport=transport, sleep=waited.append).get_json("https://api.example/x") == {}
    assert waited == [7.0]


def website(answer: Any, inside: bool = True) -> WebsiteSource:
    web = Web(transport=httpx.MockTransport(answer), sleep=lambda _: None)
    place = "https://help.example/"
    return WebsiteSource("site", f"{place}sitemap.xml", (place,), DEFAULTS, web, inside=inside)


def test_a_page_that_robots_are_kept_from_is_not_read() -> None:
    site = Pages()
    site.write("private", THIRTY)
    assert pull(site, {}) == []


def test_a_sitemap_that_holds_itself_and_a_page_that_redirects_in_circles_end() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = (
        f"<sitemapindex {space}><sitemap><loc>https://help.example/sitemap.xml</loc></sitemap>"
        f"<sitemap><loc>https://help.example/pages.xml</loc></sitemap></sitemapindex>"
    )
    pages = f"<urlset {space}><url><loc>https://help.example/round</loc></url></urlset>"

    def answer(request: httpx.Request) -> httpx.Response:
        texts = {"/sitemap.xml": index, "/pages.xml": pages, "/robots.txt": ""}
        if request.url.path in texts:
            return httpx.Response(200, text=texts[request.url.path])
        return httpx.Response(302, headers={"location": "/round"})

    (skipped,) = website(answer).pull({})
    assert isinstance(skipped, Skipped)
    assert "redirects in circles" in skipped.mend


def test_a_site_cannot_lead_a_sync_into_the_companys_network() -> None:
    place = "http://169.254.169.254/"
    web = Web(transport=httpx.MockTransport(lambda _: httpx.Response(200, text="")))
    source = WebsiteSource("site", f"{place}sitemap.xml", (place,), DEFAULTS, web)
    with pytest.raises(InvalidInput, match="no address of the open internet"):
        list(source.pull({}))


def test_a_sitemap_that_expands_without_end_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url>&b;</url></urlset>'
    found = list(website(lambda _: httpx.Response(200, text=bomb)).pull({}))
    assert found == []
    with pytest.raises(InvalidInput, match="is no sitemap"):
        list(website(lambda _: httpx.Response(200, text="<html")).pull({}))


def test_confluences_macros_keep_their_content() -> None:
    storage = (
        "<h2>Pairing</h2><p>Hold both buttons.</p>"
        '<ac:structured-macro ac:name="toc" />'
        '<ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Note</ac:parameter>'
        "<ac:rich-text-body><p>It blinks <strong>blue</strong>.</p></ac:rich-text-body>"
        "</ac:structured-macro>"
        '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[reset --all]]>'
        "</ac:plain-text-body></ac:structured-macro>"
        "<table><tbody><tr><th>Model</th><th>Hold</th></tr><tr><td>Heron</td><td>5 s</td></tr>"
        "</tbody></table>"
        '<p>See <ac:link><ri:page ri:content-title="Repairs" /></ac:link>.</p>'
    )
    text = from_storage(storage)
    for part in ("## Pairing", "Note", "It blinks **blue**.", "reset --all", "See Repairs."):
        assert part in text
    assert "| Model | Hold |" in text
    assert "| Heron | 5 s |" in text


def test_notions_blocks_become_markdown() -> None:
    def block(
        kind: str, text: str = "", *, within: str | None = None, **more: Any
    ) -> dict[str, Any]:
        rich = [{"type": "text", "plain_text": text}]
        body = more or {"rich_text": rich}
        return {"id": within or kind, "type": kind, "has_children": bool(within), kind: body}

    cells = [[[{"plain_text": "Plan"}], [{"plain_text": "Price"}]]]
    cells += [[[{"plain_text": "Solo"}], [{"plain_text": "$9"}]]]
    children = {
        "returns": [
            block("heading_2", "Plans"),
            block("bulleted_list_item", "Solo", within="nested"),
            block("bulleted_list_item", "Team"),
            block("table", within="rows", table_width=2),
            block("toggle", "More", within="inside"),
        ],
        "nested": [block("bulleted_list_item", "one person")],
        "rows": [{"id": "r", "type": "table_row", "table_row": {"cells": row}} for row in cells],
        "inside": [block("paragraph", "Ask us.")],
    }

    class Rich(Notion):
        def serve(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/v1/search":
                return super().serve(request)
            results = children[request.url.path.split("/")[3]]
            return httpx.Response(200, json={"results": results, "has_more": False})

    site = Rich()
    site.write("returns", "")
    (found,) = pull(site, {})
    assert isinstance(found, Pulled)
    assert found.document.text == (
        "## Plans\n\n- Solo\n  - one person\n- Team\n\n"
        "| Plan | Price |\n| --- | --- |\n| Solo | $9 |\n\nMore\n\nAsk us."
    )


def test_a_macro_loses_its_greeting_and_one_about_the_ticket_is_left_out() -> None:
    site = SITES["zendesk"]()
    site.write("returns", f"Hi {{{{ticket.requester.first_name}}}},\n\n{THIRTY} {REPAIR}")
    site.write("status", "Your ticket {{ticket.id}} is {{ticket.status}}.")
    returns, status = pull(site, {})
    assert isinstance(returns, Pulled)
    assert returns.document.text == f"{THIRTY} {REPAIR}"
    assert isinstance(status, Skipped)
    assert "depends on the ticket" in status.mend


def test_a_packs_sources_are_read_and_opened(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        """
- {name: articles, kind: folder, path: knowledge, schedule: rate(1 hour)}
- {name: site, kind: website, sitemap: "https://a.example/s.xml", prefixes: ["https://a.example/"]}
- {name: wiki, kind: confluence, site: "https://a.example", spaces: [HELP], secret: arn:wiki}
- {name: notes, kind: notion, secret: arn:notes, locale: de, region: [EU]}
- {name: macros, kind: zendesk_macros, site: "https://a.example", secret: arn:macros}
""",
        encoding="utf-8",
    )
    asked: list[str] = []

    def secret(arn: str) -> str:
        asked.append(arn)
        return f"bot@example.com:{TOKEN}"

    sources = load_sources(tmp_path)
    opened = [open_source(tmp_path, each, "en", secret) for each in sources]
    assert [each.name for each in opened] == ["articles", "site", "wiki", "notes", "macros"]
    assert asked == ["arn:wiki", "arn:notes", "arn:macros"]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("- {name: x, kind: ftp}", "does not match any of the expected tags"),
        ("- {name: x, kind: folder}", "path: Field required"),
        ("- {name: X y, kind: folder, path: k}", "should match pattern"),
        ("- {name: x, kind: folder, path: k, colour: red}", "Extra inputs"),
        ("- {name: x, kind: folder, path: a}\n- {name: x, kind: folder, path: b}", "named twice"),
        (": :", "it is no YAML"),
    ],
)
def test_a_broken_list_of_sources_is_told_with_its_mend(
    tmp_path: Path, text: str, mend: str
) -> None:
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenPack, match=mend):
        load_sources(tmp_path)
