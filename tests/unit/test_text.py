"""Masking, SMS segments, sentences."""

import re

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.masking import clean, mask, passes_luhn
from shared.domain.passages import split_sentences
from shared.domain.sms import fit, segments


def test_a_card_number_is_masked_and_an_order_number_is_not() -> None:
    said = "my card 4111 1111 1111 1111, order NW-10482, tracking 1234567890123456"
    assert mask(said) == "my card [card ending 1111], order NW-10482, tracking 1234567890123456"


@given(st.text(alphabet="0123456789", min_size=12, max_size=18))
def test_every_number_with_a_check_digit_is_masked(digits: str) -> None:
    check = next(d for d in "0123456789" if passes_luhn(digits + d))
    assert digits not in mask(f"pay with {digits}{check} please")


@given(st.text())
def test_cleaning_is_idempotent_and_leaves_no_control_character(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", cleaned)


@given(st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=6))
def test_an_sms_never_takes_more_than_its_segments(sentences: list[str]) -> None:
    assert segments(fit(sentences)) <= 2


def test_a_typographic_quote_does_not_halve_an_sms() -> None:
    assert segments(fit(["It\u2019s on its way. " + "x" * 130])) == 1


def test_lists_and_tables_become_sentences_that_stand_alone() -> None:
    paragraph = "Two ways. Both work."
    items = "- **Card** is instant.\n- Bank takes\n  two days."
    table = "| Plan | Price |\n|---|---|\n| Solo | $9 |"
    text = "\n\n".join([paragraph, items, table])
    assert split_sentences(text) == [
        "Two ways.",
        "Both work.",
        "Card is instant.",
        "Bank takes two days.",
        "Plan: Solo; Price: $9.",
    ]
