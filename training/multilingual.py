"""Teaches three layers to meet the vectors of multilingual-e5-small's twelve.

    pip install torch
    python -m training.multilingual TEXTS

TEXTS is a folder of *.txt, a text a line in any languages. The layers begin as the first, the
sixth and the eleventh of the model's, above its embeddings. The model reads a text as a query,
the layers without what marks it so.
"""

import random
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from shared.adapters.models.int8_bert import Bert, add_bert, session_of
from shared.adapters.models.multilingual import (
    QUICK,
    embeddings,
    quick_numbers,
    whole_e5,
    whole_numbers,
)
from shared.adapters.models.onnx_file import Graph
from training.layers import TrainedBert
from training.teaching import Taught, read_texts, teach

_SEED = 20261130
_FROM = (0, 5, 10)
_ROUNDS, _RATE = 6, 6e-4
_LONGEST = 120
"""Pieces learned of a text."""


def taught_by(whole: Bert, texts: list[str]) -> Taught:
    session = _session(whole)
    read, states, means = [], [], []
    for text in texts:
        numbers, quick = whole_numbers(text), quick_numbers(text)
        marks = len(numbers) - len(quick) - 1  # and the one that ends it
        own = quick[: _LONGEST + 1]
        (tokens,) = embeddings([[*numbers[: len(own) + marks], numbers[-1]]])
        (state,) = session.run(None, {"tokens": tokens[None]})[0]
        read.append(own)
        means.append(state.mean(0))
        states.append(torch.tensor(state[1 + marks : -1], dtype=torch.float16))
    return Taught(read, states, torch.tensor(np.array(means)), marks=1)


def _session(whole: Bert) -> onnxruntime.InferenceSession:
    graph = Graph()
    *_, last = add_bert(graph, whole, "tokens")
    return session_of(graph.dump(takes="tokens", gives=(), vectors=True, layers=(last,)))


def main(folder: Path) -> None:
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)
    texts, whole = read_texts(folder, chance), whole_e5()
    layers = list(whole.layers)
    quick = TrainedBert(Bert(whole.embedded, [layers[at] for at in _FROM]))
    teach(quick, taught_by(whole, texts), _embedded, chance, rounds=_ROUNDS, rate=_RATE)
    quick.save(QUICK)
    print(f"{QUICK.name}: {QUICK.stat().st_size / 1e6:.1f} MB, from {len(texts)} texts")


def _embedded(texts: list[list[int]]) -> list[Tensor]:
    return [torch.from_numpy(each) for each in embeddings(texts)]


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("python -m training.multilingual TEXTS: a folder of *.txt, a text a line")
    main(Path(sys.argv[1]))
