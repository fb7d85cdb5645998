"""What is remembered of a customer between conversations, through the booted template."""

from infra.local.world import World
from shared.adapters.aws.clients import client
from tests.system.customer import WebCustomer

MEMORY = {"pk": {"S": "P#cus_priya"}, "sk": {"S": "MEMORY"}}


def test_remembered_with_consent_told_on_request_and_forgotten_at_a_word(world: World) -> None:
    first = WebCustomer(world, "cus_priya")
    first.ask("where is my order?")
    assert "may I remember" in first.ask("thank you")["text"]
    assert "I'll remember them" in first.ask("yes please")["text"]
    row = client("dynamodb").get_item(TableName=world.table("Conversations"), Key=MEMORY)["Item"]
    assert int(row["expires_at"]["N"]) > 0

    again = WebCustomer(world, "cus_priya")
    reply = again.ask("where is my order?")
    assert reply["text"].startswith("On May 6, 2026 you asked about where your order is (NW-")
    assert reply["citations"][0]["source"] == "Our conversation of 2026-05-06"
    assert "where your order is" in again.ask("what do you know about me?")["text"]

    stranger = WebCustomer(world)
    assert "I remember nothing about you" in stranger.ask("what do you know about me?")["text"]
    other = WebCustomer(world, "cus_omar").ask("where is my order?")
    assert "you asked about" not in other["text"]

    assert "I've deleted" in again.ask("forget me")["text"]
    row = client("dynamodb").get_item(TableName=world.table("Conversations"), Key=MEMORY)["Item"]
    assert "order" not in row["memory"]["S"]
    anew = WebCustomer(world, "cus_priya").ask("where is my order?")
    assert "you asked about" not in anew["text"]
