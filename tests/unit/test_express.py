"""Express machines, from the first state to the last."""

import json
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local.asl import NotPlayable
from infra.local.express import MOST_STATE, ExpressMachine

Function = Callable[[Any], Any]


class Odd(Exception):
    pass


def arn(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:123456789012:function:{name}"


def task(name: str, **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": arn(name), "End": True, **more}


def one(state: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"StartAt": "One", "States": {"One": state}, **more}


def machine(definition: dict[str, Any], service: Any = None, **functions: Function) -> Any:
    def invoke(name: str, event: Any) -> tuple[str, bool]:
        try:
            return json.dumps(functions[name.rpartition(":")[2]](event)), False
        except Exception as error:
            return json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}), True

    return ExpressMachine(definition, invoke, lambda _: service)


def failing(times: int, answer: Any) -> Function:
    left = iter([Odd("not now")] * times)

    def function(_: Any) -> Any:
        for error in left:
            raise error
        return answer

    return function


def test_a_function_is_given_its_part_and_its_answer_put_at_its_place() -> None:
    state = task("double", Parameters={"n.$": "$.in.n"}, ResultPath="$.out.twice")
    ended = machine(one(state), double=lambda event: event["n"] * 2).run({"in": {"n": 4}})
    assert (ended.status, ended.output) == ("SUCCEEDED", {"in": {"n": 4}, "out": {"twice": 8}})


def test_a_failure_is_tried_again_as_often_as_the_retrier_says() -> None:
    again = [{"ErrorEquals": ["Odd"], "MaxAttempts": 2, "IntervalSeconds": 0}]
    state = task("shaky", Retry=again)
    assert machine(one(state), shaky=failing(2, "ok")).run({}).output == "ok"
    ended = machine(one(state), shaky=failing(3, "ok")).run({})
    assert (ended.status, ended.error) == ("FAILED", "Odd")
    assert json.loads(ended.cause)["errorMessage"] == "not now"


def test_a_caught_failure_lies_beside_the_data() -> None:
    catcher = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Two"}
    states = {
        "One": {**task("broken", Catch=[catcher]), "End": False, "Next": "Three"},
        "Two": {"Type": "Succeed"},
        "Three": {"Type": "Fail", "Error": "Never"},
    }
    ended = machine({"StartAt": "One", "States": states}, broken=failing(9, None)).run({"a": 1})
    assert ended.status == "SUCCEEDED"
    assert (ended.output["a"], ended.output["failure"]["Error"]) == (1, "Odd")


def test_branches_run_at_the_same_time_and_answer_in_their_order() -> None:
    meet = threading.Barrier(2, timeout=5)
    branches = [one(task("left")), one(task("right"))]

    def waiting(answer: str) -> Function:
        return lambda _: (meet.wait(), answer)[1]

    running = machine(
        one({"Type": "Parallel", "Branches": branches, "End": True}),
        left=waiting("l"),
        right=waiting("r"),
    )
    assert running.run({}).output == ["l", "r"]


def test_a_failing_branch_fails_the_state_once_all_have_ended() -> None:
    done: list[Any] = []

    def slow(_: Any) -> None:
        time.sleep(0.05)
        done.append(1)

    branches = [one(task("slow")), one(task("broken"))]
    running = machine(
        one({"Type": "Parallel", "Branches": branches, "End": True}),
        slow=slow,
        broken=failing(1, None),
    )
    assert (running.run({}).error, done) == ("Odd", [1])


def test_a_map_gives_each_item_with_its_place_and_keeps_their_order() -> None:
    selector = {"all.$": "$.n", "item.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index"}
    state = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemSelector": selector,
        "ItemProcessor": one(task("say")),
        "ResultPath": "$.said",
        "End": True,
    }
    running = machine(one(state), say=lambda e: f"{e['all']}{e['item']}{e['at']}")
    assert running.run({"n": "n", "items": list("abc")}).output["said"] == ["na0", "nb1", "nc2"]
    assert running.run({"n": "n", "items": []}).output["said"] == []


def test_a_choice_and_a_pass_lead_on() -> None:
    rule = {"Variable": "$.who", "StringEquals": "me", "Next": "Mine"}
    states = {
        "Who?": {"Type": "Choice", "Choices": [rule], "Default": "Theirs"},
        "Mine": {"Type": "Pass", "Result": 1, "End": True},
        "Theirs": {"Type": "Pass", "Result": 2, "End": True},
    }
    running = machine({"StartAt": "Who?", "States": states})
    assert [running.run({"who": who}).output for who in ("me", "you")] == [1, 2]


def test_services_are_asked_with_text_where_they_want_text() -> None:
    asked: list[Any] = []
    failed = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "Full"}], "ResponseMetadata": {}}

    def put_events(**given: Any) -> Any:
        asked.append(given)
        return failed

    bus = SimpleNamespace(put_events=put_events)
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::events:putEvents",
        "Parameters": {"Entries": [{"DetailType": "Done", "Detail.$": "$.what"}]},
        "End": True,
    }
    ended = machine(one(state), bus).run({"what": {"id": 7}})
    assert asked == [{"Entries": [{"DetailType": "Done", "Detail": '{"id": 7}'}]}]
    assert ended.error == "EventBridge.FailedEntry"


def test_a_service_that_raises_fails_the_state_by_its_error() -> None:
    def refuse(**_: Any) -> None:
        raise Odd("no such queue")

    state = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True}
    ended = machine(one(state), SimpleNamespace(send_message=refuse)).run({})
    assert (ended.error, ended.cause) == ("SQS.Odd", "no such queue")


def test_a_machine_whose_time_is_over_says_so() -> None:
    states = {
        "One": {**task("slow"), "End": False, "Next": "Two"},
        "Two": task("never"),
    }
    definition = {"StartAt": "One", "States": states, "TimeoutSeconds": 0.05}
    ended = machine(definition, slow=lambda _: time.sleep(0.1), never=failing(0, "x")).run({})
    assert ended.status == "TIMED_OUT"


def test_a_state_too_large_for_step_functions_fails_here_too() -> None:
    ended = machine(one(task("long")), long=lambda _: "x" * (MOST_STATE + 1)).run({})
    assert ended.error == "States.DataLimitExceeded"


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(NotPlayable, match="dynamodb"):
        machine(one({"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "End": True}))
