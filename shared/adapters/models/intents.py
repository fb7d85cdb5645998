"""What a message wants: heads on its meaning and on its spelling, fused, calibrated, and gated.

Late fusion: a weighted sum of the heads' scores, softmaxed; the weights minimise the log loss of
cross-fitted scores, which calibrates and fuses in one step (temperature scaling, Guo et al. 2017,
with one temperature a head). The gate is a logistic regression on what the heads and the nearest
seed utterances say of the message.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from shared.adapters.models.kernel import Kernel
from shared.adapters.models.lexical import Vocabulary
from shared.adapters.models.linear import Linear, softmax
from shared.domain.understanding import Guess, Reading
from shared.ports.understanding import Encoder, Vectors

OUT_OF_SCOPE = "out_of_scope"
INTENTS, MULTILINGUAL_INTENTS = "intents.npz", "intents-multilingual.npz"
"""The artefacts of a company, in its folder of artefacts."""
_WORTH_TELLING = 0.01
"""Guesses below this probability are noise, and left out."""
_NEIGHBOURS = 5
_KERNEL = "like_"


@dataclass(frozen=True)
class Evidence:
    """What the heads say of some messages, one row each: their scores, and the similarity of the
    nearest seeds, overall and of the intent that meaning and spelling prefer. Few examples have no
    head that says what a message `is_like`."""

    meant: Vectors
    spelled: Vectors
    nearest: Vectors
    nearest_own: Vectors
    is_like: "Vectors | None" = None

    @property
    def heads(self) -> int:
        return 2 if self.is_like is None else 3

    def fused(self, mix: Vectors) -> Vectors:
        """`mix` has a weight for each head."""
        fused = mix[0] * self.meant + mix[1] * self.spelled
        return np.asarray(fused if self.is_like is None else fused + mix[2] * self.is_like)

    def gate_features(self, mix: Vectors) -> Vectors:
        """(messages, features) for the scope gate."""
        scores = self.fused(mix)
        chances = softmax(scores)
        best = np.sort(scores, axis=1)[:, ::-1]
        likely = np.sort(chances, axis=1)[:, ::-1]
        second = 1 if scores.shape[1] > 1 else 0
        energy = np.log(np.exp(scores - best[:, :1]).sum(axis=1)) + best[:, 0]
        return np.stack(
            [
                likely[:, 0],
                np.log(likely[:, 0] + 1e-9) - np.log(likely[:, second] + 1e-9),
                energy,
                -(chances * np.log(chances + 1e-12)).sum(axis=1),
                softmax(mix[0] * self.meant).max(axis=1),
                self.spelled.max(axis=1),
                self.meant.argmax(axis=1) == self.spelled.argmax(axis=1),
                self.nearest[:, 0],
                self.nearest.mean(axis=1),
                self.nearest_own,
            ],
            axis=1,
        ).astype(np.float64)


@dataclass(frozen=True)
class Heads:
    """What is learnt of examples: a head on the encoder's vectors, one on n-grams, with many
    examples one that compares with each, and the seeds kept for comparison."""

    meant: Linear
    spelled: Linear
    seeds: Vectors
    seed_labels: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    is_like: Kernel | None = None

    def evidence(self, vectors: Vectors, spelled: Vectors, mix: Vectors) -> Evidence:
        """Of messages, from their vectors and the lexical head's scores."""
        meant = self.meant.scores(vectors)
        own = (mix[0] * meant + mix[1] * spelled).argmax(axis=1)
        similarity = vectors @ self.seeds.T
        count = min(_NEIGHBOURS, similarity.shape[1])
        nearest = -np.sort(-np.partition(similarity, -count, axis=1)[:, -count:], axis=1)
        nearest_own = np.where(self.seed_labels[None, :] == own[:, None], similarity, -1.0)
        is_like = self.is_like.scores(vectors) if self.is_like else None
        return Evidence(meant, spelled, nearest, nearest_own.max(axis=1), is_like)


