"""The state machines: the turn's shown whole, so that a reviewer sees it change, and what holds for
every errand's."""

import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from infra.cloud.workflows.errand import declarations
from tests.infra.templates import Assembly

ERRANDS = [each.name for each in declarations()]


def test_the_story_of_a_turn(assembly: Assembly, snapshot: SnapshotAssertion) -> None:
    (turn,) = machines(assembly, "EXPRESS")
    definition = json.loads(assembly.readable(turn["DefinitionString"]))
    assert definition == snapshot(extension_class=JSONSnapshotExtension)


def test_the_story_of_a_cancellation(assembly: Assembly, snapshot: SnapshotAssertion) -> None:
    assert errand(assembly, "cancel_subscription") == snapshot(
        extension_class=JSONSnapshotExtension
    )


def test_no_machine_keeps_anybody_s_words_in_its_log(assembly: Assembly) -> None:
    for machine in (*machines(assembly, "EXPRESS"), *machines(assembly, "STANDARD")):
        assert machine["TracingConfiguration"] == {"Enabled": True}
        logging = machine["LoggingConfiguration"]
        assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)


def test_every_declared_errand_has_a_machine(assembly: Assembly) -> None:
    made = [definition_of(assembly, each) for each in machines(assembly, "STANDARD")]
    assert sorted(each["Comment"].partition(":")[0] for each in made) == ERRANDS


@pytest.mark.parametrize("name", ERRANDS)
def test_every_state_can_be_reached_and_none_fails_unheard(assembly: Assembly, name: str) -> None:
    definition = errand(assembly, name)
    states = definition["States"]
    reached, waiting = set(), {definition["StartAt"]}
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting |= set(_following(states[state])) - reached
    assert reached == set(states)
    heard = {"Close", "Expire", "All taken back"}
    for title, state in states.items():
        if state["Type"] == "Task" and "events" not in state["Resource"]:
            catches = [error for each in state.get("Catch", []) for error in each["ErrorEquals"]]
            assert "States.ALL" in catches or title in heard or title.startswith("Stuck"), title
            assert state["Retry"], title


@pytest.mark.parametrize("name", ERRANDS)
def test_what_is_asked_of_people_has_an_end(assembly: Assembly, name: str) -> None:
    for title, state in errand(assembly, name)["States"].items():
        if state["Type"] == "Task" and state["Resource"].endswith(".waitForTaskToken"):
            assert state["TimeoutSeconds"] > 0, title
            caught = [error for each in state.get("Catch", []) for error in each["ErrorEquals"]]
            assert "States.Timeout" in caught or title.startswith("Stuck"), title


def machines(assembly: Assembly, kind: str) -> list[dict[str, Any]]:
    all_ = assembly.of_type("StepFunctions::StateMachine").values()
    return [each for each in all_ if each["StateMachineType"] == kind]


def errand(assembly: Assembly, name: str) -> dict[str, Any]:
    made = [definition_of(assembly, each) for each in machines(assembly, "STANDARD")]
    return next(each for each in made if each["Comment"].startswith(f"{name}:"))


def definition_of(assembly: Assembly, machine: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(assembly.readable(machine["DefinitionString"])))


def _following(state: dict[str, Any]) -> list[str]:
    choices = [each["Next"] for each in state.get("Choices", [])]
    catches = [each["Next"] for each in state.get("Catch", [])]
    own = [state[key] for key in ("Next", "Default") if key in state]
    return [*choices, *catches, *own]
