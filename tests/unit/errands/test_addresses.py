"""Addresses as customers write them; what is missing is asked for, and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.addresses import Draft, address_in, draft_address, write_address
from shared.domain.commerce import Address

WORDS = st.from_regex(r"[A-Z][a-z]{2,12}( [A-Z][a-z]{2,8})?", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "country", "read"),
    [
        ("12 Oak Street, Denver, CO 80205", "US", "12 Oak Street||Denver|CO|80205"),
        ("12 Oak Street Denver CO 80205", "US", "12 Oak Street||Denver|CO|80205"),
        ("12 Oak Street, Denver CO 80205.", "US", "12 Oak Street||Denver|CO|80205"),
        (
            "12 Oak St Apt 4, Denver, CO 80205-1234, USA",
            "US",
            "12 Oak St|Apt 4|Denver|CO|80205-1234",
        ),
        ("12 Oak Street, Apt 4, Denver, CO 80205", "US", "12 Oak Street|Apt 4|Denver|CO|80205"),
        ("7 Elm Row\nLeeds\nLS1 4AP", "GB", "7 Elm Row||Leeds||LS1 4AP"),
        ("7 Elm Row Leeds ls1 4ap", "GB", "7 Elm Row||Leeds||LS1 4AP"),
        ("Rua das Flores 40, Lisboa, 1200-195", "PT", "Rua das Flores 40||Lisboa||1200-195"),
        ("Rua das Flores 40\n1200-195 Lisboa", "PT", "Rua das Flores 40||Lisboa||1200-195"),
        ("Lindenweg 12 3011 AA Rotterdam", "NL", "Lindenweg 12||Rotterdam||3011 AA"),
        ("Hauptstraße 5a, 10115 Berlin", "DE", "Hauptstraße 5a||Berlin||10115"),
        ("12 rue de la Paix, 75002 Paris", "FR", "12 rue de la Paix||Paris||75002"),
        ("560 Rue Cartier, Toronto, ON M5V 2T6", "CA", "560 Rue Cartier||Toronto|ON|M5V 2T6"),
    ],
)
def test_an_address_is_read(text: str, country: str, read: str) -> None:
    draft = draft_address(text, country)
    assert draft
    street, extra, city, region, postcode = read.split("|")
    told = Address(street, extra, city, region, postcode, country)
    assert (draft.missing, draft.address(country)) == (None, told)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("12 Oak Street, Denver", "postcode"),
        ("12 Oak Street, Denver, CO", "postcode"),
        ("12 Oak Street", "city"),
        ("80205", "street"),
        ("Denver, CO 80205", "street"),
    ],
)
def test_what_is_missing_is_known(text: str, missing: str) -> None:
    draft = draft_address(text, "US")
    assert draft
    assert draft.missing == missing


@pytest.mark.parametrize("text", ["my new flat", "I don't know yet", "a, b, c", "", ", ,"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert draft_address(text, "US") is None


def test_a_missing_part_is_filled_in_by_what_is_one() -> None:
    draft = Draft(street="12 Oak Street", city="Denver")
    assert draft.filled("postcode", "no idea", "US") == draft
    assert draft.filled("postcode", "CO 80205", "US") == Draft(
        "12 Oak Street", "", "Denver", "CO", "80205"
    )
    assert Draft(postcode="80205").filled("street", "12", "US").missing == "street"


def test_a_whole_address_in_a_request_needs_no_question() -> None:
    found = address_in("please send it to 12 Oak Street, Denver, CO 80205", "US")
    assert found
    assert found.city == "Denver"
    assert address_in("please change the address of order 10503", "US") is None
    assert address_in("I moved to Denver", "US") is None


@given(WORDS, WORDS, st.from_regex(r"[0-9]{5}", fullmatch=True))
def test_an_address_that_is_written_is_read_again(street: str, city: str, postcode: str) -> None:
    address = Address(f"5 {street} Street", "", city, "CO", postcode, "US")
    draft = draft_address(write_address(address), "US")
    assert draft
    assert draft.address("US") == address


@given(st.text(max_size=120), st.sampled_from(["US", "GB", "NL", "DE", "XX"]))
def test_no_text_breaks_it(text: str, country: str) -> None:
    draft_address(text, country)
    address_in(text, country)
