"""Which sentence answers a question: the upper layers of MiniLM, tuned to questions.

all-MiniLM-L6-v2 tells what a text is about. Of two sentences about the same it often prefers the
one that repeats the question's words to the one that answers. So a question is read twice from the
layer at which they part: as it was trained, to find passages, and by layers that were tuned on
customers' questions to point to the sentence that answers (`training/answers.py`). Sentences are
read once, as ever: the tuned layers learned to meet their vectors (an asymmetric dual encoder,
Dong et al. 2022, https://arxiv.org/abs/2204.07120, with one tower frozen).
"""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from shared.adapters.models.int8_bert import add_bert, session_of, unit
from shared.adapters.models.onnx_file import Graph
from shared.adapters.models.stored_layers import load_bert
from shared.ports.understanding import Vectors

WEIGHTS = Path(__file__).parent / "weights" / "answers.npz"


class AnswerReader:
    """Safe for threads."""

    def __init__(self) -> None:
        self._session = _session()

    def read(self, states: Vectors) -> Vectors:
        """The unit vector that the sentence should have which answers; `states` are those of the
        question's word pieces in the layer at which the readings part, (1, pieces, dimensions)."""
        (mean,) = self._session.run(("mean",), {"states": states})
        return np.asarray(unit(mean)[0], np.float32)


@cache
def _session() -> onnxruntime.InferenceSession:
    graph = Graph()
    states = add_bert(graph, load_bert(WEIGHTS), "states")
    graph.node("ReduceMean", "mean", states[-1], axes=[1], keepdims=0)
    return session_of(graph.dump(takes="states", gives=("mean",), vectors=True))
