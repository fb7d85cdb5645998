"""A function that needs no AWS service has a process of its own, as all have on Lambda."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from infra.local.environments import FunctionApart
from infra.local.functions import LocalFunction
from infra.local.template import Assembly
from infra.local.world import ROOT, World

Start = Callable[[str], FunctionApart]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as running:

        def run(handler: str) -> FunctionApart:
            handler = f"tests.local.handlers.{handler}"
            function = LocalFunction("Probe", handler, {"NAME": "its own"}, 10.0, 128)
            apart = FunctionApart(function, tmp_path / "functions.log")
            running.callback(apart.stop)
            return apart

        yield run


def answer(function: LocalFunction, event: Any = None) -> Any:
    text, failed = function.invoke(event)
    assert not failed, text
    return json.loads(text)


def test_it_runs_elsewhere_with_its_own_variables_and_nowhere_to_call(start: Start) -> None:
    told = answer(start("tells"), {"é": [1, None]})
    assert told["event"] == {"é": [1, None]}
    assert told["process"] != os.getpid()
    assert (told["name"], told["NAME"]) == ("Probe", "its own")
    assert told["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert "NAME" not in os.environ


def test_what_it_raises_is_told_as_lambda_tells_it(start: Start) -> None:
    text, failed = start("raises").invoke({})
    assert failed
    error = json.loads(text)
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no such colour")


def test_it_takes_several_events_at_a_time(start: Start) -> None:
    function = start("meets")
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(answer, [function, function])) == ["met", "met"]


def test_one_that_dies_fails_its_event_and_the_next_event_starts_another(start: Start) -> None:
    function = start("dies")
    text, failed = function.invoke({})
    assert failed
    assert json.loads(text)["errorType"] == "Runtime.ExitError"
    assert function.invoke({})[1]  # by a process that was started for it, and dies as well


def test_one_that_was_killed_between_two_events_is_started_again(start: Start) -> None:
    function = start("tells")
    first = answer(function)["process"]
    os.kill(first, 9)
    answers = (function.invoke(None) for _ in range(10))
    text = next(text for text, failed in answers if not failed)
    assert json.loads(text)["process"] != first


def test_it_ends_when_it_is_stopped(start: Start) -> None:
    function = start("tells")
    process = answer(function)["process"]
    function.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_functions_that_are_alone_answer_apart_as_they_do_here(
    world: World, tmp_path: Path
) -> None:
    alone = [world.estate.functions[name] for name in Assembly(ROOT / "cdk.out").alone]
    capabilities = {function.handler.split(".")[1] for function in alone}
    assert capabilities == {"generation", "routing", "sentiment"}
    (routing,) = (each for each in alone if ".routing." in each.handler)
    apart = FunctionApart(routing, tmp_path / "functions.log")
    context = {
        "conversation_id": "c1",
        "message_id": "m1",
        "text": "Where is my order NW-10001?",
        "participant": {"channel": "web", "address": "a1"},
        "sent_at": "2026-05-15T10:00:00+00:00",
        "memory": {},
    }
    try:
        apart.warm()
        assert answer(apart, context) == answer(routing, context)
    finally:
        apart.stop()
