"""The console in headless Chromium, signed in through the local identity provider."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.domain.conversation import Channel, Identity, Participant
from shared.domain.errands.run import Basis, Change, Run, Status
from shared.domain.money import Money
from shared.ports.errands import Approval
from tests.browser.pages import needs_chromium
from tests.system.customer import WebCustomer
from tests.system.test_errands import errands, eventually

pytestmark = needs_chromium
SLOWLY = 60_000
"""A review asks hundreds of questions twice."""


@contextmanager
def console(world: World, browser: Browser, **options: Any) -> Iterator[Page]:
    problems: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error":
            problems.append(said.text)

    with browser.new_context(**options) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", note)
        page.goto(f"{world.url}/console")
        expect(page.get_by_role("heading", name="Articles")).to_be_visible()
        yield page
    refused = [each for each in problems if "Failed to load resource" not in each]
    assert not refused, "a script failed, or the content security policy forbade something"


@pytest.fixture
def page(world: World, browser: Browser) -> Iterator[Page]:
    with console(world, browser) as page:
        yield page


@pytest.fixture
def inbox(world: World) -> Iterator[None]:
    yield
    bucket = world.bucket("Knowledge")
    for entry in client("s3").list_objects_v2(Bucket=bucket, Prefix="inbox/").get("Contents", []):
        client("s3").delete_object(Bucket=bucket, Key=entry["Key"])


def test_a_lead_is_signed_in_and_finds_an_article_by_keyboard(page: Page) -> None:
    expect(page.get_by_text("lead@northwind.example")).to_be_visible()
    assert "code=" not in page.url
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("warranty")
    expect(page.get_by_role("row")).to_have_count(3)  # the head, the warranty, and repairs beyond
    page.get_by_role("link", name="Warranty", exact=True).focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Article warranty")
    expect(heading).to_be_focused()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()


def test_an_edit_is_previewed_side_by_side_and_then_live(page: Page, inbox: None) -> None:
    page.goto(page.url.partition("#")[0] + "#write/gift-cards")
    text = page.get_by_role("textbox", name="The article")
    expect(text).not_to_be_empty()
    text.fill(text.input_value().replace("$500", "$650"))
    page.get_by_role("button", name="Preview what changes").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    change = page.locator(".change").first
    expect(change.locator("del").first).to_contain_text("$500", timeout=SLOWLY)
    expect(change.locator("ins").first).to_contain_text("$650")
    publish = page.get_by_role("button", name="Publish")
    expect(publish).to_be_enabled()
    text.fill(text.input_value() + "\nOne more sentence.\n")
    expect(publish).to_be_disabled()
    text.fill(text.input_value().replace("\nOne more sentence.\n", ""))
    publish.click()
    expect(page.get_by_text("gift-cards is live")).to_be_visible(timeout=SLOWLY)
    page.reload()
    page.get_by_role("button", name="Withdraw…").click()
    expect(page.get_by_role("heading", name="What withdrawing would change")).to_be_visible(
        timeout=SLOWLY
    )
    page.get_by_role("button", name="Withdraw gift-cards").click()
    expect(page.get_by_text("gift-cards is withdrawn")).to_be_visible(timeout=SLOWLY)
    expect(page.get_by_role("button", name="Withdraw…")).to_have_count(0)


def test_what_cannot_be_published_is_told_with_the_mend(page: Page) -> None:
    page.get_by_role("link", name="Write or upload").click()
    page.get_by_role("textbox", name="The article").fill(
        "no front matter <img src=x onerror=alert(1)>"
    )
    page.get_by_role("button", name="Preview what changes").click()
    expect(page.get_by_role("alert")).to_contain_text("must begin with front matter")
    rubbish = {"name": "<b>x</b>.exe", "mimeType": "application/x", "buffer": b"MZ"}
    page.locator("input[type=file]").set_input_files(rubbish)  # type: ignore[arg-type]
    expect(page.get_by_role("alert")).to_contain_text("<b>x</b>.exe: its format .exe is not one of")
    note = {
        "name": "showroom.md",
        "mimeType": "text/markdown",
        "buffer": b"# Visits\n\nOn Fridays.",
    }
    page.locator("input[type=file]").set_input_files(note)  # type: ignore[arg-type]
    expect(page.get_by_role("status")).to_contain_text("showroom.md was read")
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_gap_has_a_draft_and_is_set_aside_with_a_reason(world: World, page: Page) -> None:
    asked = "Can I visit your showroom?"
    assert "no verified answer" in WebCustomer(world).ask(asked)["text"]
    page.get_by_role("link", name="Gaps").click()
    card = page.locator(".card").filter(has_text=asked)
    for _ in range(5):
        page.get_by_role("button", name="Look again").click()
        expect(page.get_by_role("progressbar")).to_have_count(0, timeout=SLOWLY)
        if card.count():
            break
    card.get_by_role("button", name="Write the article").click()
    assert asked in page.get_by_role("textbox", name="The article").input_value()
    page.go_back()
    card.get_by_role("button", name="Set aside…").click()
    page.get_by_label("Why does it need no article?").fill("we have none")
    page.get_by_role("button", name="Set aside", exact=True).click()
    expect(card).to_have_count(0)


def test_two_people_approve_and_one_who_denies_says_why(world: World, page: Page) -> None:
    store = errands(world)
    basis = Basis(
        "return_window: premium", "Premium members have 60 days.", "https://help.x/returns"
    )
    words, amount = "You will get $900.00 back.", Money(90_000)
    refund = Change("refund", "refund", words, amount, rests_on=(basis,))
    writer = Participant(Channel.WEB, Identity.SIGNED_IN, "cus_maya")
    run = Run(
        "run_page", "cancel_order", "cnv_page", writer, "en", datetime.now(UTC), plan=(refund,)
    )
    store.begin(run, "msg_page")
    store.wait(replace(run, status=Status.APPROVING), "no-token")
    store.ask_approval(Approval(run.id, run.errand, "cnv_page", 2, (refund.words,)))
    try:
        page.get_by_role("link", name="Approvals").click()
        card = page.locator(".card").filter(has_text="You will get $900.00 back.")
        expect(card).to_contain_text("more than $500.00: two people must approve")
        expect(card.locator(".number")).to_contain_text("$900.00")
        expect(card.get_by_role("blockquote")).to_have_text(basis.clause)
        expect(card.locator(".basis")).to_contain_text("Rule return_window: premium")
        expect(card.get_by_role("link", name="help.x/returns")).to_be_visible()
        card.get_by_role("button", name="Approve").click()
        expect(card).to_contain_text("1 of 2 approved")
        expect(card).to_contain_text("Another person must approve too.")
        expect(card.get_by_role("button", name="Approve")).to_be_disabled()
        card.get_by_role("button", name="Deny…").click()
        page.get_by_label("Why not? It stays in the audit.").fill("it was shipped")
        card.get_by_role("button", name="Deny", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Denied.")
        eventually(lambda: store.find(run.id).status is not Status.APPROVING)
        card.get_by_text("Audit of run_page").click()
        expect(card).to_contain_text("refused by lead@northwind.example: it was shipped")
    finally:
        store.settle_approval(run.id)


def test_it_works_at_320_pixels_in_the_dark_and_without_a_mouse(
    world: World, browser: Browser
) -> None:
    narrow = {"width": 320, "height": 640}
    with console(world, browser, viewport=narrow, color_scheme="dark") as page:
        for place in ("articles", "gaps", "upkeep", "sources", "approvals", "offers", "switches"):
            page.goto(f"{world.url}/console#{place}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            page.wait_for_timeout(300)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_attached()
        page.goto(f"{world.url}/console#offers")
        page.get_by_label("E-mail address, phone number or id").fill("nobody")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_in_viewport(ratio=0.9)
        expect(page.get_by_role("alert")).to_contain_text("No one customer is known by that")


def test_an_errand_is_stopped_only_after_a_second_look(world: World, page: Page) -> None:
    page.get_by_role("link", name="Switches").click()
    page.get_by_role("button", name="Stop usage_alert…").click()
    page.get_by_role("button", name="Keep").click()
    assert errands(world).stopped() == {}
    page.get_by_role("button", name="Stop usage_alert…").click()
    page.get_by_role("button", name="Stop usage_alert", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("usage_alert is stopped")
    assert errands(world).stopped() == {"usage_alert": "lead@northwind.example"}
    page.get_by_role("button", name="Let it run").click()
    eventually(lambda: not errands(world).stopped())


def test_what_a_customer_was_given_is_looked_up_by_keyboard(world: World, page: Page) -> None:
    asked = "could you give me a discount?"
    given = re.search(r"the code (\w{8})", WebCustomer(world, "cus_priya").ask(asked)["text"])
    assert given
    page.get_by_role("link", name="Offers").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Offers")).to_be_focused()
    row = page.get_by_role("row").filter(has_text="thank_you")
    expect(row).to_contain_text("5% (at most $25.00) off the next order")
    expect(row).to_contain_text("asks for an offer")
    expect(row).to_contain_text("and is of tier plus or premium")
    expect(row.locator(".number").first).to_contain_text(re.compile(r"^[1-9]\d* of 50"))
    page.get_by_label("E-mail address, phone number or id").focus()
    page.keyboard.type("priya.raman@example.com")
    page.keyboard.press("Enter")
    held = page.get_by_role("region", name="Given to Priya Raman").get_by_role("row").nth(1)
    expect(held).to_contain_text(given[1])
    expect(held).to_contain_text("open")


def test_another_colleague_signs_in_and_sees_what_is_theirs(page: Page) -> None:
    page.get_by_role("button", name="Switch").click()
    page.get_by_role("link", name="agent@northwind.example").click()
    expect(page.get_by_text("agent@northwind.example")).to_be_visible()
    expect(page.get_by_role("link", name="Write or upload")).to_have_count(0)
    page.get_by_role("link", name="Switches").click()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
