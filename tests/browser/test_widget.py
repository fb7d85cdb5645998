"""The chat widget on the shop page, in headless Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.world import World
from tests.browser.pages import ask, needs_chromium, opened

pytestmark = needs_chromium


@pytest.fixture
def page(world: World, browser: Browser) -> Iterator[Page]:
    with opened(world, browser) as page:
        yield page


def test_a_customer_asks_where_an_order_is_and_sees_facts_and_sources(page: Page) -> None:
    page.get_by_role("button", name="Why was my delivery delayed").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The new delivery date is Friday, May 8, 2026")).to_be_visible()
    page.get_by_text("1 source").click()
    expect(page.get_by_text("Order NW-10482 (version delayed)")).to_be_visible()


def test_the_conversation_survives_a_reload(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "What's the return policy for digital products?")
    expect(page.get_by_text("within 14 days of purchase").first).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_text("within 14 days of purchase").first).to_be_visible()


def test_words_written_without_a_network_are_sent_once_when_it_is_back(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "hello")
    expect(page.locator(".line.assistant")).to_have_count(1)
    page.context.set_offline(True)
    ask(page, "What's the return policy for digital products?")
    expect(page.get_by_text("Sending")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("within 14 days of purchase").first).to_be_visible(timeout=15_000)
    expect(page.locator(".line.customer")).to_have_count(2)


def test_a_page_never_renders_what_somebody_typed_as_html(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "<img src=x onerror=alert(1)> hello")
    expect(page.locator(".line.customer .bubble")).to_contain_text("<img src=x")
    assert page.locator("careline-chat img").count() == 0


def test_escape_closes_and_gives_the_focus_back(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Chat with us")).to_be_focused()
