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

from shared.adapters.models.answers import WEIGHTS
from shared.adapters.models.int8_bert import Layer
from shared.adapters.models.minilm import INNER, MiniLm, packed_model, whole_minilm
from shared.adapters.models.onnx_file import read_model
from shared.adapters.models.stored_layers import save_bert
from training.layers import TrainedLayer, mean_of, padded
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
        self.layers = nn.ModuleList(TrainedLayer(each, _DROPPED) for each in layers)

    def forward(self, states: list[Tensor]) -> Tensor:
        whole, mask = padded(states)
        for layer in self.layers:
            whole = layer(whole, mask)
        return functional.normalize(mean_of(whole, mask), dim=1)


def main() -> None:
    torch.manual_seed(_SEED)
    paths = (path for path in sorted(QUESTIONS.glob("*.txt")) if path != HELD)
    learned = [each for path in paths for each in read_questions(path)]
    upper = train(learned, random.Random(_SEED))
    save_bert(WEIGHTS, (layer.packed() for layer in upper.layers))
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1e6:.1f} MB, from {len(learned)} questions")


def train(questions: list[Question], chance: random.Random) -> Upper:
    encoder = MiniLm()
    states = {each.text: torch.tensor(encoder.states(each.text)[0]) for each in questions}
    lines = {line: encoder.encode([line])[0] for each in questions for line in each.lines}
    whole = whole_minilm(*read_model(packed_model()))
    upper = Upper(list(whole.layers)[INNER:])
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


if __name__ == "__main__":
    main()
