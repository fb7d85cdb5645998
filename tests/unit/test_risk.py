"""The threshold keeps its promise, and says so when it cannot."""

import numpy as np
import pytest

from training.risk import find_threshold


def draw(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Messages whose chance of being right is the square root of their confidence."""
    confidence = rng.beta(5, 1, size)
    return confidence, rng.random(size) < np.sqrt(confidence)


def test_the_error_is_rarely_above_what_was_certified() -> None:
    rng = np.random.default_rng(1)
    later, _ = draw(rng, 100_000)
    broken = certified = 0
    for _ in range(200):
        found = find_threshold(*draw(rng, 1_500), most_wrong=0.05, floor=0.5)
        certified += found.certified
        acted = later >= found.value
        broken += found.certified and 1 - np.sqrt(later[acted]).mean() > 0.05
    assert certified > 50
    assert broken <= 0.1 * 200


def test_few_messages_certify_nothing_and_it_tells_how_many_would() -> None:
    sure, right = np.full(50, 0.99), np.ones(50, bool)
    found = find_threshold(sure, right, most_wrong=0.02, floor=0.85)
    assert not found.certified
    assert found.needed == 194


def test_what_is_no_sample_proves_nothing() -> None:
    confidence, right = draw(np.random.default_rng(1), 4_000)
    drawn = find_threshold(confidence, right, most_wrong=0.05, floor=0.5)
    written = find_threshold(confidence, right, most_wrong=0.05, floor=0.5, is_sample=False)
    assert drawn.certified
    assert not written.certified
    assert written.value < drawn.value


def test_one_early_mistake_does_not_end_it_all() -> None:
    confidence = np.linspace(0.86, 1, 2_000)
    right = np.ones(2_000, bool)
    right[-20:-10] = False
    found = find_threshold(confidence, right, most_wrong=0.02, floor=0.85)
    assert found.certified
    assert found.coverage > 0.9


def test_nothing_below_the_floor_is_acted_on() -> None:
    confidence = np.linspace(0, 1, 2_000)
    found = find_threshold(confidence, np.ones(2_000, bool), most_wrong=0.02, floor=0.85)
    assert found.certified
    assert found.value == pytest.approx(0.85, abs=0.001)


def test_a_classifier_that_is_always_wrong_acts_on_nothing() -> None:
    confidence = np.linspace(0, 0.999, 2_000)
    found = find_threshold(confidence, np.zeros(2_000, bool), most_wrong=0.02, floor=0.85)
    assert not found.certified
    assert found.coverage == 0
