"""Intent by a linear head on the encoder, trained on the pack's utterances."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.domain.routing import Guess, Reading
from shared.ports.understanding import Encoder, Vectors

_WORTH_TELLING = 0.01
"""Guesses below this probability are noise, and left out."""


@dataclass(frozen=True)
class IntentHead:
    """What training leaves: a softmax over `labels`, its temperature, and the scope gate.

    A message is out of scope when its nearest seed utterance is less similar than `nearest`
    (cosine), or when the head prefers its own out-of-scope label, the last one.
    """

    labels: tuple[str, ...]
    weights: Vectors
    bias: Vectors
    temperature: float
    seeds: Vectors
    nearest: float

    @staticmethod
    def load(path: Path) -> "IntentHead":
        with np.load(path, allow_pickle=False) as stored:
            return IntentHead(
                labels=tuple(str(label) for label in stored["labels"]),
                weights=stored["weights"],
                bias=stored["bias"],
                temperature=float(stored["temperature"]),
                seeds=stored["seeds"],
                nearest=float(stored["nearest"]),
            )


OUT_OF_SCOPE = "out_of_scope"


class EmbeddingIntentReader:
    def __init__(self, encoder: Encoder, head: IntentHead) -> None:
        self._encoder = encoder
        self._head = head

    def read(self, text: str) -> Reading:
        head = self._head
        vector = self._encoder.encode([text])[0]
        logits = (head.weights @ vector + head.bias) / head.temperature
        odds = np.exp(logits - logits.max())
        probabilities = odds / odds.sum()
        order = np.argsort(probabilities)[::-1]
        in_scope = (
            float((head.seeds @ vector).max(initial=-1.0)) >= head.nearest
            and head.labels[order[0]] != OUT_OF_SCOPE
        )
        guesses = tuple(
            Guess(head.labels[at], float(probabilities[at]))
            for at in order
            if head.labels[at] != OUT_OF_SCOPE and probabilities[at] >= _WORTH_TELLING
        )
        return Reading(guesses, in_scope)
