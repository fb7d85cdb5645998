"""Teaches the layers by which English documents are read to meet the vectors of all-MiniLM-L6-v2.

    pip install torch
    python -m training.english TEXTS

TEXTS is a folder of *.txt, an English text a line. The layers begin as the model's own, and learn
to do without what takes its time (`training/documents.py`).
"""

import random
import sys
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from shared.adapters.models.minilm import embeddings, packed_model, tokenizer, whole_minilm
from shared.adapters.models.onnx_file import read_model
from shared.adapters.models.quick_minilm import QUICK
from training.documents import Documents, quicken
from training.teaching import read_texts

_SEED = 20261130
_CUT_ROUNDS, _BYTES_ROUNDS = 3, 1.6
_LONGEST = 100


def main(folder: Path) -> None:
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)
    texts = read_texts(folder, chance)
    numbers = [tokenizer().encode(text).ids[:_LONGEST] for text in texts]
    documents = Documents(whole_minilm(*read_model(packed_model())))
    quicken(
        documents,
        numbers,
        _embedded,
        chance,
        cut_rounds=_CUT_ROUNDS,
        bytes_rounds=_BYTES_ROUNDS,
    )
    documents.save(QUICK)
    print(f"{QUICK.name}: {QUICK.stat().st_size / 1e6:.1f} MB, from {len(texts)} texts")


def _embedded(texts: list[list[int]]) -> list[Tensor]:
    words, places = _embeddings()
    return [words[numbers] + places[: len(numbers)] for numbers in texts]


@cache
def _embeddings() -> tuple[Tensor, Tensor]:
    weights, _ = read_model(packed_model())
    values, scale, places = embeddings(weights)
    return torch.tensor(values * scale), torch.tensor(places, dtype=torch.float32)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("python -m training.english TEXTS: a folder of *.txt, an English text a line")
    main(Path(sys.argv[1]))
