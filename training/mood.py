"""Trains the mood heads on public tweets and writes weights and model card.

    python -m training.mood DATA

DATA holds `semeval/train.tsv`, `tweeteval/{sentiment,emotion,offensive}`, `xlmt/<language>` and
`bitext/bitext_customer_support.csv` (see the cards for sources). The data stays outside the
project; only the weights are kept.

Tweets alone teach that "cancel it" is rage, "stop" abuse, and "can I cancel?" bad news. Plain
requests to a support desk, which are none of it, stand against that.
"""

import csv
import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, recall_score

from shared.adapters.models.minilm import DeepMiniLm
from shared.adapters.models.mood import (
    MULTILINGUAL,
    WEIGHTS,
    Features,
    lexical_features,
    no_features,
)
from shared.adapters.models.multilingual import MultilingualE5
from shared.ports.understanding import Encoder

CLASSES = ("negative", "neutral", "positive")
_PLAIN = 300
"""Requests without a feeling beside the 48,675 tweets of English: a thousand would cost what they
say of airlines two points."""
NO_EMOTION = 4
"""The class that TweetEval's four emotions lack."""
Labelled = tuple[list[str], list[int]]
Read = Callable[[list[str]], np.ndarray]
"""Texts to features, (texts, features)."""


@dataclass(frozen=True)
class _Head:
    """A fitted head; `measured` says how it did on validation tweets."""

    name: str
    weights: np.ndarray
    bias: np.ndarray
    rows: int
    measured: str


def main(data: Path) -> None:
    train_english(data)
    train_multilingual(data)


def train_english(data: Path) -> None:
    read = _reader(DeepMiniLm(), lexical_features)
    held = _read_tweeteval(data / "tweeteval" / "sentiment", "val")
    tweets = _read_semeval(data / "semeval" / "train.tsv")
    plain = _read_requests(data)[:_PLAIN]
    train = _joined([tweets, (plain, [CLASSES.index("neutral")] * len(plain))])
    sentiment = _fit("sentiment", read, train, held)
    heads = [sentiment, *_fit_temper(data, read)]
    sources = (
        "SemEval-2013 to 2016 task 4 without TweetEval's rows, with "
        f"{_PLAIN} of Bitext's\n  requests as neutral; "
    )
    _save(WEIGHTS, heads, DeepMiniLm.name + ", and VADER's four scores", "English", sources)


def train_multilingual(data: Path) -> None:
    """Sentiment from eight languages; the other heads from English, which the encoder carries over
    to other languages as far as it can."""
    read = _reader(MultilingualE5(), no_features)
    folders = sorted(path for path in (data / "xlmt").iterdir() if path.name != "all")
    train = _joined([_read_tweeteval(folder, "train") for folder in folders])
    sentiment = _fit(
        "sentiment", read, train, _joined([_read_tweeteval(f, "val") for f in folders])
    )
    heads = [sentiment, *_fit_temper(data, read)]
    languages = ", ".join(path.name.title() for path in folders)
    _save(MULTILINGUAL, heads, MultilingualE5.name, languages, "XLM-T (Apache-2.0); ")


def _reader(encoder: Encoder, features: Features) -> Read:
    def read(texts: list[str]) -> np.ndarray:
        return np.hstack([encoder.encode(texts), np.array([features(text) for text in texts])])

    return read


def _fit_temper(data: Path, read: Read) -> list[_Head]:
    """Emotion and abuse."""
    requests = _read_requests(data)
    heads = []
    for name, folder, calm, count in (
        ("emotion", "emotion", NO_EMOTION, 1_500),
        ("abuse", "offensive", 0, 3_000),
    ):
        tweets = data / "tweeteval" / folder
        train = _joined([_read_tweeteval(tweets, "train"), (requests[:count], [calm] * count)])
        heads.append(_fit(name, read, train, _read_tweeteval(tweets, "val")))
    return heads


def _fit(name: str, read: Read, train: Labelled, held: Labelled) -> _Head:
    head = LogisticRegression(C=1.0, max_iter=2_000, class_weight="balanced")
    head.fit(read(train[0]), train[1])
    known = np.unique(held[1])
    guesses = head.predict_proba(read(held[0]))[:, known].argmax(axis=1)
    recall = recall_score(held[1], guesses, average="macro")
    f1 = f1_score(held[1], guesses, average="macro")
    weights, bias = head.coef_, head.intercept_
    if len(weights) == 1:  # scikit-learn keeps one row for two classes
        weights, bias = np.vstack([0 * weights, weights]), np.concatenate([0 * bias, bias])
    measured = f"macro-recall {recall:.3f}, macro-F1 {f1:.3f} on {len(held[0]):,} tweets"
    print(f"{name}: {measured}")
    return _Head(name, weights.astype(np.float32), bias.astype(np.float32), len(train[0]), measured)


def _save(path: Path, heads: list[_Head], encoder: str, languages: str, sources: str) -> None:
    arrays: dict[str, Any] = {}
    for head in heads:
        arrays |= {f"{head.name}_weights": head.weights, f"{head.name}_bias": head.bias}
    np.savez(path, **arrays)
    card = _card(heads, encoder, languages, sources)
    path.with_suffix(".md").write_text(card, encoding="utf-8")


def _joined(parts: list[Labelled]) -> Labelled:
    return [text for texts, _ in parts for text in texts], [
        label for _, labels in parts for label in labels
    ]


def _read_requests(data: Path) -> list[str]:
    """Requests to a support desk without their placeholders, always in the same order."""
    path = data / "bitext" / "bitext_customer_support.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        found = {
            re.sub(r"\{\{.*?\}\}", "", row["instruction"]).strip()
            for row in csv.DictReader(lines)
            if row["category"] != "FEEDBACK"
        }
    texts = sorted(found)
    random.Random(7).shuffle(texts)
    return texts


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


def _card(heads: list[_Head], encoder: str, languages: str, sources: str) -> str:
    measured = "\n".join(
        f"  - {head.name} ({len(head.weights)} classes), from {head.rows:,}: {head.measured}"
        for head in heads
    )
    return f"""# Mood heads

- **What**: sentiment (negative, neutral, positive), emotion (anger, joy, optimism, sadness, none)
  and abuse (no, yes), each by logistic regression; classes balanced; C = 1.
- **Features**: {encoder}.
- **Languages of the sentiment head**: {languages}. Of the others: English.
- **Trained and measured**, on validation tweets (emotion: among the four of TweetEval):
{measured}
- **Sources**: {sources}TweetEval emotion and offensive; Bitext
  customer support (CDLA-Sharing-1.0) as requests without emotion (1,500) and without abuse (3,000).
  No text can be read back from some hundred weights a class.
- **Date**: {datetime.now(UTC).date()}. Made by `python -m training.mood DATA`.
- **Limits**: tweets, not service messages; sarcasm is read literally. A short order such as "stop"
  still reads as unhappier than it is meant.
"""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
