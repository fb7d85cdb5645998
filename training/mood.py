"""Trains the mood heads on public tweets and writes weights and model card.

    python -m training.mood DATA

DATA holds `semeval/train.tsv` and `tweeteval/{sentiment,emotion,offensive}` (see the card for
sources). The data stays outside the project; only the weights are kept.
"""

import csv
import hashlib
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, recall_score

from shared.adapters.models.minilm import MiniLm
from shared.adapters.models.mood import WEIGHTS, lexical_features

CLASSES = ("negative", "neutral", "positive")
Labelled = tuple[list[str], list[int]]


@dataclass(frozen=True)
class _Head:
    """A fitted head; `measured` says how it did on validation tweets."""

    name: str
    weights: np.ndarray
    bias: np.ndarray
    rows: int
    measured: str


def main(data: Path) -> None:
    tweets, encoder = data / "tweeteval", MiniLm()
    heads = [
        _fit(
            "sentiment",
            encoder,
            _read_semeval(data / "semeval" / "train.tsv"),
            _read_tweeteval(tweets / "sentiment", "val"),
        )
    ]
    for name, folder in (("emotion", "emotion"), ("abuse", "offensive")):
        train, held = (_read_tweeteval(tweets / folder, part) for part in ("train", "val"))
        heads.append(_fit(name, encoder, train, held))
    arrays: dict[str, Any] = {}
    for head in heads:
        arrays |= {f"{head.name}_weights": head.weights, f"{head.name}_bias": head.bias}
    np.savez(WEIGHTS, **arrays)
    digest = hashlib.sha256((data / "semeval" / "train.tsv").read_bytes()).hexdigest()
    WEIGHTS.with_suffix(".md").write_text(_card(heads, digest), encoding="utf-8")
    for head in heads:
        print(f"{head.name}: {head.measured}")


def _fit(name: str, encoder: MiniLm, train: Labelled, held: Labelled) -> _Head:
    head = LogisticRegression(C=1.0, max_iter=2_000, class_weight="balanced")
    head.fit(_features(encoder, train[0]), train[1])
    guesses = head.predict(_features(encoder, held[0]))
    recall = recall_score(held[1], guesses, average="macro")
    f1 = f1_score(held[1], guesses, average="macro")
    weights, bias = head.coef_, head.intercept_
    if len(weights) == 1:  # scikit-learn keeps one row for two classes
        weights, bias = np.vstack([0 * weights, weights]), np.concatenate([0 * bias, bias])
    measured = f"macro-recall {recall:.3f}, macro-F1 {f1:.3f} on {len(held[0]):,} tweets"
    return _Head(name, weights.astype(np.float32), bias.astype(np.float32), len(train[0]), measured)


def _features(encoder: MiniLm, texts: list[str]) -> np.ndarray:
    lexical = np.array([lexical_features(text) for text in texts])
    return np.hstack([encoder.encode(texts), lexical])


def _read_semeval(path: Path) -> Labelled:
    texts, labels = [], []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found = [at for at, cell in enumerate(row) if cell in CLASSES]
            if found:
                labels.append(CLASSES.index(row[found[0]]))
                texts.append(max(row, key=len))
    return texts, labels


def _read_tweeteval(folder: Path, part: str) -> Labelled:
    texts = (folder / f"{part}_text.txt").read_text(encoding="utf-8").splitlines()
    labels = (folder / f"{part}_labels.txt").read_text(encoding="utf-8").split()
    return texts, [int(label) for label in labels]


def _card(heads: list[_Head], digest: str) -> str:
    measured = "\n".join(
        f"  - {head.name} ({len(head.weights)} classes), from {head.rows:,}: {head.measured}"
        for head in heads
    )
    return f"""# Mood heads

- **What**: sentiment (negative, neutral, positive), emotion (anger, joy, optimism, sadness) and
  abuse (no, yes), each by logistic regression on the MiniLM vector (384) and VADER's four scores;
  classes balanced; C = 1.
- **Trained and measured**, on TweetEval's validation tweets:
{measured}
- **Sources**: SemEval-2013 to 2016 task 4 (sha256 `{digest[:16]}…`), without TweetEval's rows;
  TweetEval emotion and offensive. No text can be read back from 388 weights a class.
- **Date**: {datetime.now(UTC).date()}. Made by `python -m training.mood DATA`.
- **Limits**: English; tweets, not service messages; sarcasm is read literally. The emotion head
  has only seen tweets that have one of its emotions.
"""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
