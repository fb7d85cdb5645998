"""Linear heads: what training leaves of a classifier."""

from dataclasses import dataclass

import numpy as np

from shared.ports.understanding import Vectors


@dataclass(frozen=True)
class Linear:
    """Weights are (features, labels)."""

    weights: Vectors
    bias: Vectors

    def scores(self, features: Vectors) -> Vectors:
        """(messages, labels), from (messages, features)."""
        return np.asarray(features @ self.weights + self.bias)


def softmax(scores: Vectors) -> Vectors:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
