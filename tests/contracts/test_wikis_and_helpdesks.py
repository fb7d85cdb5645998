"""What Confluence, Notion and Zendesk write becomes Markdown that holds for every customer."""

from typing import Any

import httpx
import pytest

from shared.adapters.sources.confluence import ConfluenceSource, from_storage
from shared.adapters.sources.web import Web
from shared.adapters.sources.zendesk import ZendeskMacros
from shared.ports.sources import Pulled, Skipped
from tests.contracts.sites import DEFAULTS, REPAIR, SITES, THIRTY, Notion, pull


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


def test_confluences_days_and_tasks_are_read() -> None:
    storage = (
        '<p>It holds until <time datetime="2026-06-01" />.</p><ac:task-list><ac:task>'
        "<ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>"
        "<ac:task-body>Check the seal</ac:task-body></ac:task></ac:task-list>"
    )
    assert from_storage(storage) == "It holds until 2026-06-01.\n\n- Check the seal"


def test_what_comes_without_a_text_is_named() -> None:
    page = {"id": "1", "title": "Live", "version": {"number": 1}, "_links": {"webui": "/x"}}
    macro = {
        "id": 1,
        "title": "Empty",
        "updated_at": "1",
        "actions": [{"field": "comment_value", "value": None}],
    }

    def answer(request: httpx.Request) -> httpx.Response:
        results = [{"id": "1"}] if request.url.path.endswith("/spaces") else [page]
        return httpx.Response(200, json={"results": results, "macros": [macro]})

    web = Web(transport=httpx.MockTransport(answer))
    place = "https://acme.example"
    wiki = ConfluenceSource("wiki", place, ("HELP",), DEFAULTS, web)
    for source in (wiki, ZendeskMacros("macros", place, DEFAULTS, web)):
        (skipped,) = source.pull({})
        assert isinstance(skipped, Skipped)


def test_a_page_of_notion_that_cannot_be_read_whole_is_left_as_it_was() -> None:
    class Hidden(Notion):
        def serve(self, request: httpx.Request) -> httpx.Response:
            if "/blocks/hidden/" in request.url.path:
                return httpx.Response(404, json={"code": "object_not_found"})
            return super().serve(request)

    site = Hidden()
    site.write("hidden", THIRTY)
    site.write("returns", THIRTY)
    skipped, returns = pull(site, {})
    assert isinstance(skipped, Skipped)
    assert isinstance(returns, Pulled)


NAME = "{{ticket.requester.first_name}}"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (f"Hi {NAME},\n\n{THIRTY} {REPAIR}", f"{THIRTY} {REPAIR}"),
        (f"{THIRTY}\n\nBest regards,\n{{{{ current_user.name }}}}", f"{THIRTY}\n\nBest regards,"),
        (
            f"Thank you for your patience, {NAME}! {THIRTY}",
            f"Thank you for your patience! {THIRTY}",
        ),
    ],
)
def test_a_macro_loses_whom_it_greets_and_who_signs_it(said: str, text: str) -> None:
    site = SITES["zendesk"]()
    site.write("returns", said)
    (found,) = pull(site, {})
    assert isinstance(found, Pulled)
    assert found.document.text == text


@pytest.mark.parametrize(
    ("said", "depends"),
    [
        (f"{THIRTY} {REPAIR}\n\nBut your order {{{{ticket.id}}}} is too old.", "ticket.id"),
        ("{% if ticket.tags contains 'plus' %}It is free.{% endif %}", "if"),
        ("{{dc.returns}}", "dc.returns"),
        (f"{NAME} may return it within 30 days of its delivery.", "ticket.requester.first_name"),
    ],
)
def test_a_macro_about_the_ticket_is_left_out_whole(said: str, depends: str) -> None:
    site = SITES["zendesk"]()
    site.write("status", said)
    (skipped,) = pull(site, {})
    assert isinstance(skipped, Skipped)
    assert f"depends on {depends}: word it without" in skipped.mend


@pytest.mark.parametrize(
    "about",
    [
        {"restriction": {"type": "User", "id": 4}},
        {"active": False},
        {"actions": [{"field": "status", "value": "solved"}]},
        {
            "actions": [
                {"field": "comment_mode_is_public", "value": "false"},
                {"field": "comment_value", "value": "Watch out: this one returns everything."},
            ]
        },
    ],
    ids=["an agent's own", "inactive", "silent", "internal note"],
)
def test_a_macro_that_is_not_for_customers_is_not_told_of(about: dict[str, Any]) -> None:
    macro = {"id": 1, "title": "x", "updated_at": "1", "actions": [], **about}
    body = {"macros": [macro], "meta": {"has_more": False}, "links": {}}
    web = Web(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=body)))
    assert list(ZendeskMacros("macros", "https://acme.example", DEFAULTS, web).pull({})) == []
