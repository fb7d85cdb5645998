"""Predicates that are left out beside another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.judges.ellipsis import with_predicates


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Moisture is included; chewing is not.", "Moisture is included; chewing is not included."),
        ("Cats can stay, but dogs can not.", "Cats can stay, but dogs can not stay."),
        ("Not accepted: soil, turf.", "soil, turf are not accepted."),
        ("Included: lunch.", "lunch are included."),
        (
            "Rain is not insured; fire is, if you tell us.",
            "Rain is not insured; fire is insured, if you tell us.",
        ),
        (
            "Buttons are expected. Burns are not, and cost $9.",
            "Buttons are expected. Burns are not expected, and cost $9.",
        ),
    ],
)
def test_the_second_has_the_predicate_of_the_first(text: str, whole: str) -> None:
    assert with_predicates(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "Moisture is included; chewing is not covered.",
        "The name is new. It is not, however, ours.",
        "Cats can stay; dogs are not.",
        "Moisture is included.",
    ],
)
def test_whole_sentences_stay(text: str) -> None:
    assert with_predicates(text) == text


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    assert with_predicates(text) or not text
