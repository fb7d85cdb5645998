"""Learns how much each sign says that a source does not bear a claim.

    python -m training.claims

A logistic regression on the signs of `shared/domain/judges/claims.py`, of the true sentences that
a hosted model answered with and of the faults in them (`taught.yaml` and `near.yaml` of
`tests/evaluation/drafts`); what one wrote freely (`tests/evaluation/outsiders`) counts little
beside. What a quote vouches for, or another sign or judge refutes, is no example. Before it writes
claims.txt it prints what the answers of each tenth of the requests would get from the weights
that the others teach.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from shared.adapters.pack import load_company
from shared.domain.judges.claims import signs_of
from shared.domain.judges.courtesies import is_courtesy
from shared.domain.judges.details import wrong_detail
from shared.domain.judges.outgoing import judges_for
from shared.domain.judges.statements import Statement, StatementJudge
from training.drafts import Answered, read_drafts, read_free
from training.weights import write_weights

Rows = NDArray[Any]
ROOT = Path(__file__).parents[1]
EVALUATION = ROOT / "tests" / "evaluation"
TAUGHT = EVALUATION / "drafts" / "taught.yaml"
NEAR = EVALUATION / "drafts" / "near.yaml"
FREE = (EVALUATION / "outsiders" / "hosted.yaml", EVALUATION / "outsiders" / "services.yaml")
_FREE_COUNTS = 0.05
"""What a free sentence counts beside an answer's: the prompt asks for the sources' own words."""
_SOFT = 5.0
"""Inverse strength of the regularization."""
_NEAR_COUNTS = 0.6
_HELD_BACK_FROM = 0.25
"""Log-odds of a fault from which a sentence is held back: chosen on 840 companies' answers, of
which, by weights that other requests taught, 16 true ones in a thousand are, and 7 faults in a
thousand are not, half of them made by rule."""
_TENTHS = 10


@dataclass(frozen=True)
class Example:
    request: str
    signs: dict[str, float]
    is_fault: bool


def main() -> None:
    drafts, near = read_drafts(TAUGHT), read_drafts(NEAR)
    free = [draft for path in FREE for draft in read_free(path)]
    examples = [each for draft in (*drafts, *near, *free) for each in _examples(draft)]
    signs = list(examples[0].signs)
    rows = np.array([[float(each.signs[sign]) for sign in signs] for each in examples])
    faults = np.array([each.is_fault for each in examples])
    requests = np.array([each.request for each in examples])
    answers = np.isin(requests, [draft.name for draft in drafts])
    nearly = np.isin(requests, [draft.name for draft in near])
    weights = np.where(answers, 1.0, np.where(nearly, _NEAR_COUNTS, _FREE_COUNTS))
    odds = np.zeros(len(examples))
    for learned, held in GroupKFold(_TENTHS).split(rows, groups=requests):
        model = _fitted(rows[learned], faults[learned], weights[learned])
        odds[held] = model.decision_function(rows[held])
    free_ones = ~(answers | nearly)
    for name, among in (("answers", answers), ("near", nearly), ("free sentences", free_ones)):
        lost = (odds[among & ~faults] > _HELD_BACK_FROM).sum()
        missed = (odds[among & faults] <= _HELD_BACK_FROM).sum()
        print(
            f"{name}: {lost} of {(among & ~faults).sum()} true ones that are no quotes held back,"
        )
        print(
            f"  {missed} of {(among & faults).sum()} faults missed that no figure or name refutes"
        )
    write_weights("claims", _fitted(rows, faults, weights), signs, _HELD_BACK_FROM)


def _fitted(rows: Rows, faults: Rows, weights: Rows) -> LogisticRegression:
    model = LogisticRegression(C=_SOFT, max_iter=10_000)
    return model.fit(rows, faults, sample_weight=weights)


def _examples(draft: Answered) -> Iterator[Example]:
    said = [(draft.statement(at), False) for at in range(len(draft.answer))]
    said += [(draft.statement(each.at, each.text), True) for each in draft.faults]
    for statement, is_fault in said:
        if _is_certain(statement):
            continue
        signs = signs_of(statement.text, statement.source, draft.question)
        if not signs.refutation:
            yield Example(draft.name, signs.counts, is_fault)


def _is_certain(said: Statement) -> bool:
    return (
        not said.told
        or said.is_quote
        or is_courtesy(said.text)
        or wrong_detail(said.text, said.source, said.question) is not None
        or any(judge.finds(said) for judge in _other_judges())
    )


@cache
def _other_judges() -> tuple[StatementJudge, ...]:
    """Those that are asked before, by the demo company's manner."""
    company = load_company(ROOT / "companies" / "northwind")
    return judges_for(company.manner, company.order_numbers)[:-1]


if __name__ == "__main__":
    main()
