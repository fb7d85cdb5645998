"""Kafka's batches and partners' events move what they tell of, in the booted system."""

import json
from pathlib import Path
from typing import Any

import httpx

from infra.local import letters
from infra.local.kafka import PATH
from infra.local.world import World
from shared.adapters.aws.clients import client
from tests.system.customer import WebCustomer
from tests.system.test_errands import eventually

SAMPLES = Path(__file__).parents[2] / "events" / "samples"


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((SAMPLES / name).read_text(encoding="utf-8")))


def test_a_batch_of_kafka_reaches_the_customer_and_its_bad_record_waits(world: World) -> None:
    told = httpx.post(world.url + PATH, json=sample("kafka-msk.json"))
    assert told.json() == {"told": 2, "buried": 1}
    customer = WebCustomer(world, "cus_priya")
    eventually(lambda: "was delivered" in customer.ask("where is my order NW-10490?")["text"])
    buried = letters.letters(client("sqs"), {"DeadLetters": world.queue("StreamsDeadLetters")})
    for each in buried:
        letters.let_go(client("sqs"), each)
    assert any("orders-0@16" in each.reason for each in buried)


def test_a_partners_event_reaches_the_customer(world: World) -> None:
    told = sample("partner-shopify.json")
    told["detail"]["payload"]["name"] = "NW-10498"  # that of no other test
    entry = {
        "EventBusName": world.estate.buses[0],
        "Source": told["source"],
        "DetailType": told["detail-type"],
        "Detail": json.dumps(told["detail"]),
    }
    assert not client("events").put_events(Entries=[entry])["FailedEntryCount"]
    customer = WebCustomer(world, "cus_lukas")
    eventually(lambda: "IP0042" in customer.ask("where is my order NW-10498?")["text"])
