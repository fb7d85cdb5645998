"""The main job, through the booted template: a message in, a proven reply out."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.runtime import wiring
from tests.system.customer import PATIENCE, WebCustomer

DELAYED = "Why was my delivery delayed? I ordered on May 1st and it's still not here."


def test_a_delayed_delivery_is_explained_with_cause_place_day_and_hour(world: World) -> None:
    reply = WebCustomer(world, "cus_maya").ask(DELAYED)
    for fact in ("NW-10482", "storm", "Memphis", "May 8, 2026", "2:00 PM"):
        assert fact in reply["text"]
    assert reply["citations"][0]["source"] == "Order NW-10482"


def test_a_policy_is_quoted_with_its_source_and_not_its_expired_version(world: World) -> None:
    reply = WebCustomer(world).ask("What's the return policy for digital products?")
    assert "within 14 days of purchase" in reply["text"]
    assert "30 days of purchase, even after" not in reply["text"]
    (source,) = {citation["source"] for citation in reply["citations"]}
    assert source == "https://help.northwind.example/returns/digital-products"


def test_two_wishes_of_two_desks_get_one_reply_in_their_order(world: World) -> None:
    reply = WebCustomer(world, "cus_maya").ask("Where is my order and how do I return something?")
    text = reply["text"]
    assert text.index("NW-10482") < text.index("My orders")
    numbers = [citation["number"] for citation in reply["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {"Order NW-10482"} < {citation["source"] for citation in reply["citations"]}


def test_what_leans_on_the_question_before_is_answered_with_it(world: World) -> None:
    customer = WebCustomer(world, "cus_maya")
    assert "$5.95" in customer.ask("how much is shipping?")["text"]
    assert "$7.95" in customer.ask("what about Canada?")["text"]
    assert "NW-10482" in customer.ask("where is my order?")["text"]
    assert "NW-10482" not in customer.ask("and the other one?")["text"]


def test_a_clarifying_question_is_remembered_until_its_answer(world: World) -> None:
    customer = WebCustomer(world)
    assert "is this about" in customer.ask("white")["text"]
    assert "free of charge" in customer.ask("yes")["text"]


def test_what_a_policy_grants_is_computed_to_the_day(world: World) -> None:
    question = (
        "What's the return window for a premium member who ordered a limited-edition headset on "
        "April 15?"
    )
    reply = WebCustomer(world, "cus_maya").ask(question)
    assert "within 30 days of delivery" in reply["text"]
    assert "until May 20, 2026" in reply["text"]
    assert "Returning a limited edition" in {each["title"] for each in reply["citations"]}


def test_a_stranger_proves_an_order_over_three_messages(world: World) -> None:
    customer = WebCustomer(world)
    assert "order number" in customer.ask("where is my order?")["text"]
    assert "e-mail" in customer.ask("it is NW-10482")["text"]
    assert "Memphis" in customer.ask(f"and my address is {email_of('cus_maya')}")["text"]


def email_of(customer: str) -> str:
    return str(wiring.customers().by_id(customer).email)  # type: ignore[union-attr]


def test_somebody_elses_order_is_not_told(world: World) -> None:
    reply = WebCustomer(world, "cus_daniel").ask("where is my order NW-10482?")
    assert "Memphis" not in reply["text"]
    assert not reply["citations"]


def test_what_is_not_ours_is_not_answered(world: World) -> None:
    reply = WebCustomer(world).ask("what's the weather in paris tomorrow?")
    assert not reply["citations"]
    assert reply["text"].startswith("That isn't something I can help with here.")


def test_a_person_is_promised_only_with_a_recorded_handoff(world: World) -> None:
    customer = WebCustomer(world)
    assert "colleague" in customer.ask("I want to talk to a human")["text"]
    rows = client("dynamodb").query(
        TableName=world.table("Conversations"),
        KeyConditionExpression="pk = :c AND begins_with(sk, :h)",
        ExpressionAttributeValues={
            ":c": {"S": f"C#{customer.session['conversationId']}"},
            ":h": {"S": "H#"},
        },
    )["Items"]
    assert len(rows) == 1


def test_the_same_message_twice_is_one_turn(world: World) -> None:
    customer = WebCustomer(world)
    first, again = (customer.post("hello there", "same-id").json() for _ in range(2))
    assert first["messageId"] == again["messageId"]
    customer.hear()
    assert [line["role"] for line in customer.transcript()] == ["customer", "assistant"]


def test_replies_come_in_the_order_of_their_messages(world: World) -> None:
    customer = WebCustomer(world)
    sent = [customer.post(text).json()["messageId"] for text in ("hello", "thank you", "goodbye")]
    assert [customer.hear()["inReplyTo"] for _ in sent] == sent


def test_many_customers_at_once_each_get_their_own_reply(world: World) -> None:
    def one(number: int) -> str:
        who, order = (("cus_maya", "NW-10482"), ("cus_daniel", "NW-10485"))[number % 2]
        assert order in WebCustomer(world, who).ask(DELAYED)["text"]
        return order

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(one, range(16)))) == 16


def test_a_page_that_was_away_fetches_what_it_missed(world: World) -> None:
    customer = WebCustomer(world)
    customer.ask("hello")
    customer.socket.close()
    customer.post("What's the return policy for digital products?")
    customer.socket = customer.connect()
    deadline = [line["role"] for line in customer.transcript()]
    while deadline[-1] != "assistant" or len(deadline) < 4:
        deadline = [line["role"] for line in customer.transcript()]
    assert deadline == ["customer", "assistant", "customer", "assistant"]


def test_a_ticket_opens_one_socket_once(world: World) -> None:
    customer = WebCustomer(world)
    ticket = customer.ticket()
    address = customer.session["socketUrl"]
    with connect(f"{address}?ticket={ticket}"):
        pass
    for wrong in (f"{address}?ticket={ticket}", f"{address}?ticket=made-up", address):
        with pytest.raises((InvalidStatus, ConnectionClosed)), connect(wrong) as socket:
            socket.recv(timeout=PATIENCE)


def test_a_page_of_another_origin_opens_none(world: World) -> None:
    customer = WebCustomer(world)
    address = f"{customer.session['socketUrl']}?ticket={customer.ticket()}"
    evil = Origin("https://evil.example")
    with pytest.raises(InvalidStatus), connect(address, origin=evil):
        pass


@pytest.mark.parametrize("frame", ["rubbish", "{}", '{"action": "delete"}'])
def test_a_wrong_frame_is_told_what_to_mend(world: World, frame: str) -> None:
    customer = WebCustomer(world)
    customer.socket.send(frame)
    answer = json.loads(customer.socket.recv(timeout=PATIENCE))
    assert answer["type"] == "error"
    assert "/messages" in answer["detail"]
    customer.socket.send('{"action": "ping"}')
    assert json.loads(customer.socket.recv(timeout=PATIENCE)) == {"type": "pong"}
