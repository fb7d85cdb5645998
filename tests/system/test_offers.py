"""What is offered to customers, through the booted template."""

import re

from infra.local.world import World
from shared.adapters.aws.clients import client
from tests.system.customer import WebCustomer

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


def test_nobody_else_is_offered_anything(world: World) -> None:
    asked = WebCustomer(world).ask("could you give me a discount?")["text"]
    assert asked.startswith("I have no discount that I may give you")


def _owned(world: World, table: str, owner: str) -> list[str]:
    answer = client("dynamodb").query(
        TableName=world.table(table),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": owner}},
    )
    return [row["sk"]["S"] for row in answer["Items"]]
