"""Trains the mood head on SemEval's tweets and writes weights and model card.

    python -m training.mood DATA

DATA holds `semeval/train.tsv` and `tweeteval/sentiment/val_*.txt` (see the card for sources). The
data stays outside the project; only the 3 x 388 weights are kept.
"""

import csv
import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score

from shared.adapters.models.minilm import MiniLm
from shared.adapters.models.mood import WEIGHTS, lexical_features

CLASSES = ("negative", "neutral", "positive")


def main(data: Path) -> None:
    train, labels = _read_semeval(data / "semeval" / "train.tsv")
    held, held_labels = _read_tweeteval(data / "tweeteval" / "sentiment")
    encoder = MiniLm()
    head = LogisticRegression(C=1.0, max_iter=2_000, class_weight="balanced")
    head.fit(_features(encoder, train), labels)
    recall = recall_score(held_labels, head.predict(_features(encoder, held)), average="macro")
    WEIGHTS.parent.mkdir(exist_ok=True)
    np.savez(
        WEIGHTS,
        weights=head.coef_.astype(np.float32),
        bias=head.intercept_.astype(np.float32),
    )
    digest = hashlib.sha256((data / "semeval" / "train.tsv").read_bytes()).hexdigest()
    WEIGHTS.with_suffix(".md").write_text(_card(len(train), len(held), recall, digest))
    print(f"macro-recall {recall:.3f} on {len(held)} held-out tweets")


def _features(encoder: MiniLm, texts: list[str]) -> np.ndarray:
    lexical = np.array([lexical_features(text) for text in texts])
    return np.hstack([encoder.encode(texts), lexical])


def _read_semeval(path: Path) -> tuple[list[str], list[int]]:
    texts, labels = [], []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found = [at for at, cell in enumerate(row) if cell in CLASSES]
            if found:
                labels.append(CLASSES.index(row[found[0]]))
                texts.append(max(row, key=len))
    return texts, labels


def _read_tweeteval(folder: Path) -> tuple[list[str], list[int]]:
    texts = (folder / "val_text.txt").read_text(encoding="utf-8").splitlines()
    labels = (folder / "val_labels.txt").read_text(encoding="utf-8").split()
    return texts, [int(label) for label in labels]


def _card(rows: int, held: int, recall: float, digest: str) -> str:
    return f"""# Mood head

- **What**: negative, neutral or positive, by multinomial logistic regression on the MiniLM vector
  (384) and VADER's four scores; classes balanced; C = 1.
- **Trained on**: {rows:,} tweets of SemEval-2013 to 2016 task 4 (sha256 `{digest[:16]}…`), without
  TweetEval's validation and test rows. No text can be read back from the 3 x 388 weights.
- **Measured**: macro-recall {recall:.3f} on TweetEval's {held:,} validation tweets.
- **Date**: {datetime.now(UTC).date()}. Made by `python -m training.mood DATA`.
- **Limits**: English; tweets, not service messages; sarcasm is read literally.
"""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
