"""Where and when documents hold, and what replaces them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.documents import Document, Scope, in_force
from shared.domain.errors import InvalidInput

DAY = date(2026, 5, 1)
DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))


def document(
    id: str, begins: date = DAY, supersedes: str | None = None, **scope: object
) -> Document:
    told = {"locale": "en", "valid_from": begins, **scope}
    return Document(id, id, "", "1", "Text.", Scope(**told), supersedes=supersedes)  # type: ignore[arg-type]


def test_a_text_holds_from_its_first_day_to_its_last() -> None:
    scope = Scope("en", DAY, DAY + timedelta(days=1))
    held = [scope.holds("en", None, DAY + timedelta(days=n)) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_a_regions_text_is_only_for_customers_known_to_be_there() -> None:
    scope = Scope("en", DAY, regions=frozenset({"EU"}))
    assert scope.holds("en", "EU", DAY)
    assert not scope.holds("en", "US", DAY)
    assert not scope.holds("en", None, DAY)
    assert not scope.holds("de", "EU", DAY)


def test_a_scope_cannot_end_before_it_begins() -> None:
    with pytest.raises(InvalidInput, match="before it begins on 2026-05-01"):
        Scope("en", DAY, date(2026, 4, 30))


@given(DAYS, DAYS, DAYS)
def test_on_no_day_do_both_a_document_and_what_supersedes_it_hold(
    begins: date, follows: date, day: date
) -> None:
    held = in_force([document("old", begins), document("new", follows, supersedes="old")])
    valid = [each.id for each in held if each.scope.holds("en", None, day)]
    assert valid == (["new"] if day >= follows else ["old"] if day >= begins else [])


def test_a_chain_hands_on_from_day_to_day() -> None:
    chain = [
        document("first", DAY),
        document("second", DAY + timedelta(days=10), supersedes="first"),
        document("third", DAY + timedelta(days=20), supersedes="second"),
    ]
    ends = [each.scope.valid_to for each in in_force(chain)]
    assert ends == [DAY + timedelta(days=9), DAY + timedelta(days=19), None]


def test_an_end_of_its_own_that_comes_first_stays() -> None:
    old = document("old", valid_to=DAY + timedelta(days=3))
    held = in_force([old, document("new", DAY + timedelta(days=9), supersedes="old")])
    assert held[0] == old


@pytest.mark.parametrize(
    ("documents", "mend"),
    [
        ([document("new", supersedes="old")], "supersedes old, which is not on file"),
        ([document("a", supersedes="b"), document("b", supersedes="a")], "keep one of the two"),
        ([document("a", supersedes="a")], "keep one of the two"),
        (
            [document("old"), document("new", supersedes="old", regions=frozenset({"EU"}))],
            "give both the same locale and regions",
        ),
        (
            [document("old"), replace(document("new", supersedes="old", locale="de"))],
            "give both the same locale and regions",
        ),
    ],
)
def test_an_impossible_supersession_is_refused(documents: list[Document], mend: str) -> None:
    with pytest.raises(InvalidInput, match=mend):
        in_force(documents)
