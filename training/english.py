"""Teaches the layers by which English documents are read to meet the vectors of all-MiniLM-L6-v2.

    pip install torch
    python -m training.english TEXTS

TEXTS is a folder of *.txt, an English text a line. The layers begin as the model's own. First GELU
is turned into ReLU by and by; then it is measured how far each product's inputs reach, and the
layers learn once more with inputs and weights rounded as they will be (quantization-aware training
with straight-through gradients, Jacob et al. 2018, https://arxiv.org/abs/1712.05877).
"""

import random
import sys
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from shared.adapters.models.document_bert import BYTE
from shared.adapters.models.int8_bert import GREATEST, Layer, Product
from shared.adapters.models.minilm import embeddings, tokenizer, whole_minilm
from shared.adapters.models.quick_minilm import QUICK
from shared.adapters.models.stored_layers import save_bert
from training.layers import (
    TrainedLayer,
    mean_of,
    normal_of,
    normalization,
    padded,
    product_of,
)
from training.teaching import Taught, read_texts, teach

_SEED = 20261130
_CUT_ROUNDS, _CUT_RATE = 3, 3e-4
_CUT_BY = 0.25
"""The share of the first rounds after which GELU is gone."""
_BYTES_ROUNDS, _BYTES_RATE = 1.6, 2e-4
_LONGEST, _AT_ONCE = 100, 128
_MEASURED = 600
_REACHED = 0.75
"""Share of the texts whose numbers all lie within a product's reach; what lies beyond is cut. The
greatest are nearly the same in all texts, and finer steps are worth more than the others' rest."""
_PRODUCTS = ("asked", "heard", "wide", "narrow")
_SEVEN_BITS = 63
"""Greatest weight of what is heard: see int8_bert."""


class _DocumentLayer(TrainedLayer):
    """`cut` is the share of ReLU in place of GELU. `seen` collects the least and the greatest input
    of each product; by `reach` inputs and weights are rounded."""

    cut = 0.0

    def __init__(self, packed: Layer) -> None:
        super().__init__(packed)
        self.seen: dict[str, list[tuple[float, float]]] | None = None
        self.reach: dict[str, tuple[float, float]] = {}

    def multiplied(self, name: str, inputs: Tensor) -> Tensor:
        if self.seen is not None:
            self.seen[name].append((float(inputs.min()), float(inputs.max())))
        if name not in self.reach:
            return super().multiplied(name, inputs)
        product: nn.Linear = getattr(self, name)
        step = product.weight.detach().abs().amax(1, keepdim=True) / _greatest(name)
        weight = _through(product.weight, torch.round(product.weight / step) * step)
        return functional.linear(_rounded(inputs, *self.reach[name]), weight, product.bias)

    def bent(self, wide: Tensor) -> Tensor:
        if self.cut >= 1:
            return functional.relu(wide)
        return self.cut * functional.relu(wide) + (1 - self.cut) * functional.gelu(wide)

    def packed(self) -> Layer:
        return Layer(
            **{name: self._product(name) for name in _PRODUCTS},
            after_heard=normal_of(self.after_heard),
            after_narrow=normal_of(self.after_narrow),
        )

    def _product(self, name: str) -> Product:
        made = product_of(getattr(self, name), _greatest(name))
        return made._replace(reach=np.array(self.reach[name], np.float32))


class Documents(nn.Module):  # type: ignore[misc]
    """The layers, and the means and states that they make of embedded texts."""

    def __init__(self) -> None:
        super().__init__()
        whole = whole_minilm()
        assert whole.embedded, "the model's embeddings are normalized"
        self.embedded = normalization(whole.embedded)
        self.layers = nn.ModuleList(map(_DocumentLayer, whole.layers))

    def forward(self, texts: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        state, mask = padded(texts)
        state = self.embedded(state)
        for layer in self.layers:
            state = layer(state, mask)
        return mean_of(state, mask), state, mask

    def cut(self, share: float) -> None:
        for layer in self.layers:
            layer.cut = min(1.0, share / _CUT_BY)

    def measure(self, texts: list[Tensor]) -> None:
        """How far the inputs of each product reach in these texts."""
        for layer in self.layers:
            layer.seen = {name: [] for name in _PRODUCTS}
        with torch.no_grad():
            for text in texts:
                self([text])
        for layer in self.layers:
            assert layer.seen is not None, "they were just measured"
            for name, ends in layer.seen.items():
                least, greatest = np.array(ends).T
                low = 0.0 if name == "narrow" else float(np.quantile(least, 1 - _REACHED))
                layer.reach[name] = (low, float(np.quantile(greatest, _REACHED)))
            layer.seen = None


def _greatest(name: str) -> int:
    return _SEVEN_BITS if name == "heard" else GREATEST


def _rounded(inputs: Tensor, least: float, greatest: float) -> Tensor:
    size = (greatest - least) / BYTE
    zero = round(-least / size)
    kept = inputs.float().clamp(-zero * size, (BYTE - zero) * size)
    return _through(kept, torch.round(kept / size) * size).to(inputs.dtype)


def _through(exact: Tensor, rounded: Tensor) -> Tensor:
    """The rounded one, with the gradient of the exact one."""
    return exact + (rounded - exact).detach()


def main(folder: Path) -> None:
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)
    texts = read_texts(folder, chance)
    documents = Documents()
    taught = _taught_by(documents, [tokenizer().encode(text).ids[:_LONGEST] for text in texts])
    teach(
        documents,
        taught,
        _embedded,
        chance,
        rounds=_CUT_ROUNDS,
        rate=_CUT_RATE,
        before=documents.cut,
    )
    documents.measure(_embedded(taught.numbers[:_MEASURED]))
    teach(documents, taught, _embedded, chance, rounds=_BYTES_ROUNDS, rate=_BYTES_RATE)
    save(documents)
    print(f"{QUICK.name}: {QUICK.stat().st_size / 1e6:.1f} MB, from {len(texts)} texts")


def save(documents: Documents) -> None:
    layers = [layer.packed() for layer in documents.layers]
    save_bert(QUICK, layers, normal_of(documents.embedded))


def _taught_by(whole: Documents, numbers: list[list[int]]) -> Taught:
    """By the layers as they are before they learn anything."""
    order = sorted(range(len(numbers)), key=lambda at: len(numbers[at]))
    means: dict[int, Tensor] = {}
    states: dict[int, Tensor] = {}
    with torch.no_grad():
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            mean, state, mask = whole(_embedded([numbers[at] for at in batch]))
            means |= zip(batch, mean, strict=True)
            states |= {
                at: own[held].half() for at, own, held in zip(batch, state, mask, strict=True)
            }
    rows = range(len(numbers))
    return Taught(numbers, [states[at] for at in rows], torch.stack([means[at] for at in rows]))


def _embedded(texts: list[list[int]]) -> list[Tensor]:
    words, places = _embeddings()
    return [words[numbers] + places[: len(numbers)] for numbers in texts]


@cache
def _embeddings() -> tuple[Tensor, Tensor]:
    values, scale, places = embeddings()
    return torch.tensor(values * scale), torch.tensor(places, dtype=torch.float32)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("python -m training.english TEXTS: a folder of *.txt, an English text a line")
    main(Path(sys.argv[1]))
