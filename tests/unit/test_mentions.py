"""What customers name in passing, and how it completes what they named before."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.language.mentions import LibraryMentionReader
from shared.adapters.pack import load_company, load_products
from shared.domain.mentions import NO_MENTIONS, Amount, Mentions

PACK = Path(__file__).parents[2] / "companies" / "northwind"
COMPANY = load_company(PACK)
READER = LibraryMentionReader(COMPANY.order_numbers, load_products(PACK), COMPANY.country)
TODAY = date(2026, 5, 6)  # a Wednesday


def read(text: str, language: str = "en") -> Mentions:
    return READER.read(text, TODAY, language)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("I ordered on May 1st and it's still not here", date(2026, 5, 1)),
        ("ordered 15 april", date(2026, 4, 15)),
        ("since the 3rd of May", date(2026, 5, 3)),
        ("on 2026-04-02", date(2026, 4, 2)),
        ("it was 04/15, I think", date(2026, 4, 15)),
        ("December 24", date(2025, 12, 24)),
        ("May 1, 2024", date(2024, 5, 1)),
        ("June 31", None),
        ("ordered yesterday", date(2026, 5, 5)),
        ("the day before yesterday", date(2026, 5, 4)),
        ("the one I bought last Tuesday", date(2026, 5, 5)),
        ("two weeks ago", date(2026, 4, 22)),
        ("order from the 1st hasn't turned up", date(2026, 5, 1)),
        ("it may take 3 days", None),
        ("I sat down", None),
        ("charged in march", None),
        ("I paid $39 for it", None),
        ("call me at 312-555-0199", None),
    ],
)
def test_a_day_is_found_as_customers_write_it(said: str, day: date | None) -> None:
    assert read(said).day == day


def test_a_day_is_read_in_the_language_of_the_message() -> None:
    assert read("am 3. April bestellt", "de").day == date(2026, 4, 3)
    assert read("lo pedí el 15 de abril", "es").day == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("it's nw-10482, please", "NW-10482"),
        ("NW 10482", "NW-10482"),
        ("order number 10482?", "NW-10482"),
        ("10482", "NW-10482"),
        ("not NW-10482 but NW-10485", "NW-10485"),
        ("NW-10482, sorry, I meant NW-10485", "NW-10485"),
        ("I live in 60601 Chicago", None),
    ],
)
def test_the_order_that_is_meant(said: str, number: str | None) -> None:
    assert read(said).order_number == number


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("where is my kestral 3", "Kestrel 3 wireless headphones"),
        ("the Osprey headset broke", "Osprey 4 gaming headset"),
        ("my new earpads", "Ear pads for Kestrel and Heron"),
        ("Auorra headset please", "Aurora limited-edition headset"),
        ("her one is fine", None),
        ("a limited-edition headset", None),
        ("the 2-in-1 term", None),
        ("where is my order", None),
    ],
)
def test_a_product_is_found_by_alias_and_typo(said: str, product: str | None) -> None:
    assert read(said).product == product


def test_amounts_with_their_currency() -> None:
    assert read("you took $1,299.50 from me").amount == Amount("1299.50", "USD")
    assert read("39 dollars!").amount == Amount("39", "USD")
    assert read("1.299,50 € abgebucht", "de").amount == Amount("1299.50", "EUR")
    assert read("I bought 2 headsets").amount is None


def test_addresses_and_numbers_to_reach_the_customer() -> None:
    found = read("Maya@Example.com. or (312) 555-0199")
    assert (found.email, found.phone) == ("maya@example.com", "+13125550199")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(read(text), Mentions)


def test_what_was_named_before_completes_what_is_named_now() -> None:
    before = Mentions(order_number="NW-10482", email="a@b.example")
    assert NO_MENTIONS.over(before) == before
    assert Mentions(product="Heron").over(before) == Mentions(product="Heron", email="a@b.example")
    other = Mentions(says_other=True).over(before)
    assert (other.order_number, other.other_than) == (None, "NW-10482")
