"""A hosted model's sentences, shown in the chat as they are checked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.world import World
from shared.runtime import wiring
from tests.browser.pages import ask, needs_chromium, opened
from tests.contracts.wires import Given, completion_events, speaking

pytestmark = needs_chromium
FIRST = (
    "You can get a refund for digital products such as sound packs and e-books within two weeks of "
    "purchase as long as you haven't downloaded them."
)
LIE = "The refund is paid within 90 business days of approval."
LAST = "The money goes back to your original payment method within 3 business days of approval."
ANSWER = json.dumps(
    {
        "sentences": [
            {"text": FIRST, "support": ["returns-digital#1"]},
            {"text": LIE, "support": ["returns-digital#3"]},
            {"text": LAST, "support": ["returns-digital#3"]},
        ]
    }
)


@contextmanager
def writing(world: World, url: str) -> Iterator[None]:
    """The system with a model of ours at `url`, streamed; as it was, afterwards."""
    functions = world.estate.functions
    generation = next(each for name, each in functions.items() if "Generation" in name)
    delivery = next(each for name, each in functions.items() if "Delivery" in name)
    before = dict(generation.environment)
    generation.environment.update(
        MODEL_ENGINE="openai",
        MODEL_ID="a-model",
        MODEL_ENDPOINT=url,
        MODEL_STREAMS="true",
        CONNECTIONS_TABLE=delivery.environment["CONNECTIONS_TABLE"],
        SOCKET_CALLBACK_URL=delivery.environment["SOCKET_CALLBACK_URL"],
    )
    wiring.reply_writer.cache_clear()
    try:
        yield
    finally:
        generation.environment.clear()
        generation.environment.update(before)
        wiring.reply_writer.cache_clear()


@pytest.fixture
def page(world: World, browser: Browser) -> Iterator[Page]:
    slowly = Given(completion_events(ANSWER), content_type="text/event-stream", pause=0.03)
    with speaking(slowly) as wire, writing(world, wire.url), opened(world, browser) as page:
        yield page


def test_checked_sentences_appear_one_by_one_and_a_lie_never(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "What's the return policy for digital products?")
    reply = page.locator(".line.assistant .bubble").first
    seen: list[str] = []
    until = time.monotonic() + 15
    while time.monotonic() < until and (not seen or LAST not in seen[-1]):
        text = reply.text_content() if reply.count() else ""
        if text and text not in seen:
            seen.append(text)
    assert seen == [FIRST, f"{FIRST} {LAST}"]
    page.get_by_text("1 source").or_(page.get_by_text("2 sources")).first.click()
    expect(page.get_by_text("Return policy for digital products").first).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Chat with us").click()
    expect(page.locator(".line.assistant")).to_have_count(1)
    expect(page.get_by_text(LAST)).to_be_visible()
    expect(page.get_by_text(LIE)).to_have_count(0)


def test_a_page_that_loses_its_connection_has_the_whole_reply_once(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "What's the return policy for digital products?")
    expect(page.get_by_text(FIRST)).to_be_visible(timeout=15_000)
    page.context.set_offline(True)
    time.sleep(2)  # the rest is written meanwhile
    page.context.set_offline(False)
    expect(page.get_by_text(LAST)).to_be_visible(timeout=20_000)
    expect(page.locator(".line.assistant")).to_have_count(1)
    assert page.get_by_text(FIRST).count() == 1
