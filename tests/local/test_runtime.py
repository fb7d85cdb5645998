"""The local runtime's promises, each held on the running system."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import boto3
import pytest

from functions.analytics import batch as analytics
from functions.delivery import batch as delivery
from infra.local.functions import LocalFunction
from infra.local.stand_ins import ServiceNotLocal
from infra.local.world import World
from shared.adapters.aws.clients import client
from tests.system.customer import PATIENCE, WebCustomer


def until(done: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := done():
            return answer
        time.sleep(0.02)
    pytest.fail("it did not happen in time")


def put(world: World, pk: str, **more: Any) -> dict[str, Any]:
    item = {"pk": {"S": pk}, "sk": {"S": "x"}, **more}
    return {"Put": {"TableName": world.table("Ledger"), "Item": item}}


def get(world: World, pk: str) -> Any:
    key = {"pk": {"S": pk}, "sk": {"S": "x"}}
    return client("dynamodb").get_item(TableName=world.table("Ledger"), Key=key).get("Item")


def test_a_transaction_is_all_or_nothing_and_says_why(world: World) -> None:
    first, second = uuid4().hex, uuid4().hex
    client("dynamodb").transact_write_items(TransactItems=[put(world, first)])
    taken = put(world, first)
    taken["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"
    with pytest.raises(client("dynamodb").exceptions.TransactionCanceledException) as caught:
        client("dynamodb").transact_write_items(TransactItems=[put(world, second), taken])
    reasons = [reason["Code"] for reason in caught.value.response["CancellationReasons"]]
    assert reasons == ["None", "ConditionalCheckFailed"]
    assert get(world, second) is None
    assert get(world, first) is not None


def test_one_of_many_writers_wins_a_condition(world: World) -> None:
    pk, won = uuid4().hex, list[int]()
    claim = put(world, pk)
    claim["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"

    def write(number: int) -> None:
        try:
            client("dynamodb").transact_write_items(TransactItems=[claim])
            won.append(number)
        except client("dynamodb").exceptions.TransactionCanceledException:
            pass

    threads = [threading.Thread(target=write, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_query_sees_its_partition_in_order_and_obeys_its_limit(world: World) -> None:
    table, pk = world.table("Ledger"), uuid4().hex
    for sort in ("b", "a", "c"):
        item = {"pk": {"S": pk}, "sk": {"S": sort}}
        client("dynamodb").put_item(TableName=table, Item=item)
    answer = client("dynamodb").query(
        TableName=table,
        KeyConditionExpression="pk = :p AND sk BETWEEN :a AND :z",
        ExpressionAttributeValues={":p": {"S": pk}, ":a": {"S": "a"}, ":z": {"S": "z"}},
        ScanIndexForward=False,
        Limit=2,
    )
    assert [item["sk"]["S"] for item in answer["Items"]] == ["c", "b"]


def test_a_queue_tells_what_it_is_and_how_much_is_in_it(world: World) -> None:
    url = client("sqs").create_queue(
        QueueName=f"{uuid4().hex}.fifo",
        Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"},
    )["QueueUrl"]
    for body in ("one", "one", "two"):
        client("sqs").send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")
    told = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert told["ContentBasedDeduplication"] == told["FifoQueue"] == "true"
    assert told["ApproximateNumberOfMessages"] == "2"
    assert abs(float(told["CreatedTimestamp"]) - time.time()) < 60


def test_a_queue_record_that_fails_is_tried_again_and_its_neighbours_are_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def enter(body: str) -> None:
        seen.append(body)
        if "bad" in body and seen.count(body) < 2:
            raise ConnectionError

    monkeypatch.setattr(analytics, "enter_turn", enter)
    url = world.queue("CompletedTurnsQueue")
    client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    for body in ("good", "bad"):
        client("sqs").send_message(QueueUrl=url, MessageBody=body)
    until(lambda: seen.count("bad") == 2)
    assert seen.count("good") == 1


def test_a_stream_record_that_always_fails_is_given_up_with_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def broken(_: Any) -> None:
        tries.append(1)
        raise ConnectionError("no way out")

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "deliver", lambda *_: broken(None))
        customer = WebCustomer(world)
        customer.post("hello")
        url = world.queue("Undelivered")
        letter = until(
            lambda: client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=0).get("Messages")
        )[0]
    assert len(tries) == 4
    assert "failed 4 times" in json.loads(letter["Body"])["reason"]
    assert customer.transcript()[-1]["role"] == "assistant"


def test_what_moto_only_pretends_fails_loudly(world: World) -> None:
    with pytest.raises(ServiceNotLocal):
        boto3.client("comprehend").detect_sentiment(Text="x", LanguageCode="en")


def test_a_connection_that_is_gone_says_so(world: World) -> None:
    address = world.outputs["SocketUrl"].replace("wss://", "https://")
    sender = client("apigatewaymanagementapi", address)
    with pytest.raises(sender.exceptions.GoneException):
        sender.post_to_connection(ConnectionId="nobody", Data=b"{}")


def test_each_function_sees_its_own_environment_only(world: World) -> None:
    functions: dict[str, LocalFunction] = world.estate.functions
    analytics_has = next(f for f in functions.values() if "analytics" in f.handler).environment
    assert "LEDGER_TABLE" in analytics_has
    assert "CONVERSATIONS_TABLE" not in analytics_has
    assert "LEDGER_TABLE" not in __import__("os").environ


def test_the_aws_endpoint_shares_the_running_system(world: World) -> None:
    outside = boto3.client(
        "sqs",
        endpoint_url=world.aws_url,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    assert any("TurnRequests" in url for url in outside.list_queues()["QueueUrls"])
