"""Something breaks before or after every single side effect and every write of the run: nothing is
doubled, lost or half done, and the books balance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from infra.local.asl import Definition
from shared.domain.errors import TransientError
from tests.errands.house import STORIES, Injector, Play, Story, crash, refuse

Machines = Mapping[str, Definition]
FOREVER = 10_000
"""Times that outlast every retry; a person then mends what was broken."""
KEPT_FOR_PEOPLE = {"letter", "note", "task"}
"""What tells people that something was tried, and stays."""


@dataclass(frozen=True)
class Fault:
    name: str
    before: bool
    error: Callable[[], Exception]
    times: int = 1
    in_store: bool = True


def _lost() -> Exception:
    return TransientError("no answer")


FAULTS = (
    Fault("not sent", True, _lost),
    Fault("answer lost", False, _lost),
    Fault("died before", True, crash),
    Fault("died after", False, crash),
    Fault("refused", True, refuse, in_store=False),
    Fault("down for long", True, _lost, FOREVER, in_store=False),
    Fault("done, and silent for long", False, _lost, FOREVER, in_store=False),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_nothing_is_doubled_lost_or_half_done(
    machines: Machines, story: Story, fault: Fault
) -> None:
    watched = Injector()
    undisturbed = Play(machines, watched)
    initial = undisturbed.books()
    undisturbed.play(story)
    done = undisturbed.books()
    for at, what in enumerate(watched.seen):
        if what.startswith("store.") and not fault.in_store:
            continue
        injector = Injector(at, fault.before, fault.error, fault.times)
        play = Play(machines, injector)
        run = play.play(story)
        injector.times = 0  # whatever was down is up again
        run = play.repair(run.id)
        for move in story.moves:  # what came too early while something was down
            if run.is_open:
                play.move(run.id, move)
                run = play.repair(run.id)
        assert not run.is_open, (what, run.status, run.question, play.branch.stepper.path(run.id))
        assert injector.broken, what
        after = play.books()
        expected = done if run.status == "done" else initial
        courtesies = KEPT_FOR_PEOPLE if fault.times == FOREVER or fault.error is refuse else set()
        if run.status != "done":
            courtesies = KEPT_FOR_PEOPLE
        assert _without(after, courtesies) == _without(expected, courtesies), (
            what,
            run.status,
            play.branch.stepper.path(run.id),
        )


def _without(books: Mapping[tuple[str, str], object], kinds: set[str]) -> dict[object, object]:
    """A record that nothing is left of is none."""
    return {place: value for place, value in books.items() if place[0] not in kinds and value}
