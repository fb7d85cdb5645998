"""Errands through the booted template: chat in, state machine, systems, receipt out."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.adapters.aws.errands import DynamoErrands
from shared.adapters.aws.records import DynamoRecords
from shared.adapters.demo.systems import demo_systems
from shared.ports.systems import Systems
from tests.system.customer import PATIENCE, WebCustomer
from tests.system.test_email import Correspondent

EVENTS = Path(__file__).parents[2] / "events" / "samples"


def test_a_cancellation_offers_a_pause_first_and_ends_only_after_a_yes(world: World) -> None:
    customer = WebCustomer(world, "cus_maya")
    offered = customer.ask("Can I cancel my subscription?")
    assert offered["text"].startswith("Yes, you can cancel Coaching Pro")
    assert "Your last billing cycle ends May 31, 2026" in offered["text"]
    assert "Subscription SUB-2001" in {each["source"] for each in offered["citations"]}
    assert "coaching-plans" not in customer.ask("where is my order?")["text"]
    assert "Shall I go ahead?" in customer.ask("cancel")["text"]
    assert systems(world).crm.subscriptions("cus_maya")[0].status == "active"
    assert "Your confirmation number is" in customer.ask("yes, please")["text"]
    ended = systems(world).crm.subscriptions("cus_maya")[0]
    assert (ended.status, str(ended.ends_on)) == ("cancelled", "2026-05-31")


def test_money_waits_for_a_colleague_and_the_receipt_comes_by_itself(world: World) -> None:
    customer = WebCustomer(world, "cus_omar")
    assert "$357.50" in customer.ask("cancel my coaching subscription")["text"]
    assert "a colleague's approval" in customer.ask("yes")["text"]
    assert "NW-10188" in customer.ask("what about order NW-10188, where is it?")["text"]
    (asked,) = [each for each in errands(world).approvals() if "357.50" in str(each.words)]
    decide(world, asked.run_id, "ada")
    told = customer.hear()
    assert re.search(r"\$357\.50 is on its way back to you \(refund RF-\w+\)", told["text"])
    assert told["inReplyTo"] == ""
    entries = systems(world).payments.entries("SUB-2002")
    assert [(each.kind.value, each.amount.minor) for each in entries] == [
        ("payment", 39000),
        ("refund", 35750),
    ]
    done = [line.step for line in errands(world).audit(asked.run_id) if line.what == "done"]
    assert done == ["end", "refund", "confirmation"]


def test_a_return_is_refunded_when_the_warehouse_has_it(world: World) -> None:
    customer = WebCustomer(world, "cus_daniel")
    asked = customer.ask("I want to return NW-10417")
    assert "Tern 1 wired headphones" in asked["text"]
    customer.ask("the Skylark")
    opened = customer.ask("yes")["text"]
    rma = re.search(r"RMA-\w+", opened)
    assert rma, opened
    put(world, "company.systems", "ReturnReceived", {"return_number": rma.group()})
    assert "$32.05 is on its way back to you" in customer.hear()["text"]


def test_a_stranger_proves_who_they_are_by_a_code_from_their_inbox(world: World) -> None:
    customer = WebCustomer(world)
    assert "which e-mail address" in customer.ask("cancel my subscription")["text"]
    customer.ask("elena.petrova@example.com")
    records = DynamoRecords(world.table("Systems"))
    (letter,) = records.of("letter", "elena.petrova@example.com")
    code = re.search(r"\d{6}", letter.value["text"])
    assert code
    assert "May 27, 2026" in customer.ask(f"it is {code.group()}")["text"]
    assert "ends on May 27, 2026" in customer.ask("yes")["text"]
    # for the rest of the conversation we know who it is
    assert "NW-10396" in customer.ask("where is my order?")["text"]


def test_the_same_answer_twice_does_it_once(world: World) -> None:
    customer = WebCustomer(world, "cus_priya")
    customer.ask("I want to upgrade to Pro")
    answer = uuid4().hex
    for _ in range(2):
        assert customer.post("yes", answer).status_code == 202
    assert "you have Coaching Pro now" in customer.hear()["text"]
    assert len(systems(world).payments.entries("SUB-2003")) == 2


def test_what_was_begun_on_the_web_is_finished_by_text(world: World) -> None:
    customer = WebCustomer(world, "cus_lukas")
    offered = customer.ask("cancel my coaching subscription")["text"]
    assert "Would you like to pause" in offered
    for said, heard in (
        ("cancel", "Shall I go ahead?"),
        ("yes", "Your confirmation number is"),
    ):
        before = len(world.carrier.inbox("+15550103", 0, 0))
        text(world, "+15550103", said)
        texts = world.carrier.inbox("+15550103", before, PATIENCE)
        assert heard in " ".join(each.text for each in texts)
    assert systems(world).crm.subscriptions("cus_lukas")[0].status == "cancelled"


def test_a_reached_limit_is_told_by_mail_once_and_settled_there(world: World) -> None:
    studio = Correspondent(world, "office@harbourstreet.example")
    told = json.loads((EVENTS / "usage-threshold-reached.json").read_text(encoding="utf-8"))
    for _ in range(2):
        put(world, told["source"], told["detail-type"], told["detail"])
    letter = studio.hear()
    assert letter
    assert letter["subject"] == "The limit of your licence"
    assert "12 of the 10 seats of your Sound pack business licence" in letter["text"]
    asked = studio.ask("a second licence, please", letter)
    assert asked["subject"] == "Re: The limit of your licence"
    assert "You pay $240.00 today" in asked["text"]
    assert "I've charged $240.00" in studio.ask("yes", asked)["text"]
    (_, charged) = systems(world).payments.entries("SUB-2007")
    assert charged.amount.minor == 24000


def test_an_errand_that_was_switched_off_goes_to_a_person(world: World) -> None:
    errands(world).switch("change_address", off=True)
    try:
        customer = WebCustomer(world, "cus_grace")
        told = customer.ask("please change the address on my account")["text"]
    finally:
        errands(world).switch("change_address", off=False)
    assert "I can't do this by myself at the moment" in told
    assert "Your case is with our team" in customer.ask("hm?")["text"]


def test_what_no_errand_knows_is_buried_with_its_reason(world: World) -> None:
    put(world, "careline.desk", "ApprovalGiven", {"run_id": "run_none", "person": "ada"})
    url = next(url for name, url in world.estate.queues.items() if "ErrandNewsDeadLetters" in name)
    buried = eventually(lambda: client("sqs").receive_message(QueueUrl=url).get("Messages"))
    assert "is_approved: Field required" in json.loads(buried[0]["Body"])["reason"]


def systems(world: World) -> Systems:
    return demo_systems(DynamoRecords(world.table("Systems")))


def errands(world: World) -> DynamoErrands:
    return DynamoErrands(world.table("Errands"))


def text(world: World, number: str, words: str) -> None:
    body = {
        "originationNumber": number,
        "destinationNumber": "+15550199",
        "messageKeyword": "KEYWORD_123456789012",
        "messageBody": words,
        "inboundMessageId": uuid4().hex,
    }
    client("sns").publish(TopicArn=world.topic("Sms"), Message=json.dumps(body))


def decide(world: World, run_id: str, person: str) -> None:
    decision = {"run_id": run_id, "person": person, "is_approved": True}
    put(world, "careline.desk", "ApprovalGiven", decision)


def put(world: World, source: str, kind: str, detail: dict[str, Any]) -> None:
    told = {"occurred_at": datetime.now(UTC).isoformat(), **detail}
    entry = {
        "EventBusName": world.estate.buses[0],
        "Source": source,
        "DetailType": kind,
        "Detail": json.dumps(told),
    }
    client("events").put_events(Entries=[entry])


def eventually(look: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")
