"""Interprets Express machines: one call from the first state to the last, in memory.

moto interprets them too, and takes longer than the functions behind them: it writes a history that
an Express machine does not have, and copies the whole state at each step. Standard machines, whose
executions wait, are listed and resumed, are moto's (machines.py).
"""

import contextvars
import functools
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from infra.local.asl import (
    Definition,
    Json,
    NotPlayable,
    Retry,
    StateFailed,
    catch,
    check,
    choose,
    fill,
    get,
    put,
    retry,
    states,
)

Invoke = Callable[[str, Any], tuple[str, bool]]
MOST_STATE = 256 * 1024
"""Bytes of a state's input or output, as JSON in ASCII:
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
_LAMBDA = ":lambda:"
_SERVICES = {
    "events:putEvents": ("events", "put_events"),
    "sqs:sendMessage": ("sqs", "send_message"),
}
_AS_TEXT = {"Detail", "MessageBody"}
"""Parameters that these services want as text; a definition may give them as objects."""
_beside = ThreadPoolExecutor(64, thread_name_prefix="branch")


@dataclass(frozen=True)
class Ended:
    """How an execution ended: `output` where it succeeded, else the error and its cause."""

    status: str
    output: Json = None
    error: str | None = None
    cause: str | None = None


class ExpressMachine:
    """A definition that can be run. `invoke` calls the function of an ARN; `client` gives the boto
    client of a service. Raises NotPlayable for what is not known here."""

    def __init__(
        self, definition: Definition, invoke: Invoke, client: Callable[[str], Any]
    ) -> None:
        check(definition)
        for _, state in states(definition):
            if state["Type"] == "Task" and _LAMBDA not in state["Resource"]:
                _method(state["Resource"])
        self._definition = definition
        self._invoke = invoke
        self._client = client

    def run(self, data: Json) -> Ended:
        """Run an execution to its end, in this thread."""
        deadline = time.monotonic() + self._definition.get("TimeoutSeconds", 300)
        try:
            return Ended("SUCCEEDED", self._play(self._definition, data, {}, deadline))
        except StateFailed as failed:
            late = failed.error == "States.Timeout" and time.monotonic() >= deadline
            status = "TIMED_OUT" if late else "FAILED"
            return Ended(status, error=failed.error, cause=failed.cause)

    def _play(self, definition: Definition, data: Json, context: Json, deadline: float) -> Json:
        name = definition["StartAt"]
        while True:
            state = definition["States"][name]
            if state["Type"] == "Choice":
                name = choose(state, data)
                continue
            if state["Type"] == "Succeed":
                return data
            try:
                data = self._state(state, data, context, deadline)
            except StateFailed as failed:
                catcher = catch(state, failed.error)
                if catcher is None or time.monotonic() >= deadline:
                    raise
                failure = {"Error": failed.error, "Cause": failed.cause}
                data, name = put(data, catcher.get("ResultPath", "$"), failure), catcher["Next"]
                continue
            if state.get("End"):
                return data
            name = state["Next"]

    def _state(self, state: Definition, data: Json, context: Json, deadline: float) -> Json:
        """The data after a state, which is tried as often as its retriers say."""
        given = get(data, state.get("InputPath", "$"))
        tries: Counter[Retry] = Counter()
        while True:
            if time.monotonic() >= deadline:
                raise StateFailed("States.Timeout", "the machine's time is over")
            try:
                answer = self._answer(state, given, context, deadline)
                return put(data, state.get("ResultPath", "$"), answer)
            except StateFailed as failed:
                again = retry(state, failed.error)
                if tries[again] >= again.attempts:
                    raise
                time.sleep(min(again.wait(tries[again]), max(0.0, deadline - time.monotonic())))
                tries[again] += 1

    def _answer(self, state: Definition, given: Json, context: Json, deadline: float) -> Json:
        given = fill(state["Parameters"], given, context) if "Parameters" in state else given
        match state["Type"]:
            case "Task":
                return self._task(state["Resource"], given)
            case "Pass":
                return state.get("Result", given)
            case "Fail":
                raise StateFailed(state.get("Error", ""), state.get("Cause", ""))
            case "Parallel":
                branches = [
                    functools.partial(self._play, branch, given, context, deadline)
                    for branch in state["Branches"]
                ]
                return _together(branches)
            case "Map":
                return self._map(state, given, context, deadline)
            case kind:
                raise NotPlayable(kind)

    def _map(self, state: Definition, given: Json, context: Json, deadline: float) -> Json:
        runs = []
        for index, item in enumerate(get(given, state.get("ItemsPath", "$"))):
            inside = {**context, "Map": {"Item": {"Index": index, "Value": item}}}
            selector = state.get("ItemSelector")
            value = item if selector is None else fill(selector, given, inside)
            runs.append(
                functools.partial(self._play, state["ItemProcessor"], value, inside, deadline)
            )
        return _together(runs)

    def _task(self, resource: str, given: Json) -> Json:
        if _LAMBDA in resource:
            return self._function(resource, given)
        service, method = _method(resource)
        try:
            answer = getattr(self._client(service), method)(**_as_text(given))
        except Exception as error:  # whatever a service raises is a failure of this state
            raise StateFailed(f"{service.upper()}.{type(error).__name__}", str(error)) from error
        if answer.get("FailedEntryCount"):
            raise StateFailed("EventBridge.FailedEntry", json.dumps(answer["Entries"]))
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    def _function(self, arn: str, given: Json) -> Json:
        _hold_to_limit(json.dumps(given))
        answer, failed = self._invoke(arn, given)
        _hold_to_limit(answer)
        value = json.loads(answer)
        if failed:
            raise StateFailed(value.get("errorType", "Lambda.Unknown"), answer)
        return value


def _method(resource: str) -> tuple[str, str]:
    """The service and the boto method of an optimised integration."""
    integration = resource.rpartition(":::")[2]
    if integration not in _SERVICES:
        raise NotPlayable(f"the task {resource}")
    return _SERVICES[integration]


def _together(runs: Sequence[Callable[[], Json]]) -> list[Json]:
    """All answers, in the order of the runs, which go on at the same time: the last one here, the
    others in threads that see this one's context. The first failure is raised."""
    others = [_beside.submit(contextvars.copy_context().run, run) for run in runs[:-1]]
    try:
        last = [run() for run in runs[-1:]]
    finally:
        done = [each.exception() for each in others]
    for failure in done:
        if failure is not None:
            raise failure
    return [*(each.result() for each in others), *last]


def _hold_to_limit(text: str) -> None:
    if len(text) > MOST_STATE:
        raise StateFailed("States.DataLimitExceeded", f"more than {MOST_STATE} bytes")


def _as_text(given: Json) -> Json:
    """The parameters, with objects as JSON text where the service wants text."""
    if isinstance(given, list):
        return [_as_text(each) for each in given]
    if not isinstance(given, dict):
        return given
    return {
        name: json.dumps(value)
        if name in _AS_TEXT and not isinstance(value, str)
        else _as_text(value)
        for name, value in given.items()
    }
