"""What a message is like: kernel ridge regression on the examples themselves.

For each label, the examples' weighted nearness to the message, by a Gaussian of their distance in
the directions in which examples differ most (Murphy, Machine Learning, 2012, 14.4.3). It reads
intents that no straight line parts, which needs many examples of each.
"""

from dataclasses import dataclass
from functools import cached_property

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
        placed = (vectors - self.centre) @ self.axes
        near = nearness(placed, self.examples, self._lengths, self.width)
        return np.asarray(np.log(np.maximum(near @ self.worth, 0) + _LEAST), np.float32)

    @cached_property
    def _lengths(self) -> Vectors:
        return lengths_of(self.examples)


def nearness(some: Vectors, others: Vectors, lengths: Vectors, width: float) -> Vectors:
    """(some, others): 1 where both are one, and near 0 from two widths on. `lengths` are those of
    the others."""
    both = lengths_of(some)[:, None] + lengths[None, :]
    return np.asarray(np.exp((some @ others.T * 2 - both) / (2 * width**2)))


def lengths_of(points: Vectors) -> Vectors:
    """Squared."""
    return np.asarray((points**2).sum(axis=1))
