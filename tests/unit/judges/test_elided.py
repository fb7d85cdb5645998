"""Numbers that leave their unit out, and those that have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.judges.elided import meant, written_out


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Beef keeps for 4 days, chicken for 2.", "day=2"),
        ("Winter takes a week; in June allow three.", "day=21"),
        ("A deposit of 50 euros for hand tools, 200 for machines.", "euro=200"),
        ("Rates: finches 6, parrots 14 euros.", "euro=6"),
        ("Basic service 55, e-bike service 130 euros.", "euro=55"),
        ("Weekly 24.50 euros an hour; nightly 27.50.", "euro=27.5"),
    ],
)
def test_a_number_in_a_list_has_the_unit_of_its_neighbour(text: str, form: str) -> None:
    assert [figure.form for figure in meant(text).values()] == [form]


@pytest.mark.parametrize(
    "text",
    [
        "It costs 5 euros for groups up to 12.",
        "The trip takes 3 hours and leaves at 6.",
        "The course lasts 6 weeks and is open to children over 12.",
        "You have 14 days for a return of up to 3.",
        "We guarantee it for 2 years on orders over 10.",
        "In 2024, prices rose by 5%.",
        "If you buy 3, you get 20% off.",
        "It says 00 hours, 15.",
    ],
)
def test_another_number_has_none(text: str) -> None:
    assert not meant(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Beef keeps for 4 days, chicken for 2.", "Beef keeps for 4 days, chicken for 2 days."),
        ("Trees last five years, roses two.", "Trees last five years, roses two years."),
        ("A book is 5 euros a week, a film 3.", "A book is 5 euros a week, a film 3 euros."),
        ("The trip takes 3 hours and leaves at 6.", "The trip takes 3 hours and leaves at 6."),
    ],
)
def test_units_are_written_out(text: str, whole: str) -> None:
    assert written_out(text) == whole


def test_the_time_by_which_an_amount_is_counted_is_no_unit_of_the_next() -> None:
    assert not meant("Weekly $24.50 an hour; nightly 27.50.")


@given(st.text(alphabet="0123456789 ,;.:-()aeurosdayk%$€\n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= start < len(text) for start in meant(text))
