"""What is not ours: a logistic regression on what the heads and the nearest seeds say.

Intents that are held out in turn play the strangers, so that a company needs no examples of what it
does not do.
"""

import numpy as np
from sklearn.linear_model import LogisticRegression

from shared.adapters.models.intents import Evidence
from shared.ports.understanding import Vectors
from training.features import Rows
from training.heads import Fit, evidence_of

_SEED = 7
_GATE_ROWS = 6_000
STRANGE_SHARE = 4
"""Every fourth intent plays a stranger at a time."""


def gate_rows(
    rows: Rows, names: Rows, ours: np.ndarray, mix: Vectors, fit: Fit
) -> list[tuple[Evidence, np.ndarray]]:
    """Evidence of messages, and which of them are in scope, where some intents are strangers;
    `ours` says which intents are in scope at all."""
    rng = np.random.default_rng(_SEED)
    found = []
    shuffled = rng.permutation(np.flatnonzero(ours))
    foreign = np.flatnonzero(~ours[rows.labels])
    for turn in range(STRANGE_SHARE):
        strangers = np.isin(rows.labels, shuffled[turn::STRANGE_SHARE])
        known = rng.permutation(np.flatnonzero(~strangers & ours[rows.labels]))
        held, taught = np.split(known, [len(known) // 4])
        heads = fit(rows.take(taught[:_GATE_ROWS]), names)
        absent = rng.permutation(np.flatnonzero(strangers))[: len(held)]
        asked = np.concatenate([held, absent, foreign])
        found.append((evidence_of(heads, rows.take(asked), mix), np.isin(asked, held)))
    return found


def fit_gate(parts: list[tuple[Evidence, np.ndarray]], mix: Vectors) -> tuple[Vectors, float]:
    features = np.vstack([evidence.gate_features(mix) for evidence, _ in parts])
    belongs = np.concatenate([known for _, known in parts])
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
    if belongs.all():  # nothing strange was seen: only similarity can tell
        weight = np.zeros(features.shape[1])
        weight[-2] = 1.0
        return np.stack([mean, deviation, weight]), 0.0
    head = LogisticRegression(C=1.0, class_weight="balanced", max_iter=500)
    head.fit((features - mean) / deviation, belongs)
    return np.stack([mean, deviation, head.coef_[0]]), float(head.intercept_[0])
