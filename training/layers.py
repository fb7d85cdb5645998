"""Layers of a BERT encoder to train, from those of a packed one and back to bytes. `torch` is not
among the project's dependencies: nobody but whoever trains an encoder anew needs it."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from shared.adapters.models.int8_bert import (
    EPSILON,
    GREATEST,
    HEADS,
    Bert,
    Layer,
    Normal,
    Product,
    to_bytes,
)
from shared.adapters.models.stored_layers import save_bert

PRODUCTS = ("asked", "heard", "wide", "narrow")


class TrainedLayer(nn.Module):  # type: ignore[misc]
    def __init__(self, packed: Layer, dropped: float = 0.0) -> None:
        super().__init__()
        self.asked, self.heard = linear(packed.asked), linear(packed.heard)
        self.wide, self.narrow = linear(packed.wide), linear(packed.narrow)
        self.after_heard = normalization(packed.after_heard)
        self.after_narrow = normalization(packed.after_narrow)
        self.drop = nn.Dropout(dropped)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        texts, length, width = state.shape
        parts = self.multiplied("asked", state).view(texts, length, 3, HEADS, width // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        with torch.autocast("cpu", enabled=False):  # in half the bits it takes eight times as long
            told = functional.scaled_dot_product_attention(
                query.float(), key.float(), value.float(), attn_mask=mask[:, None, None, :]
            )
        told = told.transpose(1, 2).reshape(texts, length, width)
        state = self.after_heard(state + self.drop(self.multiplied("heard", told)))
        bent = self.bent(self.multiplied("wide", state))
        return self.after_narrow(state + self.drop(self.multiplied("narrow", bent)))

    def multiplied(self, name: str, inputs: Tensor) -> Tensor:
        """By the product of this name."""
        product: nn.Linear = getattr(self, name)
        return product(inputs)

    def bent(self, wide: Tensor) -> Tensor:
        return functional.gelu(wide)

    def packed(self) -> Layer:
        return Layer(
            **{name: self.product(name) for name in PRODUCTS},
            after_heard=normal_of(self.after_heard),
            after_narrow=normal_of(self.after_narrow),
        )

    def product(self, name: str) -> Product:
        return product_of(getattr(self, name))


class TrainedBert(nn.Module):  # type: ignore[misc]
    """Layers above embeddings, and the means and states that they make of embedded texts."""

    def __init__(self, bert: Bert, kind: type[TrainedLayer] = TrainedLayer) -> None:
        super().__init__()
        assert bert.embedded, "texts are read from their embeddings on"
        self.embedded = normalization(bert.embedded)
        self.layers = nn.ModuleList(map(kind, bert.layers))

    def forward(self, texts: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        state, mask = padded(texts)
        state = self.embedded(state)
        for layer in self.layers:
            state = layer(state, mask)
        return mean_of(state, mask), state, mask

    def save(self, path: Path) -> None:
        save_bert(path, [layer.packed() for layer in self.layers], normal_of(self.embedded))


def padded(texts: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Texts of several lengths in one block, and where it holds something."""
    whole = nn.utils.rnn.pad_sequence(texts, batch_first=True)
    lengths = torch.tensor([len(each) for each in texts])
    return whole, torch.arange(whole.shape[1])[None] < lengths[:, None]


def mean_of(states: Tensor, mask: Tensor) -> Tensor:
    return (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


def linear(packed: Product) -> nn.Linear:
    matrix = np.asarray(packed.matrix, np.float32)
    made = nn.Linear(*matrix.shape)
    made.weight.data = torch.tensor(matrix.T.copy())
    made.bias.data = torch.tensor(np.asarray(packed.bias, np.float32).ravel())
    return made


def product_of(made: nn.Linear, greatest: int = GREATEST) -> Product:
    weight, bias = made.weight.detach().numpy(), made.bias.detach().numpy()
    return to_bytes(weight.T.copy(), bias, greatest=greatest)


def normalization(packed: Normal) -> nn.LayerNorm:
    made = nn.LayerNorm(len(packed.gain), eps=EPSILON)
    made.weight.data = torch.tensor(np.asarray(packed.gain, np.float32))
    made.bias.data = torch.tensor(np.asarray(packed.shift, np.float32))
    return made


def normal_of(made: nn.LayerNorm) -> Normal:
    return Normal(made.weight.detach().numpy(), made.bias.detach().numpy())
