"""Contradictions between sentences, and doubles between documents."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.models.encoders import comparer_for
from shared.adapters.search import review as reviewing
from shared.adapters.search.review import review
from shared.adapters.search.vectors import VectorCache
from shared.domain.agreement import contradict
from shared.domain.documents import Document, Scope
from shared.domain.findings import Contradiction, Double, Finding, NotCompared

THIRTY = "Headphones can be returned within 30 days of delivery."


@pytest.mark.parametrize(
    "other",
    [
        "Headphones can be returned within 14 days of delivery.",
        "Headphones can't be returned within 30 days of delivery.",
        "Headphones can\u2019t be returned within 30 days of delivery.",
    ],
)
def test_a_changed_figure_or_a_not_contradicts(other: str) -> None:
    assert contradict(THIRTY, other)
    assert contradict(other, THIRTY)


@pytest.mark.parametrize(
    "other",
    [
        THIRTY,
        "You can return headphones within 30 days of their delivery.",
        "A repair of headphones takes 14 days.",
        "Headphones can be returned within 2 months of delivery.",
    ],
)
def test_other_words_or_other_units_do_not(other: str) -> None:
    assert not contradict(THIRTY, other)


def test_prices_and_shares_are_figures_too() -> None:
    assert contradict("Express shipping costs $5.95.", "Express shipping costs $6.45.")
    assert contradict("Premium saves 10% on repairs.", "Premium saves 15 % on repairs.")


@given(st.text(max_size=80))
def test_nothing_contradicts_itself(text: str) -> None:
    assert not contradict(text, text)


def article(id: str, text: str, **scope: object) -> Document:
    held = {"locale": "en", "valid_from": date(2026, 1, 1), **scope}
    return Document(id, id, "", "1", text, Scope(**held))  # type: ignore[arg-type]


def reviewed(tmp_path: Path, *documents: Document) -> list[Finding]:
    return list(review(documents, comparer_for, VectorCache(tmp_path / "vectors.sqlite")))


def test_a_review_names_both_documents(tmp_path: Path) -> None:
    other = "Headphones can be returned within 14 days of delivery."
    found = reviewed(tmp_path, article("old-page", THIRTY), article("new-page", other))
    assert found == [Contradiction(THIRTY, other, ("old-page", "new-page"))]


def test_texts_that_never_hold_together_do_not_conflict(tmp_path: Path) -> None:
    other = "Headphones can be returned within 14 days of delivery."
    past = article("past", THIRTY, valid_to=date(2026, 3, 1))
    now = article("now", other, valid_from=date(2026, 3, 2))
    assert reviewed(tmp_path, past, now) == []
    eu = article("eu", THIRTY, regions=frozenset({"EU"}))
    us = article("us", other, regions=frozenset({"US"}))
    assert reviewed(tmp_path, eu, us) == []


def test_a_double_is_told_by_its_passage(tmp_path: Path) -> None:
    text = f"{THIRTY} Keep the box. Print the label at home."
    found = reviewed(tmp_path, article("one", text), article("two", f"Hello there. {text}"))
    assert Double("one#1", "two", 1.0) in found
    assert not [each for each in found if isinstance(each, Contradiction)]


def test_what_is_too_much_to_compare_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "_MOST", 2)
    found = reviewed(tmp_path, article("one", f"{THIRTY} Keep it."), article("two", THIRTY))
    assert found == [NotCompared("en", 3)]
    assert "not known" in str(found[0])
