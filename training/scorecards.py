"""Fits a risk's scorecard to what became of a company's own conversations.

Logistic regression, so that its scores are probabilities, with two things known beforehand: no sign
lowers a risk, and the judged points are about right. So points may not be negative, and their prior
is a normal distribution around the judged ones (maximum a posteriori): few outcomes move them a
little, many move them where they must be. How strong the prior is, and how good the card, is told
by outcomes that were not fitted to: those of other conversations.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from shared.domain.errors import InvalidInput
from shared.domain.risk import JUDGED, Scorecard
from training.data import read_table
from training.evaluation import calibration_error

OUTCOMES = {"escalation": "escalated", "churn": "left"}
"""The column that says whether a risk came true."""
CONVERSATION = "conversation"
"""The column that names the conversation of a message, where there are several of each."""
_FEWEST = 20
"""Conversations that ended in each way from which something can be learnt."""
_FOLDS = 5
_TRUST = (0.03, 0.3, 3.0, 30.0)
"""Strengths of the prior that are tried: by how much, at most, 1 / strength is its variance."""
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}
_SEED = 7


@dataclass(frozen=True)
class Outcomes:
    """Messages: the signs that they showed (messages, signs), and what became of them."""

    signs: tuple[str, ...]
    shown: np.ndarray
    came_true: np.ndarray
    conversations: np.ndarray
    data_sha256: str


@dataclass(frozen=True)
class Fitted:
    card: Scorecard
    figures: dict[str, Any]
    """Of the fitted and of the judged card, on outcomes that neither was fitted to."""
    chances: np.ndarray
    """Of those outcomes, by cards fitted to the others."""


def read_outcomes(path: Path, risk: str) -> Outcomes:
    """Read a CSV or JSON Lines file: a row a message, a column a sign of the risk, and the column
    that says what became of it (0 or 1); perhaps `conversation`.

    Raises InvalidInput, with one sentence that says what to mend.
    """
    rows = read_table(path)
    judged: Scorecard = getattr(JUDGED, risk)
    signs = tuple(sign for sign in judged.points if sign in rows[0])
    outcome = OUTCOMES[risk]
    if outcome not in rows[0] or not signs:
        raise InvalidInput(
            f"{path.name} needs the column {outcome} (0 or 1) and at least one of "
            + ", ".join(judged.points)
        )
    shown = np.array(
        [
            [_number(path, number, sign, row.get(sign)) for sign in signs]
            for number, row in enumerate(rows, start=1)
        ]
    )
    came_true = np.array(
        [_answer(path, number, outcome, row.get(outcome)) for number, row in enumerate(rows, 1)]
    )
    named = [str(row.get(CONVERSATION) or number) for number, row in enumerate(rows)]
    conversations = np.unique(named, return_inverse=True)[1]
    for ended, words in ((True, "in which it came true"), (False, "in which it did not")):
        count = len(np.unique(conversations[came_true == ended]))
        if count < _FEWEST:
            raise InvalidInput(
                f"{path.name} has {count} conversations {words}: at least {_FEWEST} are needed"
            )
    return Outcomes(
        signs, shown, came_true, conversations, hashlib.sha256(path.read_bytes()).hexdigest()
    )


def fit(outcomes: Outcomes, risk: str) -> Fitted:
    judged: Scorecard = getattr(JUDGED, risk)
    folds = list(_folds(outcomes))
    trials = {trust: _held_out(outcomes, judged, folds, trust) for trust in _TRUST}
    trust = min(trials, key=lambda each: _log_loss(trials[each], outcomes.came_true))
    fitted = _fitted(outcomes, judged, np.arange(len(outcomes.came_true)), trust)
    card = Scorecard(
        round(float(fitted[0]), 3),
        {sign: round(float(at), 3) for sign, at in zip(outcomes.signs, fitted[1:], strict=True)},
    )
    guessed = np.array(
        [judged.weigh(_given(outcomes, row, judged)).score for row in outcomes.shown]
    )
    figures = {
        "fitted_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "data_sha256": outcomes.data_sha256,
        "messages": len(outcomes.came_true),
        "conversations": len(np.unique(outcomes.conversations)),
        "came_true": round(float(outcomes.came_true.mean()), 4),
        "trust_in_judged_points": trust,
        "held_out": _measured(trials[trust], outcomes.came_true),
        "judged": _measured(guessed, outcomes.came_true),
    }
    return Fitted(card, figures, trials[trust])


def at_limit(fitted: Fitted, came_true: np.ndarray, limit: float) -> dict[str, float]:
    """What a person's taking over from this score on would mean: the share of messages, of those
    that came true among them, and of all that came true that it catches."""
    over = fitted.chances >= limit
    return {
        "limit": limit,
        "taken_over": float(over.mean()),
        "rightly": float(came_true[over].mean()) if over.any() else 0.0,
        "caught": float(over[came_true].mean()),
    }


def _folds(outcomes: Outcomes) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """A conversation's messages are never on both sides."""
    splitter = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED)
    yield from splitter.split(outcomes.shown, outcomes.came_true, outcomes.conversations)


