"""What failed is tried once more: letters, executions, and steps whose function died."""

import json
from typing import Any
from uuid import uuid4

import pytest

from infra.local import letters, machines
from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.adapters.demo.crm import DemoCrm
from shared.domain.errors import Refused
from tests.system.customer import WebCustomer
from tests.system.test_errands import errands, eventually, put, systems

died = type("Runtime.ExitError", (Exception,), {})
"""As Lambda calls the end of a function that was killed."""
ROLE = "arn:aws:iam::123456789012:role/any"


def find(world: World, queue: str, holds: str) -> letters.Letter:
    def look() -> letters.Letter | None:
        found = letters.letters(client("sqs"), {queue: world.queue(queue)})
        wanted = [each for each in found if holds in each.body]
        for each in found:
            if each not in wanted[:1]:
                letters.let_go(client("sqs"), each)
        return wanted[0] if wanted else None

    found: letters.Letter = eventually(look)
    return found


def test_a_buried_event_goes_back_to_its_queue_and_is_handled(world: World) -> None:
    """Here it is buried once more, since nothing was mended."""
    person = f"ada-{uuid4().hex}"
    put(world, "careline.desk", "ApprovalGiven", {"run_id": "run_none", "person": person})
    letter = find(world, "ErrandNewsDeadLetters", person)
    assert letter.reason == "ApprovalGiven: is_approved: Field required"
    assert person not in letter.reason + letter.what
    assert "ErrandNewsQueue" in letters.redrive(client("sqs"), letter)
    again = find(world, "ErrandNewsDeadLetters", person)
    assert again.id != letter.id
    client("sqs").delete_message(QueueUrl=again.url, ReceiptHandle=again.receipt)


def test_what_no_queue_can_take_again_says_why(world: World) -> None:
    turn = json.dumps({"reason": "x", "turn": {"message_id": "msg_1"}})
    answered = letters.Letter("q", world.queue("TurnRequestsDeadLetters"), "1", "r", turn)
    with pytest.raises(Refused, match="has had an apology"):
        letters.redrive(client("sqs"), answered)
    place = json.dumps({"reason": "x"})
    of_stream = letters.Letter("q", world.queue("Undelivered"), "1", "r", place)
    with pytest.raises(Refused, match="stream"):
        letters.redrive(client("sqs"), of_stream)


def test_a_failed_execution_goes_on_where_it_failed(world: World) -> None:
    name = f"Later{uuid4().hex[:8]}"
    url = f"https://sqs.us-east-1.amazonaws.com/123456789012/{name}"
    definition = {
        "StartAt": "First",
        "States": {
            "First": {"Type": "Pass", "Result": "kept", "ResultPath": "$.first", "Next": "Send"},
            "Send": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage",
                "Parameters": {"QueueUrl": url, "MessageBody.$": "$.first"},
                "End": True,
            },
        },
    }
    arn = machines.create(name, json.dumps(definition), ROLE, "STANDARD")
    states = client("stepfunctions")
    states.start_execution(stateMachineArn=arn, name="run_1", input="{}")
    (failure,) = eventually(lambda: letters.failures(states, [arn]))
    assert (failure.name, failure.status) == ("run_1", "FAILED")
    client("sqs").create_queue(QueueName=name)
    letters.redrive_execution(states, failure)
    sent = eventually(lambda: client("sqs").receive_message(QueueUrl=url).get("Messages"))
    assert [message["Body"] for message in sent] == ["kept"]
    eventually(lambda: states.describe_execution(executionArn=failure.arn)["status"] == "SUCCEEDED")
    with pytest.raises(Refused):
        letters.redrive_execution(states, failure)


def test_a_step_that_dies_after_its_deed_is_resumed_and_does_it_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, move = [], DemoCrm.move

    def dying(self: DemoCrm, *what: Any) -> str:
        receipt = move(self, *what)
        calls.append(receipt)
        if len(calls) < 3:
            raise died("killed")
        return receipt

    monkeypatch.setattr(DemoCrm, "move", dying)
    customer = WebCustomer(world, "cus_noah")
    shown = customer.ask("please change my address to 5 Oak Street, Toronto, ON M4B 1B3")["text"]
    assert "Shall I go ahead?" in shown
    customer.post("yes")
    told = customer.hear()["text"]
    if "confirmation number" not in told:  # it took longer than a turn waits
        told = customer.hear()["text"]
    assert f"Your confirmation number is {calls[0]}" in told
    assert (len(calls), len(set(calls))) == (3, 1)
    assert systems(world).crm.address("cus_noah").postcode == "M4B 1B3"
    (run,) = runs(world)
    did = [line.step for line in errands(world).audit(run["id"]) if line.receipt]
    assert did == ["move", "confirmation"]


def runs(world: World) -> list[dict[str, Any]]:
    rows = client("dynamodb").scan(TableName=world.table("Errands"))["Items"]
    found = [json.loads(row["run"]["S"]) for row in rows if "run" in row]
    return [run for run in found if run["participant"]["customer_id"] == "cus_noah"]
