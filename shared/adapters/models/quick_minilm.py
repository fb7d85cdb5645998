"""all-MiniLM-L6-v2 with documents by quicker layers.

A question is one sentence, an index thousands. So documents are read by layers that were taught to
meet MiniLM's vectors (`training/english.py`): they bend by ReLU, and round in steps that are set
beforehand. Questions are read by the whole, as messages are (an asymmetric dual encoder, as in Dong
et al. 2022, https://arxiv.org/abs/2204.07120, by distillation, Hinton et al. 2015,
https://arxiv.org/abs/1503.02531).
"""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from shared.adapters.models.document_bert import add_document_bert, alike
from shared.adapters.models.int8_bert import session_of, unit
from shared.adapters.models.minilm import MiniLm, add_tokens, packed_model, tokenizer
from shared.adapters.models.onnx_file import Graph, read_model
from shared.adapters.models.stored_layers import load_bert
from shared.ports.understanding import Vectors

QUICK = Path(__file__).parent / "weights" / "quick-minilm.npz"


class QuickMiniLm:
    """384 dimensions. Safe for threads."""

    name = f"{MiniLm.name}; documents by quick layers"
    dimensions = MiniLm.dimensions

    def __init__(self) -> None:
        self._whole = MiniLm()

    def encode(self, texts: list[str]) -> Vectors:
        numbers = [tokenizer().encode(text).ids for text in texts]
        found = np.zeros((len(texts), self.dimensions), np.float32)
        for batch in alike(numbers):
            ids = np.array([numbers[at] for at in batch], np.int64)
            (found[batch],) = _session().run(("mean",), {"ids": ids})
        return unit(found)

    def ask(self, question: str) -> tuple[Vectors, Vectors]:
        return self._whole.ask(question)

    def scaled(self, cosines: Vectors) -> Vectors:
        return self._whole.scaled(cosines)


@cache
def _session() -> onnxruntime.InferenceSession:
    weights, _ = read_model(packed_model())
    graph = Graph()
    state = add_document_bert(graph, load_bert(QUICK), add_tokens(graph, weights))
    graph.node("ReduceMean", "mean", state, axes=[1], keepdims=0)
    return session_of(graph.dump(takes="ids", gives=("mean",)))
