"""What is learnt of examples: the heads, and what they say of other messages.

Two are linear: logistic regression on the encoder's vectors, a linear support vector machine on
n-grams. Where examples are many, a third compares with each of them. The intents' names are
examples too, which helps most where there are few others.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial.distance import pdist
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from shared.adapters.models.intents import Evidence, Heads
from shared.adapters.models.kernel import Kernel, lengths_of, nearness
from shared.adapters.models.linear import Linear
from shared.ports.understanding import Vectors
from training.features import Rows

Fit = Callable[[Rows, Rows], Heads]
"""Learns from messages and from the intents' names."""

_C = 30 / 384
"""Inverse regularisation by dimension, for vectors of length one."""
_SEED = 7
_MOST_SEEDS = 40
"""Seeds an intent keeps for the gate's nearest-neighbour features."""
_AT_ONCE = 2_000
"""Messages compared with all seeds at a time: 20,000 with the seeds of 227 intents make arrays of
0.7 GB, four of them."""


_DIRECTIONS = 96
_WIDTH = 0.45
"""Of the kernel, by the examples' median distance."""
_RIDGE = 0.1
_MOST_LIKE = 12_000
"""Examples that the kernel keeps: solving for them takes their number's cube, here some ten seconds
and 0.6 GB."""


def fit_heads(rows: Rows, names: Rows, *, compares: bool = False) -> Heads:
    """The heads, with the third if it `compares`. Intents of `names` that `rows` lacks are
    strangers: nothing is learnt of them."""
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
        _fit_kernel(both, size) if compares else None,
    )


def _fit_kernel(rows: Rows, size: int) -> Kernel:
    kept = np.random.default_rng(_SEED).permutation(len(rows.labels))[:_MOST_LIKE]
    vectors, labels = rows.vectors[kept], rows.labels[kept]
    centre = vectors.mean(axis=0)
    centred = vectors - centre
    _, strongest = np.linalg.eigh(centred.T @ centred)
    axes = strongest[:, -_DIRECTIONS:].astype(np.float32)
    examples = centred @ axes
    width = _WIDTH * _median_distance(examples)
    near = nearness(examples, examples, lengths_of(examples), width)
    near[np.diag_indices_from(near)] += _RIDGE
    wanted = np.eye(size, dtype=np.float32)[labels]
    factor = cho_factor(near, overwrite_a=True, check_finite=False)
    worth = cho_solve(factor, wanted, overwrite_b=True, check_finite=False)
    return Kernel(centre, axes, examples, worth.astype(np.float32), width)


def _median_distance(examples: np.ndarray) -> float:
    """Between those of a few hundred pairs."""
    return float(np.median(pdist(examples[:500])))


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
    likenesses = [part.is_like for part in parts if part.is_like is not None]
    wide = min(part.nearest.shape[1] for part in parts)
    return Evidence(
        np.vstack([part.meant for part in parts]),
        np.vstack([part.spelled for part in parts]),
        np.vstack([part.nearest[:, :wide] for part in parts]),
        np.concatenate([part.nearest_own for part in parts]),
        np.vstack(likenesses) if likenesses else None,
    )
