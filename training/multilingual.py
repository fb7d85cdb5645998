"""Teaches three layers to meet the vectors of multilingual-e5-small's twelve.

    pip install torch
    python -m training.multilingual TEXTS

TEXTS is a folder of *.txt, a text a line in any languages. The layers begin as the first, the
sixth and the eleventh of the model's, above its embeddings. The loss is what they leave
unexplained of the mean of its last layer, and less so of each piece's state there (knowledge
distillation, Hinton et al. 2015, https://arxiv.org/abs/1503.02531, by representations, as in
Reimers & Gurevych 2020, https://arxiv.org/abs/2004.09813). The model reads a text as a query,
the layers without what marks it so.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from shared.adapters.models.int8_bert import Bert, add_bert, session_of
from shared.adapters.models.multilingual import (
    QUICK,
    embeddings,
    quick_numbers,
    whole_e5,
    whole_numbers,
)
from shared.adapters.models.onnx_file import Graph
from shared.adapters.models.stored_layers import save_bert
from training.layers import TrainedLayer, mean_of, normal_of, normalization, padded

_SEED = 20261130
_FROM = (0, 5, 10)
_BATCH, _ROUNDS, _RATE, _WARM = 64, 6, 6e-4, 100
_PIECES_COUNT = 0.25
"""What the pieces' states count beside their mean."""
_ALIKE = 50
"""Batches that are drawn at once, so that each may hold texts of like length."""
_LONGEST = 120
"""Pieces learned of a text."""
_HELD = 800


class Quick(nn.Module):  # type: ignore[misc]
    """The layers, and the means and states that they make of embedded texts."""

    def __init__(self, whole: Bert) -> None:
        super().__init__()
        assert whole.embedded, "the model's embeddings are normalized"
        layers = list(whole.layers)
        self.embedded = normalization(whole.embedded)
        self.layers = nn.ModuleList(TrainedLayer(layers[at]) for at in _FROM)

    def forward(self, texts: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        state, mask = padded(texts)
        state = self.embedded(state)
        for layer in self.layers:
            state = layer(state, mask)
        return mean_of(state, mask), state, mask


class Taught:
    """What the whole model makes of some texts: `means`, and the `states` of all but the marks."""

    def __init__(self, texts: list[str], whole: Bert) -> None:
        session = _session(whole)
        self.numbers: list[list[int]] = []
        self.states: list[Tensor] = []
        means = []
        for text in texts:
            numbers, quick = whole_numbers(text), quick_numbers(text)
            marks = len(numbers) - len(quick) - 1  # and the one that ends it
            own = quick[: _LONGEST + 1]
            self.numbers.append(own)
            (tokens,) = embeddings([[*numbers[: len(own) + marks], numbers[-1]]])
            (state,) = session.run(None, {"tokens": tokens[None]})[0]
            means.append(state.mean(0))
            self.states.append(torch.tensor(state[1 + marks : -1], dtype=torch.float16))
        self.means = torch.tensor(np.array(means))


def _session(whole: Bert) -> onnxruntime.InferenceSession:
    graph = Graph()
    *_, last = add_bert(graph, whole, "tokens")
    return session_of(graph.dump(takes="tokens", gives=(), vectors=True, layers=(last,)))


def main(folder: Path) -> None:
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)
    found = (path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("*.txt")))
    texts = list(dict.fromkeys(line.strip() for lines in found for line in lines if line.strip()))
    chance.shuffle(texts)
    whole = whole_e5()
    taught = Taught(texts, whole)
    quick = train(taught, whole, chance)
    layers = [layer.packed() for layer in quick.layers]
    save_bert(QUICK, layers, normal_of(quick.embedded))
    print(f"{QUICK.name}: {QUICK.stat().st_size / 1e6:.1f} MB, from {len(texts)} texts")


def train(taught: Taught, whole: Bert, chance: random.Random) -> Quick:
    """By all but the first _HELD texts; prints what is left unexplained of those."""
    quick, loss = Quick(whole), _Loss(taught)
    learned = list(range(_HELD, len(taught.numbers)))
    steps = _ROUNDS * len(learned) // _BATCH
    optimizer = torch.optim.AdamW(quick.parameters(), lr=_RATE, betas=(0.9, 0.98))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARM) * max(0.01, 1 - step / steps)
    )
    for _ in range(_ROUNDS):
        for batch in _batches(learned, taught, chance):
            mean, pieces = loss(quick, batch)
            optimizer.zero_grad()
            (mean + _PIECES_COUNT * pieces).backward()
            nn.utils.clip_grad_norm_(quick.parameters(), 1.0)
            optimizer.step()
            rate.step()
        with torch.no_grad():
            mean, pieces = loss(quick, list(range(_HELD)))
        print(f"unexplained of held texts: {mean:.3f}, of their pieces {pieces:.3f}", flush=True)
    return quick


class _Loss:
    """What is left unexplained of the variance of means and of states."""

    def __init__(self, taught: Taught) -> None:
        self._taught = taught
        some = torch.cat(taught.states[:3000]).float()
        self._of_means = _variance(taught.means)
        self._of_states = _variance(some)

    def __call__(self, quick: Quick, batch: list[int]) -> tuple[Tensor, Tensor]:
        tokens = embeddings([self._taught.numbers[at] for at in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            means, states, mask = quick([torch.from_numpy(each) for each in tokens])
        off = ((means.float() - self._taught.means[batch]) ** 2).sum(1).mean()
        pieces = states[:, 1:].float()[mask[:, 1:]]
        wanted = torch.cat([self._taught.states[at] for at in batch]).float()
        return off / self._of_means, ((pieces - wanted) ** 2).sum(1).mean() / self._of_states


def _variance(rows: Tensor) -> Tensor:
    return ((rows - rows.mean(0)) ** 2).sum(1).mean()


def _batches(learned: list[int], taught: Taught, chance: random.Random) -> Iterator[list[int]]:
    drawn = chance.sample(learned, len(learned))
    for at in range(0, len(drawn), _BATCH * _ALIKE):
        alike = sorted(drawn[at : at + _BATCH * _ALIKE], key=lambda each: len(taught.numbers[each]))
        batches = [alike[start : start + _BATCH] for start in range(0, len(alike), _BATCH)]
        chance.shuffle(batches)
        yield from batches


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("python -m training.multilingual TEXTS: a folder of *.txt, a text a line")
    main(Path(sys.argv[1]))
