"""A BERT encoder for documents, which are many: several texts of one length are read at once.

It differs from int8_bert's in two things, with which its layers were taught
(`training/english.py`). Each product's inputs are rounded in steps that are set beforehand, not by
what they happen to be: a text's vector then does not depend on what is read beside it, and nothing
is searched for the greatest. And where BERT bends by GELU, negative numbers are cut to zero (ReLU),
which the rounding does by itself, for its bytes begin at zero there.

https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
"""

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from shared.adapters.models.int8_bert import HEADS, Bert, Layer, Product, add_normalized
from shared.adapters.models.onnx_file import MICROSOFT, Graph

BYTE = 255
_AT_ONCE = 16
"""Texts of one length that are read together: more are no faster."""


def alike(texts: list[list[int]]) -> Iterator[list[int]]:
    """Where texts of one length stand, by the numbers of their pieces: those to read at once."""
    by_length = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    for _, group in groupby(by_length, key=lambda at: len(texts[at])):
        same = list(group)
        yield from (same[start : start + _AT_ONCE] for start in range(0, len(same), _AT_ONCE))


def step_of(least: float, greatest: float) -> tuple[float, int]:
    """From one byte to the next, for inputs that reach so far, and the byte that is zero."""
    size = (greatest - least) / BYTE
    return size, round(-least / size)


def add_document_bert(graph: Graph, bert: Bert, tokens: str) -> str:
    """What the last layer makes of texts' tokens, from the sums of their embeddings. Every product
    has its `reach`."""
    assert bert.embedded, "documents are read from their embeddings on"
    state = add_normalized(graph, "embedded", bert.embedded, tokens)
    for number, layer in enumerate(bert.layers):
        state = _add_layer(graph, f"{number}.", layer, state)
    return state


def _add_layer(graph: Graph, named: str, layer: Layer, state: str) -> str:
    attended = _attention(graph, f"{named}asked", layer.asked, state)
    heard = _product(graph, f"{named}heard", layer.heard, attended)
    sum_ = graph.node("Add", f"{named}sum", heard, state)
    state = add_normalized(graph, f"{named}after_heard", layer.after_heard, sum_)
    wide = _product(graph, f"{named}wide", layer.wide, state)
    narrow = _product(graph, f"{named}narrow", layer.narrow, wide)
    sum_ = graph.node("Add", f"{named}last", narrow, state)
    return add_normalized(graph, f"{named}after_narrow", layer.after_narrow, sum_)


def _attention(graph: Graph, name: str, product: Product, state: str) -> str:
    """The product that asks, and what each word hears."""
    rounded, step, zero = _rounded(graph, name, product, state)
    values, scale, bias, none = _weights(graph, name, product)
    inputs = (rounded, values, bias, step, scale, "", zero, none)
    return graph.node("QAttention", name, *inputs, domain=MICROSOFT, num_heads=HEADS)


def _product(graph: Graph, name: str, product: Product, state: str) -> str:
    rounded, step, zero = _rounded(graph, name, product, state)
    values, scale, bias, none = _weights(graph, name, product)
    inputs = (rounded, values, step, scale, zero, none, bias)
    return graph.node("MatMulIntegerToFloat", name, *inputs, domain=MICROSOFT)


def _rounded(graph: Graph, name: str, product: Product, state: str) -> tuple[str, str, str]:
    """The inputs in bytes, with their step and the byte that stands for zero. What lies beyond the
    reach is cut."""
    assert product.reach is not None, f"{name} was taught no reach"
    size, nothing = step_of(*product.reach)
    step = graph.weight(f"{name}.step", np.array(size, np.float32))
    zero = graph.weight(f"{name}.nothing", np.array(nothing, np.uint8))
    return graph.node("QuantizeLinear", f"{name}.rounded", state, step, zero), step, zero


def _weights(graph: Graph, name: str, product: Product) -> tuple[str, ...]:
    parts = {
        "values": product.values,
        "scale": product.scale.ravel(),
        "bias": product.bias,
        "zero": np.zeros(product.values.shape[1], np.int8),
    }
    return tuple(graph.weight(f"{name}.{part}", each) for part, each in parts.items())
