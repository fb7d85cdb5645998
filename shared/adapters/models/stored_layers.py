"""Layers of a BERT encoder that were trained here, in a file of arrays."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import numpy as np

from shared.adapters.models.int8_bert import Bert, Layer, Normal, Product
from shared.adapters.models.onnx_file import Weights

_EMBEDDED = "embedded"


def save_bert(path: Path, layers: Iterable[Layer], embedded: Normal | None = None) -> None:
    """`embedded` is what normalizes the embeddings, if it was trained with the layers."""
    arrays = {
        f"{number}.{part.name}.{name}": array
        for number, layer in enumerate(layers)
        for part in fields(layer)
        for name, array in getattr(layer, part.name)._asdict().items()
        if array is not None
    }
    if embedded:
        arrays |= {f"{_EMBEDDED}.{name}": array for name, array in embedded._asdict().items()}
    np.savez_compressed(path, **arrays)


def load_bert(path: Path) -> Bert:
    layers: dict[str, dict[str, dict[str, Weights]]] = {}
    embedded: dict[str, Weights] = {}
    with np.load(path, allow_pickle=False) as stored:
        for name in stored.files:
            of, *part, field = name.split(".")
            if of == _EMBEDDED:
                embedded[field] = stored[name]
            else:
                layers.setdefault(of, {}).setdefault(part[0], {})[field] = stored[name]
    normal = Normal(**embedded) if embedded else None
    return Bert(normal, [_layer(each) for each in layers.values()])


def _layer(parts: dict[str, dict[str, Weights]]) -> Layer:
    return Layer(
        asked=Product(**parts["asked"]),
        heard=Product(**parts["heard"]),
        after_heard=Normal(**parts["after_heard"]),
        wide=Product(**parts["wide"]),
        narrow=Product(**parts["narrow"]),
        after_narrow=Normal(**parts["after_narrow"]),
    )
