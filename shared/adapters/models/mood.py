"""Mood by a linear head on the encoder's vector and VADER's scores (Hutto & Gilbert 2014)."""

from functools import cache
from pathlib import Path

import numpy as np
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from shared.domain.mood import Mood
from shared.ports.understanding import Encoder, Vectors

WEIGHTS = Path(__file__).parent / "weights" / "mood.npz"


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def lexical_features(text: str) -> list[float]:
    """VADER's compound, negative, neutral and positive scores."""
    scores = _vader().polarity_scores(text)
    return [scores["compound"], scores["neg"], scores["neu"], scores["pos"]]


class EmbeddingMoodReader:
    """The head's classes are negative, neutral, positive; see weights/mood.md for its card."""

    def __init__(self, encoder: Encoder, path: Path = WEIGHTS) -> None:
        self._encoder = encoder
        with np.load(path, allow_pickle=False) as stored:
            self._weights: Vectors = stored["weights"]
            self._bias: Vectors = stored["bias"]

    def read(self, text: str) -> Mood:
        features = np.concatenate([self._encoder.encode([text])[0], lexical_features(text)])
        logits = self._weights @ features + self._bias
        odds = np.exp(logits - logits.max())
        negative, neutral, positive = (float(p) for p in odds / odds.sum())
        return Mood(positive - negative, negative, neutral, positive)
