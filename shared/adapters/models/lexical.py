"""What a text is spelled like: weighted word and character n-grams, without a vectoriser library.

The features of scikit-learn's TfidfVectorizer over words (1, 2) and characters within words (2-5),
each block of unit length (Salton & Buckley 1988, sublinear term frequency). Names of n-grams are
their CRC-32, so that an artefact holds no customer's words.
"""

import math
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from shared.ports.understanding import Vectors

_WORD = re.compile(r"\w+(?:'\w+)?")
_CHARACTERS = range(2, 6)
Blocks = tuple[Counter[int], Counter[int]]
"""Sublinear counts of word and of character n-grams, by their names."""


def blocks(text: str) -> Blocks:
    words = _WORD.findall(text.lower())
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    characters = [
        padded[at : at + size]
        for padded in (f" {word} " for word in words)
        for size in _CHARACTERS
        for at in range(len(padded) - size + 1)
    ]
    return _named("w:", words + pairs), _named("c:", characters)


def _named(kind: str, grams: list[str]) -> Counter[int]:
    return Counter(zlib.crc32(f"{kind}{gram}".encode()) for gram in grams)


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams that training kept: `names` ascending, with their inverse document frequency."""

    names: "np.ndarray[tuple[int], np.dtype[np.uint32]]"
    idf: Vectors

    def weigh(self, text: str) -> tuple["np.ndarray[tuple[int], np.dtype[np.intp]]", Vectors]:
        """Positions in `names` of the text's known n-grams, and their weights."""
        places: list[np.ndarray] = []
        weights: list[np.ndarray] = []
        for block in blocks(text):
            names = np.fromiter(block.keys(), np.uint32, len(block))
            at = np.searchsorted(self.names, names)
            at[at == len(self.names)] = 0
            known = self.names[at] == names if len(self.names) else np.zeros(len(names), bool)
            counts = np.fromiter((1 + math.log(count) for count in block.values()), np.float32)
            weight = counts[known] * self.idf[at[known]]
            length = float(np.linalg.norm(weight)) or 1.0
            places.append(at[known])
            weights.append(weight / length)
        return np.concatenate(places), np.concatenate(weights).astype(np.float32)
