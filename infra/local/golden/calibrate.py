"""Fits how sure a reply is, from the score of its best passage (shared/domain/confidence.py).

    python -m infra.local.golden.calibrate northwind

Each golden question that an article answers, in every language that the pack has a voice in, is
asked twice: as it is, and with the articles that answered it left out, so that about half of the
answers must be wrong. An answer is right where it holds every text that the question asks for.
Prints the weights, and what they are worth on questions that they were not fitted on: AUROC,
calibration error, and the error that so few answers would show of a model without any.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from infra.local.rehearsal import ROOT, Rehearsal
from shared.adapters.golden import LANGUAGES, Script, load_scripts
from shared.domain.evidence import Passage
from shared.ports.knowledge import EvidenceFinder, Search

_MORE = 12
"""Passages that are looked at beyond the usual, for those that are left out."""
_BINS = 6
_FOLDS = 10


class _Without:
    """A finder that hides some articles."""

    def __init__(self, inner: EvidenceFinder, hidden: set[str]) -> None:
        self._inner, self._hidden = inner, hidden

    def find(self, search: Search) -> list[Passage]:
        found = self._inner.find(replace(search, limit=search.limit + _MORE))
        return [each for each in found if each.document_id not in self._hidden][: search.limit]


def main() -> None:
    company = sys.argv[1]
    pack = ROOT / "companies" / company
    rows = [*_rows(pack, Rehearsal(company), abroad=False)]
    voices = tuple(sorted(path.stem for path in (pack / "voice").glob("*.yaml")))
    if voices:
        everywhere = Rehearsal(company, (*Rehearsal(company).company.languages, *voices))
        rows += _rows(pack, everywhere, abroad=True)
    scores = np.array([[score] for score, _, _ in rows])
    right = np.array([is_right for _, is_right, _ in rows])
    questions = np.array([question for _, _, question in rows])
    model = LogisticRegression(C=10)
    chances = cross_val_predict(
        model, scores, right, groups=questions, cv=GroupKFold(_FOLDS), method="predict_proba"
    )[:, 1]
    chance = np.random.default_rng(0)
    floor = np.mean([_error(chances, chance.random(len(rows)) < chances) for _ in range(500)])
    model.fit(scores, right)
    print(
        f"{len(rows)} answers, {right.mean():.2f} right; score {model.coef_[0, 0]:.2f}, "
        f"base {model.intercept_[0]:.2f}; AUROC {roc_auc_score(right, chances):.3f}, "
        f"calibration error {_error(chances, right):.3f} (of a perfect model {floor:.3f})"
    )


def _error(chances: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> float:
    """How far chances are from shares, in bins of as many answers each."""
    bins = np.array_split(np.argsort(chances), _BINS)
    return sum(
        float(abs(chances[each].mean() - right[each].mean())) * len(each) for each in bins
    ) / len(chances)


def _rows(pack: Path, rehearsal: Rehearsal, *, abroad: bool) -> Iterator[tuple[float, bool, str]]:
    """Of each answer the best score, whether it is right, and its question."""
    bold = replace(rehearsal.company.policy, answers_from=0.0)
    rehearsal.company = replace(rehearsal.company, policy=bold)
    for script in load_scripts(pack):
        turn = script.turns[0]
        if (script.theme == LANGUAGES) != abroad or len(script.turns) > 1 or not turn.cites:
            continue
        hidden: set[str] = set()
        for _ in range(2):
            asked = _ask(rehearsal, script, hidden)
            if not asked:
                break
            score, is_right, hidden = asked
            yield score, is_right, turn.customer


def _ask(
    rehearsal: Rehearsal, script: Script, hidden: set[str]
) -> tuple[float, bool, set[str]] | None:
    """The best score, whether the answer is right, and the articles that it quotes."""
    turn = script.turns[0]
    with rehearsal.searching(lambda inner: _Without(inner, hidden)):
        answer = rehearsal.open(script.customer, script.channel).say(turn.customer)
    grounds = answer.grounds[0]
    if not grounds.passages or not answer.reply.citations:
        return None
    said = answer.reply.text
    cited = {passage.document_id for passage in grounds.passages} & set(turn.cites)
    is_right = bool(cited) and all(text in said for text in turn.says)
    quoted = {grounds.passages[0].document_id, *turn.cites}
    return max(passage.score for passage in grounds.passages), is_right, quoted


if __name__ == "__main__":
    main()
