"""Each errand from its first word to its receipt, on the synthesized state machines."""

from collections.abc import Mapping

import pytest

from infra.local.asl import Definition
from tests.errands.house import STORIES, Play, Story

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
