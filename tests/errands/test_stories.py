"""Each errand from its first word to its receipt, on the synthesized state machines."""

import inspect
from collections.abc import Mapping
from dataclasses import fields
from typing import get_type_hints

import pytest

from functions.workflows import declared
from infra.local.asl import Definition
from shared.ports.systems import Systems
from tests.errands.house import STORIES, WRITES, Play, Story

Machines = Mapping[str, Definition]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_an_errand_is_done_and_says_so(machines: Machines, story: Story) -> None:
    play = Play(machines)
    run = play.play(story)
    assert run.status == "done", (run.status, run.ending, run.question)
    shown = {change.deed for change in run.plan if change.words}
    assert shown <= run.receipts.keys()
    assert not play.branch.talk.underway["cnv_1"]
    assert ("ErrandEnded", True) in [(k, d["is_done"]) for k, d in play.branch.stepper.events]


def test_every_deed_of_every_errand_is_done_in_a_story(machines: Machines) -> None:
    """So that none is without its faults (test_faults.py): whoever adds an errand adds a story."""
    done: dict[str, set[str]] = {}
    for story in STORIES:
        done.setdefault(story.errand, set()).update(Play(machines).play(story).receipts)
    assert done == {name: set(declared.errand(name).deeds) for name in declared.names()}


def test_every_side_effect_that_a_port_has_is_watched() -> None:
    """Each is known by the idempotency key that it takes first."""
    ports = get_type_hints(Systems)
    writes = {
        field.name: {
            name
            for name, method in inspect.getmembers(ports[field.name], inspect.isfunction)
            if [*inspect.signature(method).parameters][1:2] == ["key"]
        }
        for field in fields(Systems)
    }
    assert writes == {name: set(methods) for name, methods in WRITES.items()}
