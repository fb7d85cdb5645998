"""The errand that looks up an order, on the demo company's own data."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from functions.workflows.order_status import look_up
from shared.adapters.language.mentions import LibraryMentionReader
from shared.adapters.memory.business import MemoryOrders
from shared.adapters.pack import load_company, load_customers, load_orders, load_products
from shared.contracts import FindGrounds, TurnContext
from shared.domain.conversation import Channel, Identity, Memory, Participant
from shared.domain.evidence import Grounds
from shared.domain.intents import Desk
from shared.domain.routing import Decision

PACK = Path(__file__).parents[2] / "companies" / "northwind"
COMPANY = load_company(PACK)
ORDERS = MemoryOrders(load_orders(PACK), load_customers(PACK))
MENTIONS = LibraryMentionReader(COMPANY.order_numbers, load_products(PACK), COMPANY.country)
TODAY = date(2026, 5, 6)
NOW = datetime(2026, 5, 6, tzinfo=UTC)


def ask(text: str, customer: str | None = None, *before: str) -> Grounds:
    level = Identity.SIGNED_IN if customer else Identity.ANONYMOUS
    mentions = MENTIONS.read(text, TODAY, "en")
    for said in before:
        mentions = mentions.over(MENTIONS.read(said, TODAY, "en"))
    context = TurnContext(
        conversation_id="cnv",
        message_id="msg",
        text=text,
        sent_at=NOW,
        participant=Participant(Channel.WEB, level, customer),
        memory=Memory(),
    )
    decision = Decision(
        Desk.WORKFLOW,
        "delivery_delay",
        0.9,
        "understood",
        errand="order_status",
        mentions=mentions,
    )
    return look_up(FindGrounds(context=context, decision=decision), ORDERS, COMPANY)


def text_of(grounds: Grounds) -> str:
    return " ".join(fact.text for fact in grounds.facts)


def test_the_delayed_order_of_that_day_is_told_with_cause_place_day_and_hour() -> None:
    said = text_of(
        ask(
            "Why was my delivery delayed? I ordered on May 1st and it's still not here.", "cus_maya"
        )
    )
    order = next(o for o in ORDERS.of_customer("cus_maya") if o.status == "delayed")
    assert order.delay is not None
    for fact in (order.number, order.delay.cause, order.delay.place, "May 8, 2026", "2:00 PM"):
        assert fact in said


def test_a_stranger_is_asked_for_number_and_address() -> None:
    grounds = ask("where is my order?")
    assert (grounds.outcome, grounds.awaiting, grounds.facts) == (
        "ask_for_order",
        "order_status",
        (),
    )


def test_number_and_address_may_come_in_two_messages() -> None:
    order = ORDERS.of_customer("cus_maya")[0]
    email = next(c.email for c in load_customers(PACK) if c.id == "cus_maya")
    assert ask(email, None, f"it's {order.number}").outcome == "found"


@pytest.mark.parametrize("customer", ["cus_maya", None])
def test_nobody_sees_another_customers_order(customer: str | None) -> None:
    other = next(o for o in load_orders(PACK) if o.customer_id != "cus_maya")
    email = next(c.email for c in load_customers(PACK) if c.id == "cus_maya")
    grounds = ask(f"where is {other.number}? I am {email}", customer)
    assert (grounds.outcome, grounds.facts) == ("order_not_found", ())


def test_every_status_of_the_demo_has_its_words() -> None:
    for order in load_orders(PACK):
        grounds = ask(f"where is {order.number}?", order.customer_id)
        assert order.number in text_of(grounds)
        assert "{" not in text_of(grounds)


def test_a_customer_without_orders_is_told_so() -> None:
    buyers = {order.customer_id for order in load_orders(PACK)}
    idle = next(c.id for c in load_customers(PACK) if c.id not in buyers)
    assert ask("where is my order?", idle).outcome == "no_orders"
