"""A company that we did not make up, whole: tau2-bench's retail shop, where it is there.

Its files are not ours to ship: give their folder in TAU2_RETAIL, or to `careline eval tau2 --data`.
"""

import os
from pathlib import Path

import pytest

from infra.local.strangers.replay import Stage, replay, try_forbidden
from infra.local.strangers.shop import read_shop

FOLDER = os.environ.get("TAU2_RETAIL")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="TAU2_RETAIL names no folder with tau2-bench's retail db.json and tasks.json"
)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(read_shop(Path(FOLDER or "")))


def test_every_task_ends_as_the_policy_says(stage: Stage) -> None:
    outcomes = list(replay(stage, stage.shop.tasks))
    assert {each.task: each.differs for each in outcomes if not each.is_equal} == {}
    assert len(outcomes) == 114
    assert sum(each.changes_nothing for each in outcomes) == 11
    assert [each.task for each in outcomes if each.refused] == ["64", "105"]
    assert [each.task for each in outcomes if each.upstream_differs] == [
        "20",
        "21",
        "36",
        "37",
        "100",
    ]


def test_nothing_forbidden_is_done(stage: Stage) -> None:
    verdicts = list(try_forbidden(stage))
    assert len(verdicts) == 75
    assert [each.attempt.rule for each in verdicts if not each.holds] == []
