"""The passages of one locale, indexed: a folder of arrays that is mapped into memory, not read.

Of a passage only what ranks it is in memory; its words are read when it is among the best.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class Shelf:
    """`passages` has one row a passage: the mean of its sentences' vectors. `sentences` has, for
    each passage from `starts[n]` to `starts[n + 1]`, its heading and its sentences. `scope_of` says
    which of the `scopes` a passage has."""

    locale: str
    encoder: str
    scopes: tuple[Scope, ...]
    scope_of: NDArray[np.int32]
    passages: Vectors
    sentences: Bytes
    starts: NDArray[np.int64]
    bm25: bm25s.BM25
    rows: bytes | NDArray[np.uint8]
    row_starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.scope_of)

    def read(self, at: int) -> Passage:
        """The passage with this number."""
        line = bytes(self.rows[self.row_starts[at] : self.row_starts[at + 1]])
        row: dict[str, Any] = json.loads(line)
        return Passage(**{**row, "sentences": tuple(map(Sentence, row["sentences"]))})

    def best_sentences(self, at: int) -> slice:
        return slice(int(self.starts[at]), int(self.starts[at + 1]))


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
    texts = [text for passage in passages for text in _readings(passage)]
    starts = np.cumsum([0, *(len(_readings(passage)) for passage in passages)])
    sentences = cache.encode(texts, encoder, tell)
    means = np.add.reduceat(to_units(sentences), starts[:-1], axis=0)
    np.save(folder / "sentences.npy", sentences)
    np.save(folder / "starts.npy", starts.astype(np.int64))
    np.save(folder / "passages.npy", _unit(means).astype(np.float16))
    scopes = list(dict.fromkeys(scope for _, scope in found))
    numbers = {scope: number for number, scope in enumerate(scopes)}
    np.save(folder / "scope_of.npy", np.array([numbers[scope] for _, scope in found], np.int32))
    locale = scopes[0].locale
    bm25 = bm25s.BM25(k1=_K1, b=_B)
    bm25.index(words_of([_text(passage) for passage in passages], locale), show_progress=False)
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
    mapped = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r")
        for name in ("sentences", "starts", "row_starts")
    }
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
        passages=np.load(folder / "passages.npy").astype(np.float32),
        bm25=bm25s.BM25.load(folder / "words", mmap=True, show_progress=False),
        rows=np.memmap(folder / "rows.jsonl", np.uint8, "r"),
        **mapped,
    )


def _readings(passage: Passage) -> list[str]:
    """What a question may match: what the passage is called, and each of its sentences."""
    heading = f"{passage.title}. {passage.heading}" if passage.heading else passage.title
    return [heading, *(sentence.text for sentence in passage.sentences)]


def _text(passage: Passage) -> str:
    body = " ".join(sentence.text for sentence in passage.sentences)
    return f"{passage.title}. {passage.heading}. {body}"


def _row(passage: Passage) -> bytes:
    row = asdict(passage) | {"sentences": [sentence.text for sentence in passage.sentences]}
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
