"""Plays the errands' synthesized state machines one step at a time, in this thread and without a
clock: for rehearsals, and for tests that break something between any two steps.

It knows what the errands' machines are made of (tasks with retries and catches, choices, waits for
a token) and refuses the rest. The running system interprets them with moto (machines.py).
"""

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.asl import Definition, NotPlayable, catch, choose, fill, get, put, retry

TIMEOUT = "States.Timeout"


class Crash(Exception):
    """A function that died: Step Functions calls it Lambda.Unknown."""


@dataclass
class _Execution:
    definition: Definition
    data: dict[str, Any]
    state: str
    token: str | None = None
    is_over: bool = False
    path: list[str] = field(default_factory=list)


class Stepper:
    """The port Machines. `invoke` is the function behind the tasks: it is given the payload."""

    def __init__(
        self, definitions: Mapping[str, Definition], invoke: Callable[[dict[str, Any]], Any]
    ) -> None:
        self._definitions = definitions
        self._invoke = invoke
        self._executions: dict[str, _Execution] = {}
        self._tokens = 0
        self.events: list[tuple[str, Any]] = []

    def start(self, errand: str, run_id: str) -> None:
        if run_id in self._executions:
            return
        definition = self._definitions[errand]
        made = _Execution(definition, {"run": run_id}, definition["StartAt"])
        self._executions[run_id] = made
        self._play(made)

    def go_on(self, token: str, answer: str) -> bool:
        del answer
        execution = self._waiting(token)
        if execution is None:
            return False
        self._leave(execution, None)
        self._play(execution)
        return True

    def time_out(self, run_id: str) -> bool:
        """Nobody sent the token in time; False where nothing waits."""
        execution = self._executions[run_id]
        if execution.token is None:
            return False
        execution.token = None
        self._fail(execution, TIMEOUT)
        self._play(execution)
        return True

    def is_over(self, run_id: str) -> bool:
        return self._executions[run_id].is_over

    def path(self, run_id: str) -> list[str]:
        """The states that were entered, in their order."""
        return self._executions[run_id].path

    def _waiting(self, token: str) -> _Execution | None:
        found = (each for each in self._executions.values() if each.token == token)
        return next(found, None)

    def _play(self, execution: _Execution) -> None:
        while not execution.is_over and execution.token is None:
            state = execution.definition["States"][execution.state]
            execution.path.append(execution.state)
            match state["Type"]:
                case "Task":
                    self._task(execution, state)
                case "Choice":
                    execution.state = choose(state, execution.data)
                case _:
                    raise NotPlayable(state["Type"])

    def _task(self, execution: _Execution, state: Definition) -> None:
        if "events:putEvents" in state["Resource"]:
            for entry in state["Parameters"]["Entries"]:
                self.events.append((entry["DetailType"], get(execution.data, entry["Detail.$"])))
            self._leave(execution, None)
            return
        waits = state["Resource"].endswith(".waitForTaskToken")
        for attempt in itertools.count():
            if waits:
                self._tokens += 1
                execution.token = f"token-{self._tokens}"
            context = {"Task": {"Token": execution.token}}
            given = fill(state["Parameters"], execution.data, context)
            try:
                answer = self._invoke(given.get("Payload", given))
            except Exception as error:
                if waits:
                    execution.token = None
                name = "Lambda.Unknown" if isinstance(error, Crash) else type(error).__name__
                if attempt < retry(state, name).attempts:
                    continue
                self._fail(execution, name, error)
                return
            if not waits:
                self._leave(execution, answer)
            return

    def _leave(self, execution: _Execution, answer: Any) -> None:
        state = execution.definition["States"][execution.state]
        execution.token = None
        if answer is not None:
            execution.data = put(execution.data, state.get("ResultPath", "$"), answer)
        if state.get("End"):
            execution.is_over = True
        else:
            execution.state = state["Next"]

    def _fail(self, execution: _Execution, name: str, error: Exception | None = None) -> None:
        state = execution.definition["States"][execution.state]
        catcher = catch(state, name)
        if catcher is None:
            raise RuntimeError(f"{execution.state} failed and nothing catches {name}") from error
        execution.state = catcher["Next"]


def definitions(assembly: Path) -> dict[str, Definition]:
    """The machines of the errands in a synthesized assembly, by the errand's name."""
    found: dict[str, Definition] = {}
    for template in assembly.glob("*.template.json"):
        resources = json.loads(template.read_text(encoding="utf-8"))["Resources"]
        for resource in resources.values():
            if resource["Type"] == "AWS::StepFunctions::StateMachine":
                text = resource["Properties"]["DefinitionString"]
                definition = json.loads(_joined(text))
                name, colon, _ = definition.get("Comment", "").partition(": ")
                if colon:
                    found[name] = definition
    return found


def _joined(text: Any) -> str:
    """A template's text, with a word in place of each reference."""
    if isinstance(text, str):
        return text
    _, parts = text["Fn::Join"]
    return "".join(part if isinstance(part, str) else "reference" for part in parts)
