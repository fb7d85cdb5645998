"""What errands may do rests on sentences that the company's documents really say."""

from pathlib import Path

import pytest

from shared.adapters.limits import load_clauses
from shared.adapters.pack import load_documents
from shared.domain.errors import BrokenPack

PACK = Path(__file__).parents[3] / "companies" / "northwind"
DOCUMENTS = load_documents(PACK)
GRANTS = "A yearly coaching plan that is cancelled within 30 days of payment"


def loaded(tmp_path: Path, told: str) -> object:
    (tmp_path / "errands.yaml").write_text(f"clauses:\n  refund: {told}\n", encoding="utf-8")
    return load_clauses(tmp_path, DOCUMENTS)


def test_the_demos_clauses_stand_in_its_articles() -> None:
    clauses = load_clauses(PACK, DOCUMENTS)
    basis = clauses["yearly_refund_days"]
    assert basis.clause.startswith(GRANTS)
    assert basis.source == "https://help.northwind.example/coaching/cancel"


@pytest.mark.parametrize(
    ("told", "mend"),
    [
        (
            '{document: none, clause: "x."}',
            "errands.yaml: clauses.refund: there is no document none",
        ),
        (
            '{document: coaching-cancel, clause: "We refund all."}',
            "errands.yaml: clauses.refund: it is no sentence of coaching-cancel",
        ),
        ("{document: coaching-cancel}", "errands.yaml: clauses.refund.clause: Field required"),
    ],
)
def test_a_clause_that_nobody_wrote_is_refused(tmp_path: Path, told: str, mend: str) -> None:
    with pytest.raises(BrokenPack) as refused:
        loaded(tmp_path, told)
    assert str(refused.value) == mend


def test_a_company_may_state_none(tmp_path: Path) -> None:
    assert load_clauses(tmp_path, DOCUMENTS) == {}
