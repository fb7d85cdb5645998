"""What a customer wants is the same for every order and every address."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.pack import load_company
from shared.domain.particulars import in_general

NUMBERS = load_company(Path(__file__).parents[2] / "companies" / "northwind").order_numbers


@pytest.mark.parametrize(
    ("said", "general"),
    [
        ("I want to return order NW-10417", "I want to return my order"),
        ("I want to return my order 10417!", "I want to return my order!"),
        ("cancel #10503 please", "cancel my order please"),
        ("not NW-10391, NW-10417", "not my order, my order"),
        (
            "please send my order to 7 Elm Row, Springfield, IL 62701",
            "please send my order to a new address",
        ),
        ("send NW-10503 to 7 Elm Row, Leeds, LS1 4AP", "send my order to a new address"),
        ("how long do I have to return it?", "how long do I have to return it?"),
        (
            "is it 5 or 10 days, from delivery, or less",
            "is it 5 or 10 days, from delivery, or less",
        ),
        ("NW-10417", "NW-10417"),
    ],
)
def test_what_is_named_is_put_in_general_words(said: str, general: str) -> None:
    assert in_general(said, NUMBERS) == general


@given(
    wish=st.sampled_from(["I want to return {}", "where is {}?", "cancel {} please"]),
    named=st.sampled_from(["NW-{}", "nw {}", "order NW-{}", "my order {}", "#{}", "order no. {}"]),
    number=st.integers(10_000, 99_999),
)
def test_every_order_is_wished_about_in_the_same_words(wish: str, named: str, number: int) -> None:
    assert in_general(wish.format(named.format(number)), NUMBERS) == wish.format("my order")


@given(st.text(alphabet=st.characters(blacklist_categories=["Nd"])))
def test_what_names_nothing_stays_as_it_is(text: str) -> None:
    assert in_general(text, NUMBERS) == text
