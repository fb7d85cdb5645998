"""Mood by linear heads on the encoder's vector and VADER's scores (Hutto & Gilbert 2014)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from shared.adapters.models.linear import Linear, softmax
from shared.domain.mood import Mood, politeness_of, urgency_of
from shared.ports.understanding import Encoder, Vectors

HEADS = ("sentiment", "emotion", "abuse")
WEIGHTS = Path(__file__).parent / "weights" / "mood.npz"
MULTILINGUAL = WEIGHTS.with_name("mood-multilingual.npz")
Features = Callable[[str], list[float]]


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def lexical_features(text: str) -> list[float]:
    """VADER's compound, negative, neutral and positive scores."""
    scores = _vader().polarity_scores(text)
    return [scores["compound"], scores["neg"], scores["neu"], scores["pos"]]


def no_features(text: str) -> list[float]:
    """For languages that VADER does not know."""
    del text
    return []


class EmbeddingMoodReader:
    """Three heads: sentiment (negative, neutral, positive), emotion (anger, joy, optimism,
    sadness, none) and abuse (no, yes); see the cards beside the weights."""

    def __init__(
        self, encoder: Encoder, path: Path = WEIGHTS, features: Features = lexical_features
    ) -> None:
        self._encoder = encoder
        self._features = features
        with np.load(path, allow_pickle=False) as stored:
            self._heads = {
                head: Linear(stored[f"{head}_weights"].T, stored[f"{head}_bias"]) for head in HEADS
            }

    def read(self, text: str, language: str) -> Mood:
        del language  # the encoder's
        features = np.concatenate([self._encoder.encode([text])[0], self._features(text)])
        negative, neutral, positive = self._chances("sentiment", features)
        return Mood(
            valence=positive - negative,
            negative=negative,
            neutral=neutral,
            positive=positive,
            anger=self._chances("emotion", features)[0],
            abuse=self._chances("abuse", features)[1],
            urgency=urgency_of(text),
            politeness=politeness_of(text),
        )

    def _chances(self, head: str, features: Vectors) -> list[float]:
        (chances,) = softmax(self._heads[head].scores(features[None]))
        return [float(chance) for chance in chances]
