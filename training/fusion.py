"""What each score of a search should count for one company: learned from questions whose articles
are known, and held back where there are few of them.

A conditional logit (McFadden 1974) of the scores: the chance of an article among those that were
found. A prior keeps the weights near the usual ones, so that twenty questions move them little and
three hundred as far as they must.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from shared.domain.ranking import USUAL, Fusion, Match

_PRIOR = 40.0
"""How strong the prior is: with 20, twenty of XQuAD's questions cost .003 of MRR@10 on the others,
with 40 .001; a hundred of BANKING77's gain .011 with either."""
_SHARPEST = 80.0
"""Steepest slope of the logit: a few questions may all be answered, and would ask for ever more."""
_FOLDS = 5
_TOP = 10
_USUAL = np.array([USUAL.passage, USUAL.sentence, USUAL.words])
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question, as the documents that answer it and the passages that were found: the document
    of each, and how well it fits."""

    right: frozenset[str]
    found: Sequence[tuple[str, Match]]


@dataclass(frozen=True)
class Tuned:
    """`fusion` is the usual one where the learned one does worse on questions that it did not learn
    from, by more than chance may have it. `usual` and `learned` are the MRR@10 of the two, the
    latter cross-validated."""

    fusion: Fusion
    questions: int
    usual: float
    learned: float


def tune(asked: Sequence[Asked]) -> Tuned:
    """From the questions of one locale, of which there must be some; their order decides the
    folds."""
    folds = np.arange(len(asked)) % _FOLDS
    crossed = np.zeros(len(asked))
    for fold in range(_FOLDS):
        others = [each for each, of in zip(asked, folds, strict=True) if of != fold]
        learned = _fit(others)
        for at in map(int, np.flatnonzero(folds == fold)):
            crossed[at] = reciprocal_rank(asked[at], learned)
    before = np.array([reciprocal_rank(each, USUAL) for each in asked])
    gained = crossed - before
    is_worse = gained.mean() < -gained.std() / np.sqrt(len(asked))
    return Tuned(
        USUAL if is_worse else _fit(asked), len(asked), float(before.mean()), float(crossed.mean())
    )


def reciprocal_rank(asked: Asked, fusion: Fusion) -> float:
    """Of the first right document among the first ten; 0 for none."""
    best: dict[str, float] = {}
    for document, match in asked.found:
        best[document] = max(best.get(document, -1.0), fusion.relevance(match))
    ranked = sorted(best, key=lambda document: -best[document])[:_TOP]
    return next((1 / at for at, each in enumerate(ranked, start=1) if each in asked.right), 0.0)


def _fit(asked: Sequence[Asked]) -> Fusion:
    cases = [case for each in asked if (case := _case(each))]
    if not cases:
        return USUAL
    slope = float(
        minimize(
            lambda at: _along_the_usual(float(at[0]), cases),
            [_SHARPEST / 4],
            jac=True,
            bounds=[(1.0, _SHARPEST)],
            method="L-BFGS-B",
        ).x[0]
    )
    weights = minimize(
        lambda at: _held_back(at, slope, cases),
        slope * _USUAL,
        jac=True,
        bounds=[(0.0, 10 * _SHARPEST)] * len(_USUAL),
        method="L-BFGS-B",
    ).x
    passage, sentence, _ = (round(float(share), 3) for share in weights / weights.sum())
    learned = Fusion(passage, sentence, round(1 - passage - sentence, 3))
    level = _mean_of_the_best(asked, USUAL) / _mean_of_the_best(asked, learned)
    return replace(learned, level=round(level, 3))


def _mean_of_the_best(asked: Sequence[Asked], fusion: Fusion) -> float:
    tops = [max(fusion.relevance(match) for _, match in each.found) for each in asked if each.found]
    return float(np.mean(tops))


def _case(asked: Asked) -> tuple[_Floats, NDArray[np.bool_]] | None:
    """The scores, and which passages are right; None where nothing is to be told apart."""
    right = np.array([document in asked.right for document, _ in asked.found], bool)
    if right.all() or not right.any():
        return None
    return np.array([match.scores for _, match in asked.found]), right


def _along_the_usual(
    slope: float, cases: list[tuple[_Floats, NDArray[np.bool_]]]
) -> tuple[float, _Floats]:
    loss, gradient = _loss(slope * _USUAL, cases)
    return loss, np.array([gradient @ _USUAL])


def _held_back(
    weights: _Floats, slope: float, cases: list[tuple[_Floats, NDArray[np.bool_]]]
) -> tuple[float, _Floats]:
    loss, gradient = _loss(weights, cases)
    away = weights / slope - _USUAL
    return loss + _PRIOR / 2 * float(away @ away), gradient + _PRIOR * away / slope


def _loss(
    weights: _Floats, cases: list[tuple[_Floats, NDArray[np.bool_]]]
) -> tuple[float, _Floats]:
    """Minus the log of the chance of the right passages, and its gradient."""
    loss, gradient = 0.0, np.zeros(len(weights))
    for scores, right in cases:
        logits = scores @ weights
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        of_right = chances * right
        loss -= float(np.log(of_right.sum()))
        gradient += scores.T @ (chances - of_right / of_right.sum())
    return loss, gradient
