"""Conversations of strangers, who write as nobody expected: how many go as they should.

The floors are a little below what was measured: such messages lie near every bar, and processors
round differently.
"""

from functools import cache
from pathlib import Path

import pytest

from infra.local.golden.judge import GoldenJudge
from infra.local.golden.run import play
from infra.local.rehearsal import Rehearsal
from shared.adapters.golden import read_scripts

HERE = Path(__file__).parent / "strangers"
UNTRUE = ("wrong fact", "unsupported")


@cache
def stage() -> tuple[Rehearsal, GoldenJudge]:
    rehearsal = Rehearsal("northwind")
    return rehearsal, GoldenJudge(rehearsal.company)


@pytest.mark.parametrize(("name", "fewest"), [("looked_at", 29), ("unseen", 30)])
def test_conversations_of_strangers(name: str, fewest: int) -> None:
    outcomes = [play(script, *stage()) for script in read_scripts(HERE / f"{name}.yaml")]
    passed = sum(not complaints for complaints in outcomes)
    print(f"{name}: {passed} of {len(outcomes)} as they should")
    assert passed >= fewest
    said = [what for complaints in outcomes for _, what in complaints]
    assert not [what for what in said if what.startswith(UNTRUE)]
