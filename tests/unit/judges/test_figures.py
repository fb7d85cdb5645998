"""One written form for every way to write a figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.judges.figures import figures


def read(text: str) -> list[tuple[str, str]]:
    return [(figure.kind, figure.value) for figure in figures(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two weeks", "14 days"),
        ("a year", "twelve months"),
        ("$1,250.50", "1250.5 dollars"),
        ("10 percent", "10%"),
        ("2 PM", "14:00"),
        ("2:00 p.m.", "14:00"),
        ("May 8th, 2026", "2026-05-08"),
        ("8 May", "May 8"),
        ("2-3 business days", "two to three working days"),
        ("order NW-10482", "order nw-10482"),
        ("at midnight", "at 00:00"),
        ("at noon", "at 12 pm"),
        ("under 18s", "under 18"),
        ("+1 555 010 0199", "+15550100199"),
        ("half an hour", "30 minutes"),
        ("three quarters of an hour", "45 minutes"),
        ("a fortnight", "14 days"),
        ("an extra year", "12 months"),
        ("once a quarter", "every three months"),
        ("June 12 to 14", "June 12 to June 14"),
        ("twice", "two times"),
    ],
)
def test_the_same_figure_in_two_forms(one: str, other: str) -> None:
    assert read(one) == read(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 days", "14 business days"),
        ("$5", "€5"),
        ("May 8", "May 18"),
        ("2 PM", "2 AM"),
        ("6 am", "18 am"),
        ("at midnight", "at 11:30 pm"),
        ("under 4s", "under 5s"),
        ("5c a page", "6c a page"),
        ("the 1st", "the 3rd"),
        ("a 3D film", "an 8D film"),
    ],
)
def test_figures_that_differ(one: str, other: str) -> None:
    assert not any(figure.is_in(figures(other)) for figure in figures(one))


def test_a_second_thing_is_no_second() -> None:
    assert read("a second flue") == []
    assert read("wait a second.") == [("second", "1")]


def test_a_date_without_its_year_is_told_by_one_with_it() -> None:
    assert figures("by May 8")[0].is_in(figures("by May 8, 2026"))
    assert not figures("by May 8, 2025")[0].is_in(figures("by May 8, 2026"))


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_figure_stands_where_it_says(text: str) -> None:
    for figure in figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
