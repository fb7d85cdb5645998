"""The passages of one locale, indexed: a folder of arrays.

Of a passage only what finds it is in memory; its words and sentence vectors stay in their files
until it is among the best, and those that were lately are kept at hand.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import bm25s
import numpy as np
from numpy.typing import NDArray

from shared.adapters.search.vectors import Bytes, VectorCache, to_units
from shared.adapters.search.words import words_of
from shared.domain.documents import Scope
from shared.domain.evidence import Passage, Sentence
from shared.ports.understanding import Encoder, Vectors

_K1, _B = 1.2, 0.75
"""BM25 as Lucene, and so OpenSearch, sets it."""
_SMALL = 5_000
"""Passages up to which an outline keeps every dimension."""
_OUTLINE = 128
_SLICE = 4096
_AT_HAND = 1_024
"""Passages whose words and vectors are kept: 16 MB of vectors, where each has ten sentences."""


@dataclass(frozen=True)
class Shelf:
    """`sentences` and `rows` are files: the vectors of each passage's readings, from
    `starts[n]` to `starts[n + 1]`, and a line of JSON a passage. `outlines` has one row a passage,
    the mean of its vectors, in the few dimensions to which `projection` brings a vector. `scope_of`
    says which of the `scopes` a passage has."""

    locale: str
    encoder: str
    scopes: tuple[Scope, ...]
    scope_of: NDArray[np.int32]
    outlines: Vectors
    projection: Vectors
    sentences: BinaryIO
    starts: NDArray[np.int64]
    bm25: bm25s.BM25
    rows: BinaryIO
    row_starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.scope_of)

    @cached_property
    def read(self) -> Callable[[int], Passage]:
        """The passage with this number."""
        return lru_cache(_AT_HAND)(self._read)

    @cached_property
    def vectors(self) -> Callable[[int], tuple[Vectors, float]]:
        """Unit vectors of the readings of the passage with this number, and the length of their
        sum."""
        return lru_cache(_AT_HAND)(self._vectors)

    def holding(self, word: str) -> tuple[NDArray[np.int32], Vectors]:
        """The numbers of the passages that hold a word, and what it adds to the BM25 of each."""
        number = self.bm25.vocab_dict.get(word)
        if number is None:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        stored = self.bm25.scores
        start, end = stored["indptr"][number : number + 2]
        return stored["indices"][start:end], stored["data"][start:end]

    def _read(self, at: int) -> Passage:
        start, end = self.row_starts[at : at + 2]
        row: dict[str, Any] = json.loads(_piece(self.rows, start, end))
        row["sentences"] = tuple(map(Sentence, row["sentences"]))
        return Passage(**row, scope=self.scopes[self.scope_of[at]])

    def _vectors(self, at: int) -> tuple[Vectors, float]:
        width = len(self.projection)
        start, end = self.starts[at : at + 2] * width
        stored = np.frombuffer(_piece(self.sentences, start, end), np.int8).reshape(-1, width)
        units = to_units(stored)
        return units, float(np.linalg.norm(units.sum(axis=0)))


def save_shelf(
    folder: Path,
    found: Sequence[tuple[Passage, Scope]],
    encoder: Encoder,
    cache: VectorCache,
    tell: Callable[[int, int], None],
) -> None:
    """Index passages of one locale into the folder, which must be new."""
    folder.mkdir(parents=True)
    passages = [passage for passage, _ in found]
    texts = [text for passage in passages for text in readings(passage)]
    starts = np.cumsum([0, *(len(readings(passage)) for passage in passages)])
    sentences = cache.encode(texts, encoder, tell)
    means = _means(sentences, starts)
    projection = _projection(means)
    sentences.tofile(folder / "sentences.bin")
    np.save(folder / "starts.npy", starts.astype(np.int64))
    np.save(folder / "projection.npy", projection)
    np.save(folder / "outlines.npy", (means @ projection).astype(np.float16))
    scopes = list(dict.fromkeys(scope for _, scope in found))
    numbers = {scope: number for number, scope in enumerate(scopes)}
    np.save(folder / "scope_of.npy", np.array([numbers[scope] for _, scope in found], np.int32))
    locale = scopes[0].locale
    bm25 = bm25s.BM25(k1=_K1, b=_B)
    bm25.index(words_of([text_of(passage) for passage in passages], locale), show_progress=False)
    bm25.save(folder / "words", show_progress=False)
    rows = [_row(passage) for passage in passages]
    (folder / "rows.jsonl").write_bytes(b"".join(rows))
    np.save(folder / "row_starts.npy", np.cumsum([0, *map(len, rows)]).astype(np.int64))
    about = {
        "locale": locale,
        "encoder": encoder.name,
        "scopes": [[scope.valid_from, scope.valid_to, sorted(scope.regions)] for scope in scopes],
    }
    (folder / "shelf.json").write_text(json.dumps(about, default=str), encoding="utf-8")


def load_shelf(folder: Path) -> Shelf:
    about = json.loads((folder / "shelf.json").read_text(encoding="utf-8"))
    return Shelf(
        locale=about["locale"],
        encoder=about["encoder"],
        scopes=tuple(
            Scope(
                about["locale"],
                date.fromisoformat(valid_from),
                date.fromisoformat(valid_to) if valid_to else None,
                frozenset(regions),
            )
            for valid_from, valid_to, regions in about["scopes"]
        ),
        scope_of=np.load(folder / "scope_of.npy"),
        outlines=np.load(folder / "outlines.npy", mmap_mode="r").astype(np.float32),
        projection=np.load(folder / "projection.npy"),
        bm25=bm25s.BM25.load(folder / "words", mmap=True, show_progress=False),
        sentences=(folder / "sentences.bin").open("rb"),
        starts=np.load(folder / "starts.npy"),
        rows=(folder / "rows.jsonl").open("rb"),
        row_starts=np.load(folder / "row_starts.npy"),
    )


def readings(passage: Passage) -> list[str]:
    """What a question may match: what the passage is called, each of its sentences, and the words
    in which it is asked for."""
    heading = f"{passage.title}. {passage.heading}" if passage.heading else passage.title
    return [heading, *(sentence.text for sentence in passage.sentences), *passage.asked]


def text_of(passage: Passage) -> str:
    body = " ".join(sentence.text for sentence in passage.sentences)
    return " ".join([f"{passage.title}. {passage.heading}. {body}", *passage.asked])


def _row(passage: Passage) -> bytes:
    row = asdict(passage) | {"sentences": [sentence.text for sentence in passage.sentences]}
    del row["scope"], row["asked"]  # of which the one is written once, and the other found by
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _means(sentences: Bytes, starts: "np.ndarray") -> Vectors:
    """Unit vectors; a slice at a time, for all at once would fill the memory."""
    means = np.zeros((len(starts) - 1, sentences.shape[1]), np.float32)
    for at in range(0, len(means), _SLICE):
        bounds = starts[at : at + _SLICE + 1]
        units = to_units(sentences[bounds[0] : bounds[-1]])
        means[at : at + _SLICE] = np.add.reduceat(units, bounds[:-1] - bounds[0], axis=0)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


def _projection(means: Vectors) -> Vectors:
    """Onto the dimensions in which a large shelf's passages differ most (PCA, not centred, so that
    dot products stay); a small one keeps all."""
    if len(means) <= _SMALL:
        return np.eye(means.shape[1], dtype=np.float32)
    sample = means[:: max(1, len(means) // _SMALL)]
    _, axes = np.linalg.eigh(sample.T @ sample)  # by ascending eigenvalue
    return np.asarray(axes[:, -_OUTLINE:], np.float32)


def _piece(file: BinaryIO, start: int, end: int) -> bytes:
    """Read without mapping, which would count whole pages of the file as memory."""
    return os.pread(file.fileno(), int(end - start), int(start))
