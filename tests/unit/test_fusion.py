"""What words and meaning count in a company's searches, learned and held back."""

from pathlib import Path

import numpy as np
import pytest

from shared.adapters.rankings import RANKING, load_fusions, save_fusions
from shared.domain.errors import BrokenPack, InvalidInput
from shared.domain.ranking import USUAL, Fusion, Match
from training.fusion import Asked, reciprocal_rank, tune

RIGHT = frozenset({"right"})


def questions(many: int, *, telling: str, seed: int = 0) -> list[Asked]:
    """Questions of which one score alone tells the right one of six; the others are noise."""
    chance = np.random.default_rng(seed)
    asked = []
    for _ in range(many):
        scores = chance.uniform(0, 0.6, size=(6, 3))
        told = {"passage": 0, "sentence": 1, "words": 2}[telling]
        scores[0, told] = scores[:, told].max() + 0.15
        found = [
            ("right" if at == 0 else f"d{at}", Match(row[0], row[1], _bm25_of(row[2]), 1.0))
            for at, row in enumerate(scores)
        ]
        asked.append(Asked(RIGHT, found))
    return asked


def _bm25_of(words: float) -> float:
    """That counts so much of what words can."""
    return float(6 * (words / (1 - words)) ** (1 / 1.5))


@pytest.mark.parametrize("telling", ["passage", "sentence", "words"])
def test_the_score_that_tells_comes_to_count_most(telling: str) -> None:
    tuned = tune(questions(200, telling=telling))
    shares = {name: getattr(tuned.fusion, name) for name in ("passage", "sentence", "words")}
    assert max(shares, key=lambda name: shares[name]) == telling
    others = questions(200, telling=telling, seed=1)
    assert sum(reciprocal_rank(each, tuned.fusion) for each in others) / 200 > 0.95


def test_few_questions_move_little_and_many_move_far() -> None:
    few, many = (tune(questions(n, telling="passage")).fusion for n in (5, 300))
    assert USUAL.passage <= few.passage < 0.6 < many.passage


def test_where_nothing_can_be_learned_the_usual_weights_stay() -> None:
    nothing = [Asked(RIGHT, [("other", Match(0.5, 0.5, 3.0, 1.0))]) for _ in range(30)]
    assert tune(nothing).fusion == USUAL


def test_scores_stay_as_high_as_the_usual_ones() -> None:
    asked = questions(200, telling="passage")
    tuned = tune(asked).fusion
    usual, learned = (
        np.mean([max(fusion.relevance(match) for _, match in each.found) for each in asked])
        for fusion in (USUAL, tuned)
    )
    assert learned == pytest.approx(usual, abs=0.002)


def test_a_pack_keeps_what_was_learned(tmp_path: Path) -> None:
    fusions = {"en": Fusion(0.3, 0.5, 0.2, level=0.95), "de": USUAL}
    save_fusions(tmp_path, fusions, "Why.")
    assert load_fusions(tmp_path) == fusions
    assert load_fusions(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    "text",
    [
        "en: {passage: 0.5, sentence: 0.5, words: 0.5}",
        "en: {passage: -0.5, sentence: 1.0, words: 0.5}",
        "en: {passage: 0.1, sentence: 0.9, words: 0.0, level: 0}",
        "en: [1, 2]",
        "en: {",
    ],
)
def test_weights_that_cannot_be_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / RANKING).write_text(text, encoding="utf-8")
    with pytest.raises(BrokenPack, match=RANKING):
        load_fusions(tmp_path)


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InvalidInput, match="together they are 1"):
        Fusion(0.5, 0.5, 0.1)
