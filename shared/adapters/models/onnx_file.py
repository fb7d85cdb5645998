"""ONNX files, as far as one is read and another written here: nodes, and weights in raw bytes.

The `onnx` package does all of it and more, but has 60 MB, which no function's layers have room for.
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, https://protobuf.dev/programming-guides/encoding
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[Any]

_TYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype("<f4"),
    2: np.dtype("u1"),
    3: np.dtype("i1"),
    7: np.dtype("<i8"),
    9: np.dtype("?"),
}
_NUMBERS = {dtype: number for number, dtype in _TYPES.items()}
_FLOAT, _INT, _INTS = 1, 2, 7
MICROSOFT = "com.microsoft"
"""Domain of the operators that ONNX Runtime adds.

https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
"""


@dataclass(frozen=True)
class Node:
    operator: str
    inputs: tuple[str, ...]


def read_model(path: Path) -> tuple[dict[str, Weights], list[Node]]:
    """A model's weights by their names, and its nodes in their order."""
    (graph,) = (value for field, value in _fields(path.read_bytes()) if field == 7)
    weights, nodes = {}, []
    for field, value in _fields(graph):
        if field == 1:
            nodes.append(_node(value))
        elif field == 5:
            name, array = _weight(value)
            weights[name] = array
    return weights, nodes


class Graph:
    """A model that is being written. A node's result is named after the node."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._weights: list[bytes] = []

    def weight(self, name: str, array: Weights) -> str:
        self._weights.append(
            b"".join(_number(1, length) for length in array.shape)
            + _number(2, _NUMBERS[array.dtype])
            + _text(8, name)
            + _bytes(9, array.tobytes())
        )
        return name

    def node(
        self,
        operator: str,
        name: str,
        *inputs: str,
        domain: str = "",
        **settings: float | list[int],
    ) -> str:
        return self.nodes(operator, (name,), *inputs, domain=domain, **settings)[0]

    def nodes(
        self,
        operator: str,
        names: tuple[str, ...],
        *inputs: str,
        domain: str = "",
        **settings: float | list[int],
    ) -> tuple[str, ...]:
        """One node with several results."""
        self._nodes.append(
            b"".join(_text(1, each) for each in inputs)
            + b"".join(_text(2, each) for each in names)
            + _text(4, operator)
            + b"".join(_bytes(5, _setting(*each)) for each in settings.items())
            + _text(7, domain)
        )
        return names

    def dump(
        self,
        takes: str,
        gives: tuple[str, ...],
        *,
        vectors: bool = False,
        layers: tuple[str, ...] = (),
    ) -> bytes:
        """The file of a model that takes whole numbers, a row a text, or with `vectors` a vector
        for each of them, and gives rows of numbers for each text; of `layers` a vector for each
        of them."""
        taken = _end(takes, 1, 3) if vectors else _end(takes, 7)
        graph = (
            b"".join(_bytes(1, node) for node in self._nodes)
            + _text(2, "graph")
            + b"".join(_bytes(5, weight) for weight in self._weights)
            + _bytes(11, taken)
            + b"".join(_bytes(12, _end(name, 1)) for name in gives)
            + b"".join(_bytes(12, _end(name, 1, 3)) for name in layers)
        )
        operators = _bytes(8, _text(1, "") + _number(2, 17))
        ours = _bytes(8, _text(1, MICROSOFT) + _number(2, 1))
        return _number(1, 8) + _bytes(7, graph) + operators + ours


def _node(message: memoryview | bytes) -> Node:
    found = list(_fields(message))
    (operator,) = (bytes(value).decode() for field, value in found if field == 4)
    return Node(operator, tuple(bytes(value).decode() for field, value in found if field == 1))


def _weight(message: memoryview | bytes) -> tuple[str, Weights]:
    shape: list[int] = []
    kind, name, raw = 0, "", memoryview(b"")
    for field, value in _fields(message):
        if field == 1:
            shape += [value] if isinstance(value, int) else _packed(value)
        elif field == 2:
            kind = value
        elif field == 8:
            name = bytes(value).decode()
        elif field == 9:
            raw = value
    return name, np.frombuffer(raw, _TYPES[kind]).reshape(shape)


def _setting(name: str, value: float | list[int]) -> bytes:
    head = _text(1, name)
    if isinstance(value, list):
        return head + b"".join(_number(8, each) for each in value) + _number(20, _INTS)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, _INT)
    return head + _tag(2, 5) + struct.pack("<f", value) + _number(20, _FLOAT)


def _end(name: str, kind: int, dimensions: int = 2) -> bytes:
    """Of any length in each dimension."""
    shape = b"".join(_bytes(1, _text(2, f"{name}_{each}")) for each in range(dimensions))
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _fields(message: memoryview | bytes) -> Iterator[tuple[int, Any]]:
    """Each field's number and value: a whole number, or a view of its bytes."""
    view, at = memoryview(message), 0
    while at < len(view):
        tag, at = _varint(view, at)
        match tag & 7:
            case 0:
                value: Any
                value, at = _varint(view, at)
            case 2:
                length, at = _varint(view, at)
                value, at = view[at : at + length], at + length
            case width:
                length = {1: 8, 5: 4}[width]
                value, at = view[at : at + length], at + length
        yield tag >> 3, value


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _packed(view: memoryview) -> list[int]:
    found, at = [], 0
    while at < len(view):
        value, at = _varint(view, at)
        found.append(value)
    return found


def _tag(field: int, wire: int) -> bytes:
    return _spelled(field << 3 | wire)


def _number(field: int, value: int) -> bytes:
    return _tag(field, 0) + _spelled(value % 2**64)


def _bytes(field: int, value: bytes) -> bytes:
    return _tag(field, 2) + _spelled(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _spelled(value: int) -> bytes:
    spelled = bytearray()
    while value > 0x7F:
        spelled.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*spelled, value])
