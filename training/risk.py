"""From what confidence may a classifier act, if it may be wrong so often at most?

Learn-then-Test (Angelopoulos, Bates, Candès, Jordan & Lei 2021) for the error among those that it
acts on. Thresholds, chosen by how many messages pass them and not by which of them are right, are
tested from the strictest down, each with an exact binomial test, until the first that fails: a
fixed sequence, from several starts that share the level between them, for one early mistake must
not end it all. With probability at least `assurance` over the draw of the calibration messages, the
error beyond the threshold is at most `most_wrong`. (Conformal risk control in its first form bounds
wrong answers among all messages, in expectation; a company asks about those that it gave.)

It assumes that later messages are exchangeable with the calibration messages: a new campaign, a new
product or another language voids it until the model is calibrated again.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

ASSURANCE = 0.9
_STARTS = 5
_STEPS = 25
_WORTH = 0.75
"""Share of the answers that a certificate must leave: one that silences most of them, because there
are few messages to prove anything with, helps nobody."""


@dataclass(frozen=True)
class Threshold:
    """`value` is never below the floor asked for. An uncertified one is only what the calibration
    messages suggest; `needed` says how many of them, all right, would certify the first."""

    value: float
    certified: bool
    coverage: float
    precision: float
    messages: int
    needed: int


def find_threshold(
    confidence: np.ndarray,
    right: np.ndarray,
    *,
    most_wrong: float,
    floor: float,
    assurance: float = ASSURANCE,
    is_sample: bool = True,
) -> Threshold:
    """The lowest threshold that holds the error, from each message's confidence (0 where it is not
    acted on at all) and whether acting on it would have been right. What is no sample of customers'
    messages (`is_sample`) suggests a threshold, and proves nothing."""
    level = (1 - assurance) / _STARTS
    needed = math.ceil(math.log(level) / math.log(1 - most_wrong))
    proven = _proven(confidence, right, most_wrong, floor, level, needed) if is_sample else None
    suggested = _suggested(confidence, right, most_wrong, floor)
    answered = (confidence >= suggested).sum()
    is_worth = proven is not None and (confidence >= proven).sum() >= _WORTH * answered
    value = proven if proven is not None and is_worth else suggested
    passed = confidence >= value
    return Threshold(
        value=value,
        certified=bool(is_worth),
        coverage=float(passed.mean()),
        precision=float(right[passed].mean()) if passed.any() else 1.0,
        messages=len(confidence),
        needed=needed,
    )


def _proven(
    confidence: np.ndarray,
    right: np.ndarray,
    most_wrong: float,
    floor: float,
    level: float,
    needed: int,
) -> float | None:
    allowed = np.sort(confidence[confidence >= floor])[::-1]
    if len(allowed) < needed:
        return None
    counts = np.linspace(needed, len(allowed), _STEPS).astype(int)
    values = [float(allowed[count - 1]) for count in counts]
    proven: list[float] = []
    for start in range(0, _STEPS, _STEPS // _STARTS):
        for value in values[start:]:
            passed = confidence >= value
            wrong = int((~right[passed]).sum())
            if binom.cdf(wrong, passed.sum(), most_wrong) > level:
                break
            proven.append(value)
    return min(proven, default=None)


def _suggested(confidence: np.ndarray, right: np.ndarray, most_wrong: float, floor: float) -> float:
    """The lowest confidence from which the calibration messages themselves hold the error."""
    order = np.argsort(-confidence, kind="stable")
    order = order[confidence[order] >= floor]
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(wrong <= most_wrong)
    return float(confidence[order[fine[-1]]]) if len(fine) else 1.0