def _held_out(
    outcomes: Outcomes,
    judged: Scorecard,
    folds: Sequence[tuple[np.ndarray, np.ndarray]],
    trust: float,
) -> np.ndarray:
    chances = np.zeros(len(outcomes.came_true))
    for seen, held in folds:
        fitted = _fitted(outcomes, judged, seen, trust)
        chances[held] = _chances(fitted, outcomes.shown[held])
    return chances


def _fitted(outcomes: Outcomes, judged: Scorecard, at: np.ndarray, trust: float) -> np.ndarray:
    """Base and points that are likeliest, given the outcomes and the prior. The base has none: how
    common a thing is, nobody can judge."""
    shown, came_true = outcomes.shown[at], outcomes.came_true[at]
    prior = np.array([judged.points[sign] for sign in outcomes.signs])

    def loss(points: np.ndarray) -> tuple[float, np.ndarray]:
        scores = points[0] + shown @ points[1:]
        away = points[1:] - prior
        value = (np.logaddexp(0, scores) - came_true * scores).sum() + trust / 2 * away @ away
        wrong = _chances(points, shown) - came_true
        return float(value), np.concatenate([[wrong.sum()], shown.T @ wrong + trust * away])

    start = np.concatenate([[judged.base], prior])
    bounds = [(None, None), *[(0, None)] * len(prior)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _chances(points: np.ndarray, shown: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-(points[0] + shown @ points[1:]))))


def _given(outcomes: Outcomes, row: np.ndarray, judged: Scorecard) -> Mapping[str, float]:
    return dict.fromkeys(judged.points, 0.0) | dict(zip(outcomes.signs, row, strict=True))


def _measured(chances: np.ndarray, came_true: np.ndarray) -> dict[str, float]:
    """How well a score ranks (AUROC), and how true it is as a probability (Brier score, ECE)."""
    return {
        "auroc": round(float(roc_auc_score(came_true, chances)), 4),
        "brier": round(float(((chances - came_true) ** 2).mean()), 4),
        "ece": round(calibration_error(chances, came_true), 4),
    }


def _log_loss(chances: np.ndarray, came_true: np.ndarray) -> float:
    return float(-np.log(np.where(came_true, chances, 1 - chances) + 1e-12).mean())


def _number(path: Path, number: int, sign: str, value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = np.nan
    if not 0 <= found < np.inf:
        raise InvalidInput(f"{path.name}: row {number} has {value!r} for {sign}: give 0 or more")
    return found


def _answer(path: Path, number: int, outcome: str, value: Any) -> bool:
    said = str(value).strip().lower()
    if said not in _YES | _NO:
        raise InvalidInput(f"{path.name}: row {number} has {value!r} for {outcome}: give 0 or 1")
    return said in _YES
