"""A BERT encoder (Devlin et al. 2019) in a graph whose matrix products are of bytes: ONNX Runtime's
DynamicQuantizeMatMul, in a handful of nodes a layer.

https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import onnxruntime

from shared.adapters.models.onnx_file import MICROSOFT, Graph, Weights
from shared.ports.understanding import Vectors

HEADS, EPSILON = 12, 1e-12
"""Of MiniLM and of multilingual E5."""
GREATEST = 127
_LIKELY, _RARE, _LEAST = 3, 4, 0.05
"""Standard deviations that a number is expected to reach, and the least that it counts for. With
inputs evened out so, the mean cosine of MiniLM's vectors to those of its packed file rose from
.9947 to .9973."""


class Product(NamedTuple):
    """A matrix in bytes, inputs by outputs, with the scale of each column and what is added."""

    values: Weights
    scale: Weights
    bias: Weights
    factor: Weights | None = None
    """By which the inputs are multiplied before."""
    reach: Weights | None = None
    """The least and the greatest that an input is taken for, where that is set beforehand."""

    @property
    def matrix(self) -> Weights:
        return np.asarray(self.values * self.scale)


class Normal(NamedTuple):
    """What a layer normalization multiplies by and adds."""

    gain: Weights
    shift: Weights


@dataclass(frozen=True)
class Layer:
    """`asked` gives the queries, keys and values side by side."""

    asked: Product
    heard: Product
    after_heard: Normal
    wide: Product
    narrow: Product
    after_narrow: Normal


@dataclass(frozen=True)
class Bert:
    """The encoder above its embeddings, or its upper layers, which have none."""

    embedded: Normal | None
    layers: Iterable[Layer]


def to_bytes(
    matrix: Weights, bias: Weights, factor: Weights | None = None, greatest: int = GREATEST
) -> Product:
    """Inputs by outputs, each column by a scale of its own, whose largest value is `greatest`."""
    scale = np.abs(matrix).max(axis=0, keepdims=True) / greatest
    return Product(np.round(matrix / scale).astype(np.int8), scale, bias, factor)


def unit(vectors: Vectors) -> Vectors:
    """Each of length one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def session_of(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # What ONNX Runtime would fuse beyond this is slower: SkipLayerNormalization took a third.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def add_bert(graph: Graph, bert: Bert, embedded: str) -> list[str]:
    """What each layer makes of a text's tokens, from the sums of their embeddings, or of upper
    layers from what the one below made."""
    states = [embedded]
    if bert.embedded:
        states = [add_normalized(graph, "embedded", bert.embedded, embedded)]
    for number, layer in enumerate(bert.layers):
        states.append(_add_layer(graph, f"{number}.", layer, states[-1]))
    return states[1:]


def add_normalized(graph: Graph, name: str, normal: Normal, state: str) -> str:
    inputs = [
        graph.weight(f"{name}.gain", normal.gain),
        graph.weight(f"{name}.shift", normal.shift),
    ]
    return graph.node("LayerNormalization", name, state, *inputs, axis=-1, epsilon=EPSILON)


def _add_layer(graph: Graph, named: str, layer: Layer, state: str) -> str:
    said = _attention(graph, named, layer, state)
    sum_ = graph.node("Add", f"{named}sum", said, state)
    state = add_normalized(graph, f"{named}after_heard", layer.after_heard, sum_)
    gain, shift = layer.after_heard
    reach = _LIKELY * np.abs(gain) + np.abs(shift)
    wide = _product(graph, f"{named}wide", state, _evened(layer.wide, reach))
    bent = graph.node("Gelu", f"{named}bent", wide, domain=MICROSOFT)
    into = layer.wide.matrix
    middle = shift @ into + layer.wide.bias
    reach = np.maximum(middle + _RARE * np.linalg.norm(gain[:, None] * into, axis=0), _LEAST)
    narrow = _product(graph, f"{named}narrow", bent, _evened(layer.narrow, reach))
    sum_ = graph.node("Add", f"{named}last", narrow, state)
    return add_normalized(graph, f"{named}after_narrow", layer.after_narrow, sum_)


def _attention(graph: Graph, named: str, layer: Layer, state: str) -> str:
    asking = _product(graph, f"{named}asked", state, layer.asked)
    width = layer.heard.values.shape[0]
    widths = graph.weight(f"{named}widths", np.array([width] * 3, np.int64))
    parts = tuple(f"{named}{part}" for part in "QKV")
    graph.nodes("Split", parts, asking, widths, axis=-1)
    heard = graph.node(
        "MultiHeadAttention", f"{named}attended", *parts, domain=MICROSOFT, num_heads=HEADS
    )
    # Older x86 processors add two products in 16 bits, which here would overflow (once in a
    # thousand, 6% of the first layer's result): with weights of seven bits they never do.
    values, scale, bias, *_ = layer.heard
    seven = Product(np.round(values / 2).astype(np.int8), scale * 2, bias)
    return _product(graph, f"{named}heard", heard, seven)


def _evened(product: Product, reach: Weights) -> Product:
    """With the inputs divided by how far each reaches, and the weights multiplied, since all the
    inputs are rounded in steps of one size (SmoothQuant, https://arxiv.org/abs/2211.10438)."""
    by = np.maximum(reach / np.median(reach), _LEAST).astype(np.float32)
    return to_bytes(product.matrix * by[:, None], product.bias, 1 / by)


def _product(graph: Graph, name: str, state: str, product: Product) -> str:
    values, scale, bias, factor, _ = product
    if factor is not None:
        state = graph.node("Mul", f"{name}.even", state, graph.weight(f"{name}.factor", factor))
    zero = np.zeros(values.shape[1], np.int8)
    parts = {"values": values, "scale": scale.ravel(), "zero": zero, "bias": bias}
    inputs = [graph.weight(f"{name}.{part}", each) for part, each in parts.items()]
    return graph.node("DynamicQuantizeMatMul", name, state, *inputs, domain=MICROSOFT)
