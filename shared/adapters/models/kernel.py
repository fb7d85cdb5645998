"""What a message is like: kernel ridge regression on the examples themselves.

For each label, the examples' weighted nearness to the message, by a Gaussian of their distance in
the directions in which examples differ most (Murphy, Machine Learning, 2012, 14.4.3). It reads
intents that no straight line parts, which needs many examples of each.
"""

from dataclasses import dataclass

import numpy as np

from shared.ports.understanding import Vectors

_LEAST = 0.02
"""What is no nearer to a label than this is as far from it as anything."""


@dataclass(frozen=True)
class Kernel:
    """`axes` (dimensions, directions) lead from a vector, less `centre`, to the space in which
    `examples` (examples, directions) lie; `worth` is each one's for each label."""

    centre: Vectors
    axes: Vectors
    examples: Vectors
    worth: Vectors
    width: float

    def scores(self, vectors: Vectors) -> Vectors:
        """(messages, labels), from (messages, dimensions): logarithms, as odds are."""
        near = nearness((vectors - self.centre) @ self.axes, self.examples, self.width)
        return np.asarray(np.log(np.maximum(near @ self.worth, 0) + _LEAST), np.float32)


def nearness(some: Vectors, others: Vectors, width: float) -> Vectors:
    """(some, others): 1 where both are one, and near 0 from two widths on."""
    lengths = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :]
    return np.asarray(np.exp((some @ others.T * 2 - lengths) / (2 * width**2)))
