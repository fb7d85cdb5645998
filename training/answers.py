"""Trains the layers by which a question points to the sentence that answers it.

    pip install torch
    python -m training.answers

MiniLM's upper two layers are tuned on `tests/evaluation/questions`: questions as customers write
them, each with the lines of its article (`tests/evaluation/sentences`) that answer it. Sentences
keep the vectors that they have. The loss is the logarithm of the right lines' share among the
article's lines, and less so among those of all articles in the batch (InfoNCE, van den Oord et al.
2018, https://arxiv.org/abs/1807.03748). `torch` is not among the project's dependencies: nobody
but whoever trains this anew needs it.
"""

import random
from collections.abc import Iterable, Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from shared.adapters.models.answers import EPSILON, HEADS, WEIGHTS, save_layers
from shared.adapters.models.int8_bert import Layer, Normal, Product, to_bytes
from shared.adapters.models.minilm import INNER, MiniLm, layers_of, packed_model
from shared.adapters.models.onnx_file import read_model
from training.questions import HELD, QUESTIONS, Question, read_questions

_SEED = 20261130
_BATCH, _ROUNDS, _RATE, _WARM = 16, 2, 2e-4, 30
_TEMPERATURE, _OTHERS = 0.05, 0.3
"""By which cosines are divided, and what other articles' lines count beside the article's own."""
_DROPPED = 0.1


class Upper(nn.Module):  # type: ignore[misc]
    """The layers above INNER, and the mean of what they make of a question's word pieces."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(map(_Layer, layers))

    def forward(self, states: list[Tensor]) -> Tensor:
        whole = nn.utils.rnn.pad_sequence(states, batch_first=True)
        lengths = torch.tensor([len(each) for each in states])
        mask = torch.arange(whole.shape[1])[None] < lengths[:, None]
        for layer in self.layers:
            whole = layer(whole, mask)
        return functional.normalize((whole * mask[..., None]).sum(1) / lengths[:, None], dim=1)


class _Layer(nn.Module):  # type: ignore[misc]
    def __init__(self, packed: Layer) -> None:
        super().__init__()
        self.asked, self.heard = _linear(packed.asked), _linear(packed.heard)
        self.wide, self.narrow = _linear(packed.wide), _linear(packed.narrow)
        self.after_heard = _normalization(packed.after_heard)
        self.after_narrow = _normalization(packed.after_narrow)
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        texts, length, width = state.shape
        parts = self.asked(state).view(texts, length, 3, HEADS, width // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        told = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask[:, None, None, :]
        )
        told = told.transpose(1, 2).reshape(texts, length, width)
        state = self.after_heard(state + self.drop(self.heard(told)))
        bent = functional.gelu(self.wide(state))
        return self.after_narrow(state + self.drop(self.narrow(bent)))

    def packed(self) -> Layer:
        return Layer(
            asked=_product(self.asked),
            heard=_product(self.heard),
            after_heard=_normal(self.after_heard),
            wide=_product(self.wide),
            narrow=_product(self.narrow),
            after_narrow=_normal(self.after_narrow),
        )


def main() -> None:
    torch.manual_seed(_SEED)
    paths = (path for path in sorted(QUESTIONS.glob("*.txt")) if path != HELD)
    learned = [each for path in paths for each in read_questions(path)]
    upper = train(learned, random.Random(_SEED))
    save_layers(layer.packed() for layer in upper.layers)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1e6:.1f} MB, from {len(learned)} questions")


def train(questions: list[Question], chance: random.Random) -> Upper:
    encoder = MiniLm()
    states = {each.text: torch.tensor(encoder.states(each.text)[0]) for each in questions}
    lines = {line: encoder.encode([line])[0] for each in questions for line in each.lines}
    upper = Upper(layers_of(*read_model(packed_model()))[INNER:])
    steps = _ROUNDS * (len(questions) // _BATCH)
    optimizer = torch.optim.AdamW(upper.parameters(), lr=_RATE)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARM) * max(0.02, 1 - step / steps)
    )
    for batch in _batches(questions, chance):
        shown = list(dict.fromkeys(line for each in batch for line in each.lines))
        vectors = torch.tensor(np.stack([lines[line] for line in shown]))
        wanted = upper([states[each.text] for each in batch])
        loss = _loss(wanted @ vectors.T / _TEMPERATURE, batch, shown)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
        optimizer.step()
        rate.step()
    upper.eval()
    return upper


def _batches(questions: list[Question], chance: random.Random) -> Iterator[list[Question]]:
    for _ in range(_ROUNDS):
        drawn = chance.sample(questions, len(questions))
        for at in range(0, len(drawn) - _BATCH + 1, _BATCH):
            yield drawn[at : at + _BATCH]


def _loss(scores: Tensor, batch: list[Question], shown: list[str]) -> Tensor:
    place = {line: at for at, line in enumerate(shown)}
    lost = []
    for row, each in zip(scores, batch, strict=True):
        own = [place[line] for line in each.lines]
        right = torch.logsumexp(row[[own[at] for at in each.right]], 0)
        lost.append(torch.logsumexp(row[own], 0) - right)
        lost.append(_OTHERS * (torch.logsumexp(row, 0) - right))
    return torch.stack(lost).sum() / len(batch)


def _linear(packed: Product) -> nn.Linear:
    matrix = np.asarray(packed.matrix, np.float32)
    made = nn.Linear(*matrix.shape)
    made.weight.data = torch.tensor(matrix.T.copy())
    made.bias.data = torch.tensor(np.asarray(packed.bias, np.float32).ravel())
    return made


def _product(made: nn.Linear) -> Product:
    weight, bias = made.weight.detach().numpy(), made.bias.detach().numpy()
    return to_bytes(weight.T.copy(), bias)


def _normalization(packed: Normal) -> nn.LayerNorm:
    made = nn.LayerNorm(len(packed.gain), eps=EPSILON)
    made.weight.data = torch.tensor(np.asarray(packed.gain, np.float32))
    made.bias.data = torch.tensor(np.asarray(packed.shift, np.float32))
    return made


def _normal(made: nn.LayerNorm) -> Normal:
    return Normal(made.weight.detach().numpy(), made.bias.detach().numpy())


if __name__ == "__main__":
    main()
