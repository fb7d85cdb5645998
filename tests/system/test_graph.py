"""Events of the company's systems change what its customers are told, within seconds."""

import json
import time
from typing import Any
from uuid import uuid4

from infra.local.world import World
from shared.adapters.aws.clients import client
from tests.system.customer import PATIENCE, WebCustomer
from tests.system.test_bad_input import letters

WHERE = "where is my order?"


def happens(world: World, kind: str, at: str, **detail: Any) -> None:
    """Put an event of the 6th of May on the bus; `at` is its hour, UTC."""
    detail["occurred_at"] = f"2026-05-06T{at}:00Z"
    entry = {
        "EventBusName": world.estate.buses[0],
        "Source": "company.systems",
        "DetailType": kind,
        "Detail": json.dumps(detail),
    }
    assert client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0


def hears(customer: WebCustomer, question: str, *words: str) -> str:
    """The first answer with these words, of those within seconds."""
    deadline = time.monotonic() + PATIENCE
    text = ""
    while time.monotonic() < deadline:
        text = str(customer.ask(question)["text"])
        if all(word in text for word in words):
            return text
    raise AssertionError(f"{words} are not in: {text}")


def buried(world: World, marker: str) -> dict[str, Any]:
    """The event with the marker, when it has become a dead letter."""
    while found := letters(world, "CompanyEventsDeadLetters"):
        for letter in found:
            if marker in letter["body"]:
                return letter
    raise AssertionError(f"{marker} was not buried")


def until_read(world: World) -> None:
    """Wait until the events that were put before have been read, as a last, unknown one shows."""
    happens(world, "OrderLost", "12:00", order_number=(marker := uuid4().hex))
    assert "detail-type" in buried(world, marker)["reason"]


def test_what_happens_to_an_order_is_in_the_next_answer(world: World) -> None:
    customer, number = WebCustomer(world, "cus_amelia"), "NW-10503"
    before = str(customer.ask(WHERE)["text"])
    assert number in before
    assert "Polder" not in before
    parcel = {"carrier": "Polder Courier", "tracking": "PLC8871504"}
    happens(world, "OrderShipped", "10:00", order_number=number, **parcel)
    hears(customer, WHERE, number, "Polder Courier", "PLC8871504")
    delivered = {"order_number": number, "delivered_at": "2026-05-06T15:00:00Z"}
    happens(world, "OrderDelivered", "15:05", **delivered)
    told = hears(customer, WHERE, number, "delivered")
    happens(world, "OrderDelayed", "11:00", order_number=number, cause="a storm", place="the hub")
    happens(world, "OrderShipped", "10:00", order_number=number, **parcel)
    happens(world, "OrderDelivered", "15:05", **delivered)
    until_read(world)
    assert customer.ask(WHERE)["text"] == told


def test_a_changed_tier_changes_what_is_granted(world: World) -> None:
    question = "What's the return window for my limited-edition headset?"
    customer = WebCustomer(world, "cus_elena")
    assert "within 14 days" in customer.ask(question)["text"]
    happens(world, "CustomerChanged", "12:00", customer_id="cus_elena", tier="premium")
    hears(customer, question, "within 30 days", "May 21, 2026")


def test_a_changed_number_is_known_and_the_old_one_is_not(world: World) -> None:
    happens(world, "CustomerChanged", "12:00", customer_id="cus_omar", phone="+15550788")

    def text(number: str) -> str:
        before = len(world.carrier.inbox(number))
        sms = {
            "originationNumber": number,
            "destinationNumber": "+15550199",
            "messageBody": WHERE,
            "inboundMessageId": uuid4().hex,
        }
        client("sns").publish(TopicArn=world.topic("SmsInbound"), Message=json.dumps(sms))
        (reply,) = world.carrier.inbox(number, before, wait=PATIENCE)
        return str(reply.text)

    until_read(world)
    assert "NW-10501" in text("+15550788")
    assert "NW-10501" not in text("+15550108")


def test_an_order_of_somebody_unknown_harms_nobody(world: World) -> None:
    lines = [{"sku": "NWA-E200", "name": "Finch 2 earbuds"}]
    placed = {"order_number": "NW-10777", "placed_at": "2026-05-06T09:00:00Z", "lines": lines}
    happens(world, "OrderPlaced", "09:00", customer_id="cus_nobody", **placed)
    happens(world, "OrderShipped", "10:00", order_number="NW-10778")
    until_read(world)
    reply = WebCustomer(world, "cus_daniel").ask("where is my order NW-10777?")
    assert not reply["citations"]
    assert "NW-10485" in WebCustomer(world, "cus_daniel").ask(WHERE)["text"]


def test_a_malformed_event_becomes_a_letter_that_says_why(world: World) -> None:
    happens(world, "CustomerChanged", "12:00", customer_id="cus_bad", phone="0800-GRACE")
    reason = buried(world, "cus_bad")["reason"]
    assert "phone" in reason
    assert "GRACE" not in reason
