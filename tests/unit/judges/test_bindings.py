"""What is said of what."""

import pytest

from shared.domain.judges.bindings import Bindings

SOURCE = (
    "Plus members can return products within 45 days, and Premium members within 60 days.",
    "Express shipping costs $14.95 and takes 1 to 2 business days.",
    "Standard shipping costs $5.95 and takes 3 to 5 business days.",
    "Companies get 8 percent off from 10 units and 15 percent off from 50 units.",
    "Your order, placed on Sunday, May 3, 2026, is due on Thursday, May 7, 2026.",
)


@pytest.mark.parametrize(
    "claim",
    [
        "As a Plus member you have 45 days to return products.",
        "Premium: 60 days to return products, Plus: 45 days.",
        "Standard shipping is $5.95.",
        "Express shipping takes 1 to 2 business days.",
        "Your order was placed on May 3 and is due on May 7.",
    ],
)
def test_what_stands_in_its_place_passes(claim: str) -> None:
    assert Bindings(SOURCE).misplaced(claim) is None


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ("Plus members can return products within 60 days.", "day"),
        ("Standard shipping costs $14.95.", "dollar"),
        ("Companies get 15 percent off from 10 units and 8 percent off from 50 units.", "percent"),
        ("Your order is due on May 3.", "date"),
    ],
)
def test_what_stands_in_anothers_place_is_found(claim: str, what: str) -> None:
    misplaced = Bindings(SOURCE).misplaced(claim)
    assert misplaced
    assert misplaced.reason == f"its sources say this {what} of something else"


LISTS = (
    "Single, £16 an hour. Double, £24. Whole day, £60.",
    "Hardy trees are guaranteed for five years, roses for two.",
    "Notice is four weeks, given on any day. New horses are kept apart for two weeks.",
)


@pytest.mark.parametrize(
    "claim",
    ["A double is £24 an hour.", "Roses are guaranteed for two years.", "Notice is 28 days."],
)
def test_what_one_place_tells_wholly_is_told(claim: str) -> None:
    standing = Bindings(LISTS).standing(claim)
    assert standing.told
    assert standing.strange == standing.scattered == 0


@pytest.mark.parametrize(
    "claim", ["A double is £16 an hour.", "Hardy trees and roses are guaranteed for five years."]
)
def test_what_is_told_of_another_figure_is_strange(claim: str) -> None:
    standing = Bindings(LISTS).standing(claim)
    assert (standing.told, standing.strange) == (frozenset(), 1)


def test_a_figure_twice_is_told_by_what_has_it_twice() -> None:
    assert (
        not Bindings(("One adult for six pupils in Years 1 to 3.",))
        .standing("One adult for six pupils in Years 3 to 3.")
        .told
    )


TABLE = (
    "Membership benefit: Price a year; Standard: free; Plus: $29; Premium: $79.",
    "Membership benefit: Returns; Standard: 30 days; Plus: 45 days; Premium: 60 days.",
    "Membership benefit: Free shipping; Standard: from $75; Plus: always; Premium: always.",
)


def test_what_names_a_cell_of_a_table_tells_however_often_it_stands_there() -> None:
    table = Bindings(TABLE)
    assert table.misplaced("Premium membership is $79 a year.") is None
    misplaced = table.misplaced("Plus membership is $79 a year.")
    assert misplaced
    assert misplaced.by > 0.6


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (
            "18 holes cost \u00a360 at the weekend.",
            "18 holes: \u00a345 weekday, \u00a360 weekend. 9 holes: \u00a325.",
        ),
        ("A 25 sq ft unit is \u00a362.", "25 sq ft: \u00a362 a month. 50 sq ft: \u00a398."),
        (
            "Uprights, door to door within 30 miles, cost $240.",
            "Uprights, door to door within 30 miles: $240.",
        ),
    ],
)
def test_a_label_may_hold_a_figure(claim: str, told: str) -> None:
    other = "Baby grands under the same conditions: $390."
    assert Bindings((told, other)).misplaced(claim) is None
