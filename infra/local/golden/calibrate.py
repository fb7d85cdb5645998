"""Fits how sure a reply is, from the score of its best passage (shared/domain/confidence.py).

    python -m infra.local.golden.calibrate northwind

Each golden question that an article answers is asked twice: as it is, and with the articles that
answered it left out, so that about half of the answers must be wrong. An answer is right where it
holds every text that the question asks for. Prints the weights, AUROC and calibration error of
leave-one-out.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from infra.local.golden.script import LANGUAGES, Script, load_scripts
from infra.local.rehearsal import ROOT, Rehearsal
from shared.domain.evidence import Passage
from shared.ports.knowledge import EvidenceFinder, Search

_MORE = 12
"""Passages that are looked at beyond the usual, for those that are left out."""
_BINS = 6


class _Without:
    """A finder that hides some articles."""

    def __init__(self, inner: EvidenceFinder, hidden: set[str]) -> None:
        self._inner, self._hidden = inner, hidden

    def find(self, search: Search) -> list[Passage]:
        found = self._inner.find(replace(search, limit=search.limit + _MORE))
        return [each for each in found if each.document_id not in self._hidden][: search.limit]


def main() -> None:
    company = sys.argv[1]
    rehearsal = Rehearsal(company)
    bold = replace(rehearsal.company.policy, answers_from=0.0)
    rehearsal.company = replace(rehearsal.company, policy=bold)
    rows = []
    for script in _questions(ROOT / "companies" / company):
        first = _ask(rehearsal, script, set())
        if first:
            rows += [first[:2]]
            second = _ask(rehearsal, script, first[2])
            rows += [second[:2]] if second else []
    scores = np.array([[score] for score, _ in rows])
    right = np.array([is_right for _, is_right in rows])
    model = LogisticRegression(C=10)
    chances = cross_val_predict(model, scores, right, cv=LeaveOneOut(), method="predict_proba")[
        :, 1
    ]
    bins = np.array_split(np.argsort(chances), _BINS)
    error = sum(abs(chances[each].mean() - right[each].mean()) * len(each) for each in bins)
    model.fit(scores, right)
    print(
        f"{len(rows)} answers, {right.mean():.2f} right; score {model.coef_[0, 0]:.2f}, "
        f"base {model.intercept_[0]:.2f}; AUROC {roc_auc_score(right, chances):.3f}, "
        f"calibration error {error / len(rows):.3f}"
    )


def _questions(pack: Path) -> list[Script]:
    return [
        script
        for script in load_scripts(pack)
        if script.theme != LANGUAGES and len(script.turns) == 1 and script.turns[0].cites
    ]


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
