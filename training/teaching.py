"""Teaches layers of an encoder to meet the vectors of a whole one.

The loss is what they leave unexplained of the mean of its last layer, and less so of each piece's
state there (knowledge distillation, Hinton et al. 2015, https://arxiv.org/abs/1503.02531, by
representations, as in Reimers & Gurevych 2020, https://arxiv.org/abs/2004.09813).
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path

import torch
from torch import Tensor, nn

_BATCH, _WARM = 64, 100
_PIECES_COUNT = 0.25
"""What the pieces' states count beside their mean."""
_ALIKE = 50
"""Batches that are drawn at once, so that each may hold texts of like length."""
_HELD, _AT_ONCE = 800, 100


@dataclass(frozen=True)
class Taught:
    """What the whole model makes of texts, which the layers read as `numbers` of pieces: `means`,
    and the `states` of all pieces but the first `marks` that the layers read."""

    numbers: list[list[int]]
    states: list[Tensor]
    means: Tensor
    marks: int = 0


def read_texts(folder: Path, chance: random.Random) -> list[str]:
    """The lines of its *.txt, each once, shuffled."""
    found = (path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("*.txt")))
    texts = list(dict.fromkeys(line.strip() for lines in found for line in lines if line.strip()))
    return chance.sample(texts, len(texts))


def teach(
    layers: nn.Module,
    taught: Taught,
    embedded: Callable[[list[list[int]]], list[Tensor]],
    chance: random.Random,
    *,
    rounds: float,
    rate: float,
    before: Callable[[float], None] = lambda _done: None,
) -> None:
    """By all but the first _HELD texts; prints what is left unexplained of those.

    `layers` make means, states and a mask of `embedded` texts. `before` is told at each step which
    share of them is done.
    """
    loss = _Loss(layers, taught, embedded)
    learned = list(range(_HELD, len(taught.numbers)))
    steps = int(rounds * len(learned) / _BATCH)
    optimizer = torch.optim.AdamW(layers.parameters(), lr=rate, betas=(0.9, 0.98))
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARM) * max(0.01, 1 - step / steps)
    )
    again = chain.from_iterable(_batches(*each) for each in repeat((learned, taught, chance)))
    for step, batch in enumerate(islice(again, steps)):
        before(step / steps)
        mean, pieces = loss(batch)
        optimizer.zero_grad()
        (mean + _PIECES_COUNT * pieces).backward()
        nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
        optimizer.step()
        falling.step()
    before(1.0)
    with torch.no_grad():
        held = [loss(list(range(at, at + _AT_ONCE))) for at in range(0, _HELD, _AT_ONCE)]
    mean, pieces = (torch.stack(each).mean() for each in zip(*held, strict=True))
    print(f"unexplained of held texts: {mean:.3f}, of their pieces {pieces:.3f}", flush=True)


class _Loss:
    """What is left unexplained of the variance of means and of states."""

    def __init__(
        self,
        layers: nn.Module,
        taught: Taught,
        embedded: Callable[[list[list[int]]], list[Tensor]],
    ) -> None:
        self._layers, self._taught, self._embedded = layers, taught, embedded
        self._of_means = _variance(taught.means)
        self._of_states = _variance(torch.cat(taught.states[:3000]).float())

    def __call__(self, batch: list[int]) -> tuple[Tensor, Tensor]:
        tokens = self._embedded([self._taught.numbers[at] for at in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            means, states, mask = self._layers(tokens)
        off = ((means.float() - self._taught.means[batch]) ** 2).sum(1).mean()
        marks = self._taught.marks
        pieces = states[:, marks:].float()[mask[:, marks:]]
        wanted = torch.cat([self._taught.states[at] for at in batch]).float()
        return off / self._of_means, ((pieces - wanted) ** 2).sum(1).mean() / self._of_states


def _variance(rows: Tensor) -> Tensor:
    return ((rows - rows.mean(0)) ** 2).sum(1).mean()


def _batches(learned: list[int], taught: Taught, chance: random.Random) -> Iterator[list[int]]:
    drawn = chance.sample(learned, len(learned))
    for at in range(0, len(drawn), _BATCH * _ALIKE):
        alike = sorted(drawn[at : at + _BATCH * _ALIKE], key=lambda each: len(taught.numbers[each]))
        batches = [alike[start : start + _BATCH] for start in range(0, len(alike), _BATCH)]
        yield from chance.sample(batches, len(batches))
