"""What was heard on the phone, as it would have been written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.listening import as_written


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("where is order n w one oh four eight two", "where is order NW-10482"),
        ("n. w. 1 0 4 8 2", "NW-10482"),
        ("NW dash one zero four eight two please", "NW-10482 please"),
        ("it's four two nine one seven three", "it's 429173"),
        ("double four three", "443"),
        (
            "n w one zero four eight two and maya dot lindqvist at example dot com",
            "NW-10482 and maya.lindqvist@example.com",
        ),
        ("m a y a underscore l at sound dash lab dot co dot uk", "maya_l@sound-lab.co.uk"),
    ],
)
def test_numbers_and_addresses_are_put_together(heard: str, written: str) -> None:
    assert as_written(heard, "en") == written


@pytest.mark.parametrize(
    "said",
    [
        "the other one",
        "one or two days",
        "is it due on May 8, 2026",
        "call 555 0100 now",
        "I paid 14 99",
        "I want a 10482",
        "look at it",
        "two thousand",
    ],
)
def test_what_is_no_number_stays(said: str) -> None:
    assert as_written(said, "en") == said


def test_another_language_stays_as_it_was_heard() -> None:
    assert as_written("order one zero four eight two", "de") == "order one zero four eight two"


@given(st.lists(st.sampled_from("0123456789"), min_size=4, max_size=9))
def test_a_number_said_digit_by_digit_is_that_number(digits: list[str]) -> None:
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    assert as_written(" ".join(names[int(each)] for each in digits), "en") == "".join(digits)


@given(st.text(max_size=200))
def test_whatever_is_heard_is_no_error(heard: str) -> None:
    as_written(heard, "en")
