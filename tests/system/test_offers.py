"""What is offered to customers, through the booted template."""

import re
from dataclasses import replace

import httpx

from infra.local.phone import heard_in
from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.adapters.aws.records import DynamoRecords
from shared.adapters.demo.commerce import DISCOUNT
from tests.system.customer import WebCustomer
from tests.system.staff import colleague
from tests.system.test_calls import call

_LATE = "My delivery is late and I'm very disappointed. What happened?"
_GIVEN = re.compile(r"10% off your next order with the code (\w{8}), until August 4, 2026")


def test_an_offer_is_a_record_that_the_shop_honours_and_is_given_once(world: World) -> None:
    customer = WebCustomer(world, "cus_maya")
    reply = customer.ask(_LATE)
    given = _GIVEN.search(reply["text"])
    assert given, reply["text"]
    code = given[1]
    assert reply["citations"][-1]["source"] == f"Offer {code}"
    assert _owned(world, "Errands", "OFFERS#cus_maya") == [f"2026-05-06#{code}"]
    assert _owned(world, "Systems", "discount#cus_maya") == [code]

    again = WebCustomer(world, "cus_maya")
    assert "% off" not in again.ask(_LATE)["text"]
    asked = again.ask("could you give me a discount?")["text"]
    assert asked.startswith("You have an offer already: 10% off")
    assert code in asked

    with colleague(world) as lead:
        late = next(
            each for each in lead.get("/offers").json()["offers"] if each["name"] == "late_parcel"
        )
        assert (late["worth"], late["aDay"]) == ("10%", 40)
        assert 1 <= late["givenToday"] <= late["givenLately"]
        answer = lead.post("/offers/held", json={"customer": "maya.lindqvist@example.com"})
        (held,) = answer.json()["offers"]
        assert (held["code"], held["state"], held["until"]) == (code, "open", "2026-08-04")
        _use(world, code)
        (held,) = lead.post("/offers/held", json={"customer": "+1 555 0100"}).json()["offers"]
        assert held["state"] == "used"


def test_whoever_takes_a_call_is_told_what_was_given(world: World) -> None:
    talk = call(world, "+15550103")
    assert "5%, at most 25 dollars" in heard_in(talk.say("could you give me a discount"))[0]
    talk.say("0", mode="DTMF")
    assert re.search(r"Offer \w{8}: granted \(thank you\)", talk.attributes["summary"])


def test_a_customer_s_offers_are_shown_to_those_who_speak_with_customers(world: World) -> None:
    maya = {"customer": "cus_maya"}
    with colleague(world, "ops") as ops, colleague(world, "agent") as agent:
        assert ops.get("/offers").status_code == 200
        refused = ops.post("/offers/held", json=maya)
        assert refused.status_code == 403
        assert "this needs the role agent or lead; you have ops" in refused.json()["detail"]
        assert agent.post("/offers/held", json=maya).json()["name"] == "Maya Lindqvist"
        unknown = agent.post("/offers/held", json={"customer": "cus_nobody"})
        assert unknown.status_code == 404
        assert "no one customer is known by that" in unknown.json()["detail"]
        malformed = agent.post("/offers/held", json={"customer": ""})
        assert (malformed.status_code, malformed.json()["title"]) == (422, "Invalid request")
    for ask in (
        httpx.get(f"{world.url}/v1/console/offers"),
        httpx.post(f"{world.url}/v1/console/offers/held", json=maya),
    ):
        assert ask.status_code == 401


def test_nobody_else_is_offered_anything(world: World) -> None:
    asked = WebCustomer(world).ask("could you give me a discount?")["text"]
    assert asked.startswith("I have no discount that I may give you")


def _use(world: World, code: str) -> None:
    """As the shop's till notes it."""
    records = DynamoRecords(world.table("Systems"))
    record = records.get(DISCOUNT, code)
    assert record
    records.put(replace(record, value=record.value | {"used_for": "NW-10500"}))


def _owned(world: World, table: str, owner: str) -> list[str]:
    answer = client("dynamodb").query(
        TableName=world.table(table),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": owner}},
    )
    return [row["sk"]["S"] for row in answer["Items"]]
