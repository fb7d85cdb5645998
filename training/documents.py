"""Layers by which documents are read, that learn to do without what takes an encoder's time.

First GELU is turned into ReLU by and by; then it is measured how far each product's inputs reach,
and the layers learn once more with inputs and weights rounded as they will be (quantization-aware
training with straight-through gradients, Jacob et al. 2018, https://arxiv.org/abs/1712.05877). Both
times they learn to meet the vectors that they made before.
"""

import random
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from shared.adapters.models.document_bert import BYTE, step_of
from shared.adapters.models.int8_bert import GREATEST, Bert, Layer, Product
from training.layers import PRODUCTS, TrainedBert, TrainedLayer, product_of
from training.teaching import Taught, teach

_CUT_RATE, _BYTES_RATE = 3e-4, 2e-4
_CUT_BY = 0.25
"""The share of the first rounds after which GELU is gone."""
_AT_ONCE = 128
_MEASURED = 600
_REACHED = 0.75
"""Share of the texts whose numbers all lie within a product's reach; what lies beyond is cut. The
greatest are nearly the same in all texts, and finer steps are worth more than the others' rest."""
_SEVEN_BITS = 63
"""Greatest weight of what is heard: see int8_bert."""


class Documents(TrainedBert):
    """The layers, on their way."""

    def __init__(self, bert: Bert) -> None:
        super().__init__(bert, _DocumentLayer)

    def cut(self, done: float) -> None:
        for layer in self.layers:
            layer.cut = min(1.0, done / _CUT_BY)

    def measure(self, texts: list[Tensor]) -> None:
        """How far the inputs of each product reach in these texts."""
        for layer in self.layers:
            layer.seen = {name: [] for name in PRODUCTS}
        with torch.no_grad():
            for text in texts:
                self([text])
        for layer in self.layers:
            layer.settle()


def quicken(
    documents: Documents,
    numbers: list[list[int]],
    embedded: Callable[[list[list[int]]], list[Tensor]],
    chance: random.Random,
    *,
    cut_rounds: float,
    bytes_rounds: float,
) -> None:
    """`numbers` are those of the texts' pieces; of the first, `teach` holds some back."""
    taught = _taught_by(documents, numbers, embedded)
    teach(
        documents,
        taught,
        embedded,
        chance,
        rounds=cut_rounds,
        rate=_CUT_RATE,
        before=documents.cut,
    )
    documents.measure(embedded(numbers[:_MEASURED]))
    teach(documents, taught, embedded, chance, rounds=bytes_rounds, rate=_BYTES_RATE)


class _DocumentLayer(TrainedLayer):
    """`cut` is the share of ReLU in place of GELU. `seen` collects the least and the greatest input
    of each product; by `reach` inputs and weights are rounded."""

    cut = 0.0

    def __init__(self, packed: Layer) -> None:
        super().__init__(packed)
        self.seen: dict[str, list[tuple[float, float]]] = {}
        self.reach: dict[str, tuple[float, float]] = {}

    def multiplied(self, name: str, inputs: Tensor) -> Tensor:
        if self.seen:
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

    def settle(self) -> None:
        for name, ends in self.seen.items():
            least, greatest = np.array(ends).T
            low = 0.0 if name == "narrow" else float(np.quantile(least, 1 - _REACHED))
            self.reach[name] = (low, float(np.quantile(greatest, _REACHED)))
        self.seen = {}

    def product(self, name: str) -> Product:
        made = product_of(getattr(self, name), _greatest(name))
        return made._replace(reach=np.array(self.reach[name], np.float32))


def _greatest(name: str) -> int:
    return _SEVEN_BITS if name == "heard" else GREATEST


def _rounded(inputs: Tensor, least: float, greatest: float) -> Tensor:
    size, zero = step_of(least, greatest)
    kept = inputs.float().clamp(-zero * size, (BYTE - zero) * size)
    return _through(kept, torch.round(kept / size) * size).to(inputs.dtype)


def _through(exact: Tensor, rounded: Tensor) -> Tensor:
    """The rounded one, with the gradient of the exact one."""
    return exact + (rounded - exact).detach()


def _taught_by(
    documents: Documents,
    numbers: list[list[int]],
    embedded: Callable[[list[list[int]]], list[Tensor]],
) -> Taught:
    """By the layers as they are."""
    order = sorted(range(len(numbers)), key=lambda at: len(numbers[at]))
    means: dict[int, Tensor] = {}
    states: dict[int, Tensor] = {}
    with torch.no_grad():
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            mean, state, mask = documents(embedded([numbers[at] for at in batch]))
            means |= zip(batch, mean, strict=True)
            states |= {
                at: own[held].half() for at, own, held in zip(batch, state, mask, strict=True)
            }
    rows = range(len(numbers))
    return Taught(numbers, [states[at] for at in rows], torch.stack([means[at] for at in rows]))
