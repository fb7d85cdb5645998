"""Which sentence answers a question: the upper layers of MiniLM, tuned to questions.

all-MiniLM-L6-v2 tells what a text is about. Of two sentences about the same it often prefers the
one that repeats the question's words to the one that answers. So a question is read twice from the
layer at which they part: as it was trained, to find passages, and by layers that were tuned on
customers' questions to point to the sentence that answers (`training/answers.py`). Sentences are
read once, as ever: the tuned layers learned to meet their vectors (an asymmetric dual encoder,
Dong et al. 2022, https://arxiv.org/abs/2204.07120, with one tower frozen).
"""

from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from shared.adapters.models.int8_bert import (
    Bert,
    Layer,
    Normal,
    Product,
    add_bert,
    session_of,
    unit,
)
from shared.adapters.models.onnx_file import Graph, Weights
from shared.ports.understanding import Vectors

WEIGHTS = Path(__file__).parent / "weights" / "answers.npz"
HEADS, EPSILON = 12, 1e-12
"""Of MiniLM."""


class AnswerReader:
    """Safe for threads."""

    def __init__(self) -> None:
        self._session = _session()

    def read(self, states: Vectors) -> Vectors:
        """The unit vector that the sentence should have which answers; `states` are those of the
        question's word pieces in the layer at which the readings part, (1, pieces, dimensions)."""
        (mean,) = self._session.run(("mean",), {"states": states})
        return np.asarray(unit(mean)[0], np.float32)


def save_layers(layers: Iterable[Layer], path: Path = WEIGHTS) -> None:
    arrays = {
        f"{number}.{part.name}.{name}": array
        for number, layer in enumerate(layers)
        for part in fields(layer)
        for name, array in getattr(layer, part.name)._asdict().items()
        if array is not None
    }
    np.savez_compressed(path, **arrays)


def load_layers(path: Path = WEIGHTS) -> list[Layer]:
    parts: dict[str, dict[str, dict[str, Weights]]] = {}
    with np.load(path, allow_pickle=False) as stored:
        for name in stored.files:
            number, part, field = name.split(".")
            parts.setdefault(number, {}).setdefault(part, {})[field] = stored[name]
    return [_layer(each) for each in parts.values()]


def _layer(parts: dict[str, dict[str, Weights]]) -> Layer:
    return Layer(
        asked=Product(**parts["asked"]),
        heard=Product(**parts["heard"]),
        after_heard=Normal(**parts["after_heard"]),
        wide=Product(**parts["wide"]),
        narrow=Product(**parts["narrow"]),
        after_narrow=Normal(**parts["after_narrow"]),
    )


@cache
def _session() -> onnxruntime.InferenceSession:
    graph = Graph()
    states = add_bert(graph, Bert(None, load_layers(), HEADS, EPSILON), "states")
    graph.node("ReduceMean", "mean", states[-1], axes=[1], keepdims=0)
    return session_of(graph.dump(takes="states", gives=("mean",), vectors=True))
