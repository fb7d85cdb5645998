"""Messages as the heads see them."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from shared.adapters.models.lexical import Vocabulary, blocks
from shared.ports.understanding import Vectors

_MANY = 2_000
"""Rows from which an n-gram seen once is left out."""
_MOST_NAMES = 60_000


@dataclass(frozen=True)
class Rows:
    """Messages: the encoder's vectors, weighted n-grams, and the numbers of their intents."""

    vectors: Vectors
    grams: sparse.csr_matrix
    labels: np.ndarray

    def take(self, at: np.ndarray) -> "Rows":
        return Rows(self.vectors[at], self.grams[at], self.labels[at])

    def plus(self, more: "Rows") -> "Rows":
        return Rows(
            np.vstack([self.vectors, more.vectors]),
            sparse.vstack([self.grams, more.grams]).tocsr(),
            np.concatenate([self.labels, more.labels]),
        )


def vocabulary_of(texts: list[str]) -> Vocabulary:
    seen: Counter[int] = Counter()
    for text in texts:
        words, characters = blocks(text)
        seen.update(words.keys() | characters.keys())
    least = 2 if len(texts) >= _MANY else 1
    kept = sorted(name for name, count in seen.most_common(_MOST_NAMES) if count >= least)
    idf = [np.log((1 + len(texts)) / (1 + seen[name])) + 1 for name in kept]
    return Vocabulary(np.array(kept, np.uint32), np.array(idf, np.float32))


def grams_of(vocabulary: Vocabulary, texts: list[str]) -> sparse.csr_matrix:
    weighed = [vocabulary.weigh(text) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in weighed)])
    return sparse.csr_matrix(
        (
            np.concatenate([weights for _, weights in weighed]),
            np.concatenate([places for places, _ in weighed]),
            starts,
        ),
        shape=(len(texts), len(vocabulary.names)),
    )
