"""Points fitted to outcomes find the truth that made them, and the pack is weighed by them."""

import csv
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from infra.local.cli import app
from shared.adapters.risk_cards import load_scorecards
from shared.domain.errors import BrokenPack, InvalidInput
from shared.domain.risk import JUDGED
from training.scorecards import at_limit, fit, read_outcomes

TRUE_BASE, TRUE_POINTS = -2.0, {"angry": 1.0, "unhappy": 0.0, "not_helped": 2.0, "waits": 3.0}
SIGNS = list(TRUE_POINTS)


def written(folder: Path, conversations: int, messages: int = 2) -> Path:
    """Outcomes drawn from the true points; the messages of a conversation end alike."""
    rng = np.random.default_rng(11)
    path = folder / "outcomes.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*SIGNS, "escalated", "conversation"])
        for conversation in range(conversations):
            shown = rng.random(len(SIGNS))
            score = TRUE_BASE + shown @ list(TRUE_POINTS.values())
            ended = int(rng.random() < 1 / (1 + np.exp(-score)))
            rows.writerows([*shown.round(4), ended, f"c{conversation}"] for _ in range(messages))
    return path


def test_many_outcomes_find_the_points_that_made_them(tmp_path: Path) -> None:
    outcomes = read_outcomes(written(tmp_path, 4_000), "escalation")
    found = fit(outcomes, "escalation")
    assert found.card.base == pytest.approx(TRUE_BASE, abs=0.35)
    for sign, points in TRUE_POINTS.items():
        assert found.card.points[sign] == pytest.approx(points, abs=0.4), sign
    held_out, judged = found.figures["held_out"], found.figures["judged"]
    assert held_out["ece"] < 0.03 < judged["ece"]
    assert held_out["auroc"] > judged["auroc"]


def test_few_outcomes_leave_most_to_judgement_and_no_point_is_negative(tmp_path: Path) -> None:
    few = fit(read_outcomes(written(tmp_path, 120), "escalation"), "escalation").card
    many = fit(read_outcomes(written(tmp_path, 4_000), "escalation"), "escalation").card
    truth, judged = TRUE_POINTS["unhappy"], JUDGED.escalation.points["unhappy"]
    assert abs(many.points["unhappy"] - truth) < abs(few.points["unhappy"] - truth) <= judged
    assert min(few.points.values()) >= 0


def test_a_limit_is_told_by_what_it_catches(tmp_path: Path) -> None:
    outcomes = read_outcomes(written(tmp_path, 600), "escalation")
    fitted = fit(outcomes, "escalation")
    low, high = (at_limit(fitted, outcomes.came_true, limit) for limit in (0.0, 0.7))
    assert (low["taken_over"], low["caught"]) == (1.0, 1.0)
    assert high["caught"] < 1.0
    assert high["rightly"] > low["rightly"]


def test_the_command_writes_what_the_pack_loads(tmp_path: Path) -> None:
    data, out = written(tmp_path, 400), tmp_path / "risk.yaml"
    said = CliRunner().invoke(app, ["train", "risk", "--data", str(data), "--out", str(out)])
    assert said.exit_code == 0, said.output
    assert "catches" in said.output
    cards = load_scorecards(out)
    assert set(cards.escalation.points) == set(SIGNS)
    assert cards.churn == JUDGED.churn
    assert cards.escalation.weigh(dict.fromkeys(JUDGED.escalation.points, 0.0)).score > 0.05


@pytest.mark.parametrize(
    ("rows", "mend"),
    [
        ("angry,left\n1,0\n", "needs the column escalated"),
        ("text,escalated\nhello,0\n", "at least one of getting_worse"),
        ("angry,escalated\nvery,0\n", "row 1 has 'very' for angry"),
        ("angry,escalated\n-1,0\n", "give 0 or more"),
        ("angry,escalated\n0,maybe\n", "row 1 has 'maybe' for escalated: give 0 or 1"),
        ("angry,escalated\n" + "0.5,1\n" * 30, "0 conversations in which it did not"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(tmp_path: Path, rows: str, mend: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text(rows)
    with pytest.raises(InvalidInput, match=mend):
        read_outcomes(path, "escalation")


@pytest.mark.parametrize(
    ("stated", "mend"),
    [
        ("escalation: {points: {angry: 1}}", "needs base and points"),
        ("rage: {base: 1, points: {}}", "risks are escalation, churn"),
        ("churn: {base: 1, points: {wrath: 1}}", "knows no sign wrath"),
        ("churn: {base: low, points: {angry: 1}}", "are numbers"),
        ("- churn", "must map"),
        ("churn: [", "is no YAML"),
    ],
)
def test_a_broken_card_is_named(tmp_path: Path, stated: str, mend: str) -> None:
    path = tmp_path / "risk.yaml"
    path.write_text(stated)
    with pytest.raises(BrokenPack, match=mend):
        load_scorecards(path)