@dataclass(frozen=True)
class IntentModel:
    """What training leaves. `mix` weighs the heads; `gate` holds mean, deviation and weight of each
    gate feature, and `gate_bias`; a message is in scope where the gate's probability is at least
    `in_scope`, and sure where its intent's calibrated probability is at least `sure_enough`."""

    labels: tuple[str, ...]
    heads: Heads
    vocabulary: Vocabulary
    mix: Vectors
    gate: Vectors
    gate_bias: float
    in_scope: float
    sure_enough: float
    known: "np.ndarray[tuple[int], np.dtype[np.uint64]]"
    """Fingerprints of the training texts, which tell an evaluation of leaks."""
    card: dict[str, Any]

    @cached_property
    def foreign(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Which labels name what is out of scope."""
        return np.array([label == OUT_OF_SCOPE for label in self.labels])

    def evidence(self, vectors: Vectors, texts: list[str]) -> Evidence:
        """What the heads say of the messages; `vectors` are the encoder's."""
        return self.heads.evidence(
            vectors, np.stack([self.spelled(text) for text in texts]), self.mix
        )

    def spelled(self, text: str) -> Vectors:
        """The lexical head's scores, one a label."""
        places, weights = self.vocabulary.weigh(text)
        spelled = self.heads.spelled
        return np.asarray(weights @ spelled.weights[places].astype(np.float32)) + spelled.bias

    def probabilities(self, evidence: Evidence) -> tuple[Vectors, Vectors]:
        """Of each label (messages, labels), and of being in scope (messages): of passing the gate,
        and of having none of the labels that name what is out of scope."""
        mean, deviation, weight = self.gate
        scaled = (evidence.gate_features(self.mix) - mean) / deviation
        passes = 1 / (1 + np.exp(-(scaled @ weight + self.gate_bias)))
        chances = softmax(evidence.fused(self.mix))
        return chances, passes * (1 - chances[:, self.foreign].sum(axis=1))

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            meant_weights=self.heads.meant.weights.astype(np.float32),
            meant_bias=self.heads.meant.bias.astype(np.float32),
            spelled_weights=self.heads.spelled.weights.astype(np.float16),
            spelled_bias=self.heads.spelled.bias.astype(np.float32),
            seeds=self.heads.seeds.astype(np.float16),
            seed_labels=self.heads.seed_labels,
            names=self.vocabulary.names,
            idf=self.vocabulary.idf.astype(np.float32),
            card=np.array(json.dumps(self.card)),
            **_stored(self.heads.is_like),
            **{name: getattr(self, name) for name in _AS_THEY_ARE},
        )

    @staticmethod
    def load(path: Path) -> "IntentModel":
        with np.load(path, allow_pickle=False) as stored:
            return IntentModel(
                labels=tuple(str(label) for label in stored["labels"]),
                heads=Heads(
                    Linear(stored["meant_weights"], stored["meant_bias"]),
                    Linear(stored["spelled_weights"], stored["spelled_bias"]),
                    stored["seeds"].astype(np.float32),
                    stored["seed_labels"],
                    _kernel(stored),
                ),
                vocabulary=Vocabulary(stored["names"], stored["idf"]),
                card=json.loads(str(stored["card"])),
                **{name: _value(stored[name]) for name in _AS_THEY_ARE},
            )


_AS_THEY_ARE = tuple(
    field.name
    for field in fields(IntentModel)
    if field.name not in ("labels", "heads", "vocabulary", "card")
)


def _stored(kernel: Kernel | None) -> dict[str, Any]:
    if kernel is None:
        return {}
    parts = {field.name: getattr(kernel, field.name) for field in fields(Kernel)}
    return {f"{_KERNEL}{name}": np.asarray(part, np.float16) for name, part in parts.items()}


def _kernel(stored: Mapping[str, np.ndarray]) -> Kernel | None:
    names = [field.name for field in fields(Kernel)]
    if f"{_KERNEL}{names[0]}" not in stored:
        return None
    return Kernel(**{name: _value(stored[f"{_KERNEL}{name}"].astype(np.float32)) for name in names})


def _value(array: np.ndarray) -> Any:
    return array if array.ndim else float(array)


def fingerprint(text: str) -> int:
    """The same for texts that differ in letter case and spaces only."""
    said = " ".join(text.lower().split()).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big")


class FusedIntentReader:
    """`encoder` is the one that the model was trained with; see its card."""

    def __init__(self, encoder: Encoder, model: IntentModel) -> None:
        self._encoder = encoder
        self._model = model

    def read(self, texts: list[str], language: str) -> list[Reading]:
        del language  # training chose an encoder for all of the model's
        model = self._model
        evidence = model.evidence(self._encoder.encode(texts), texts)
        chances, belongs = model.probabilities(evidence)
        return [self._reading(*each) for each in zip(chances, belongs, strict=True)]

    def may_differ(self, texts: list[str], language: str) -> bool:
        """By the lexical head alone, which takes a tenth of the encoder's time: whether it claims
        them (its score is above 0) for more than one intent."""
        del language
        scores = [self._model.spelled(text) for text in texts]
        claimed = {self._model.labels[score.argmax()] for score in scores if score.max() > 0}
        return len(claimed - {OUT_OF_SCOPE}) > 1

    def _reading(self, chances: Vectors, belongs: float) -> Reading:
        model = self._model
        order = np.argsort(chances)[::-1]
        guesses = tuple(
            Guess(model.labels[at], float(chances[at]))
            for at in order
            if model.labels[at] != OUT_OF_SCOPE and chances[at] >= _WORTH_TELLING
        )
        ours = model.labels[order[0]] != OUT_OF_SCOPE and bool(belongs >= model.in_scope)
        strange = float(chances[model.foreign].sum())
        return Reading(guesses, ours, model.sure_enough, strange)
