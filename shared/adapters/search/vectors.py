"""Sentence vectors in a byte a dimension; each text is encoded once, however often indexed."""

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.domain.errors import OutOfTime
from shared.ports.library import HasTime
from shared.ports.understanding import Encoder, Vectors

Bytes = NDArray[np.int8]
_STEP = 256
"""Texts encoded between two commits: what a kill costs at most."""
_GREATEST = 127


def to_bytes(vectors: Vectors) -> Bytes:
    """Each vector by its own scale, which `to_units` finds again: it makes a unit vector of it."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True)
    return np.asarray(np.round(vectors / greatest * _GREATEST), np.int8)


def to_units(stored: Bytes) -> Vectors:
    vectors = stored.astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class VectorCache:
    """What has been encoded before, in a file; an encoding that is killed goes on where it was."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")

    def encode(self, texts: list[str], encoder: Encoder, tell: Callable[[int, int], None]) -> Bytes:
        """One row a text. `tell` is called with the texts that are done, and with their number."""
        keys = [_key(text, encoder) for text in texts]
        known = self._known()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        done = len(texts) - len(missing)
        tell(done, len(texts))
        todo = sorted(missing, key=lambda key: len(missing[key]))  # padding costs as much as words
        for at in range(0, len(todo), _STEP):
            step = todo[at : at + _STEP]
            vectors = to_bytes(encoder.encode([missing[key] for key in step]))
            self._keep(step, vectors)
            known.update(zip(step, vectors, strict=True))
            tell(done + at + len(step), len(texts))
        rows = [known[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, encoder.dimensions), np.int8)

    def close(self) -> None:
        self._file.close()

    def _known(self) -> dict[bytes, Bytes]:
        rows = self._file.execute("SELECT key, vector FROM vectors")
        return {key: np.frombuffer(vector, np.int8) for key, vector in rows}

    def _keep(self, keys: list[bytes], vectors: Bytes) -> None:
        self._file.execute("BEGIN")
        rows = [(key, row.tobytes()) for key, row in zip(keys, vectors, strict=True)]
        self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        self._file.execute("COMMIT")


def in_time(has_time: HasTime) -> Callable[[int, int], None]:
    """What stops an encoding between two commits once there is no more time."""

    def tell(done: int, of: int) -> None:
        if done < of and not has_time():
            raise OutOfTime(f"{done:,} of {of:,} texts are encoded")

    return tell


def _key(text: str, encoder: Encoder) -> bytes:
    return hashlib.blake2b(f"{encoder.name}\n{text}".encode(), digest_size=16).digest()
