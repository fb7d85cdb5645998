"""What is learnt of examples: both heads, and what they say of other messages.

Both are linear: logistic regression on the encoder's vectors, a linear support vector machine on
n-grams. The intents' names are examples too, which helps most where there are few others.
"""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from shared.adapters.models.intents import Evidence, Heads
from shared.adapters.models.linear import Linear
from shared.ports.understanding import Vectors
from training.features import Rows

_C = 30 / 384
"""Inverse regularisation by dimension, for vectors of length one."""
_SEED = 7
_MOST_SEEDS = 40
"""Seeds an intent keeps for the gate's nearest-neighbour features."""
_AT_ONCE = 2_000
"""Messages compared with all seeds at a time: 20,000 with the seeds of 227 intents make arrays of
0.7 GB, four of them."""


def fit_heads(rows: Rows, names: Rows) -> Heads:
    """Both heads. Intents of `names` that `rows` lacks are strangers: nothing is learnt of them."""
    known = np.unique(rows.labels)
    both = rows.plus(names.take(known))
    size = len(names.labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of iterations: nearly converged is as good here
        meant = LogisticRegression(C=_C * rows.vectors.shape[1], max_iter=200).fit(
            both.vectors, both.labels
        )
        spelled = LinearSVC(C=1.0, random_state=_SEED).fit(both.grams, both.labels)
    seeds = _some_of_each(rows.labels, _MOST_SEEDS)
    return Heads(
        _linear(meant, known, size),
        _linear(spelled, known, size),
        rows.vectors[seeds],
        rows.labels[seeds],
    )


def _linear(head: LogisticRegression | LinearSVC, known: np.ndarray, size: int) -> Linear:
    """All labels' columns; a stranger's never wins."""
    coefficients, intercept = head.coef_, head.intercept_
    if len(known) == 2:  # scikit-learn keeps one column for two classes
        coefficients = np.vstack([-coefficients, coefficients]) / 2
        intercept = np.concatenate([-intercept, intercept]) / 2
    weights = np.zeros((coefficients.shape[1], size), np.float32)
    bias = np.full(size, -30.0, np.float32)
    weights[:, known] = coefficients.T
    bias[known] = intercept
    return Linear(weights, bias)


def _some_of_each(labels: np.ndarray, most: int) -> np.ndarray:
    shuffled = np.random.default_rng(_SEED).permutation(len(labels))
    kept = [shuffled[labels[shuffled] == label][:most] for label in np.unique(labels)]
    return np.sort(np.concatenate(kept))


def evidence_of(heads: Heads, rows: Rows, mix: Vectors) -> Evidence:
    """What the heads say of the messages."""
    spelled = np.asarray(rows.grams @ heads.spelled.weights) + heads.spelled.bias
    starts = range(0, max(1, len(spelled)), _AT_ONCE)
    return joined(
        [
            heads.evidence(rows.vectors[at : at + _AT_ONCE], spelled[at : at + _AT_ONCE], mix)
            for at in starts
        ]
    )


def joined(parts: Sequence[Evidence]) -> Evidence:
    """One after another."""
    wide = min(part.nearest.shape[1] for part in parts)
    return Evidence(
        np.vstack([part.meant for part in parts]),
        np.vstack([part.spelled for part in parts]),
        np.vstack([part.nearest[:, :wide] for part in parts]),
        np.concatenate([part.nearest_own for part in parts]),
    )
