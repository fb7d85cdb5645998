"""Signs of a fault, weighed together: logistic regressions whose weights stand in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Weighing:
    bias: float
    weights: Mapping[str, float]

    def odds_of(self, signs: Mapping[str, float]) -> float:
        """Log-odds of a fault, less those from which a sentence is held back."""
        return self.bias + sum(weight * signs[name] for name, weight in self.weights.items())


@cache
def weighing(name: str) -> Weighing:
    """By the file of that name beside the judges: a sign and its weight a line, and the bias."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    read = {sign: float(weight) for sign, weight in (line.split() for line in lines)}
    return Weighing(read.pop("bias"), read)
