"""Which conditions of a source a claim must tell, and which are not its own."""

import pytest

from shared.domain.judges.conditions import condition_left_out
from shared.domain.judges.sources import Source


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Earbuds can be returned.", "Earbuds can be returned only if their seal is unbroken."),
        ("Notes are bought back.", "Notes are bought back, if you show the receipt (£3)."),
        ("A pause is free.", "A pause is free with a doctor's note or in pregnancy."),
        ("You can return it.", "You can return it with its gift receipt."),
        ("Earbuds can be returned.", "Earbuds can be returned (only if their seal is unbroken)."),
        ("Shipping is free.", "Shipping is free (except to Alaska)."),
        ("You can return items.", "You can return items, in store or online with a receipt."),
        ("Refunds are given.", "Refunds are given unless the box is open, ask our staff."),
    ],
)
def test_a_condition_of_what_is_claimed_is_missed(claim: str, told: str) -> None:
    assert (
        condition_left_out(claim, Source((told,)), (), ()) == "its sources say it under a condition"
    )


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Loss is only insured under Total.", "Loss is only insured under Total."),
        ("Admission is free.", "Admission is free, special shows excepted."),
        (
            "There's a deposit, returned if the key is back by 10 a.m. the next day.",
            "Deposit, returned if the key is back by 10 a.m. the next day.",
        ),
        ("Electricity is $4.50 a night.", "Electricity: $4.50 a night. 16 A only in row D."),
        (
            "A freeze is free with a note from a doctor.",
            "A freeze is free with a note from a midwife or doctor.",
        ),
        ("Adults pay $16.", "Adults $16, students $9, under-12s free."),
        ("We are open on Thursdays until 21:00.", "Thursdays until 21:00. Closed if it rains."),
        (
            "Notes are bought back if you show the receipt.",
            "Notes are bought back, if you show the receipt (£3).",
        ),
        (
            "A pause is free with a doctor's note.",
            "A pause is free with a doctor's note or in pregnancy.",
        ),
        (
            "Call us if the pain begins on day three.",
            "Call us if it bleeds for hours or if the pain begins on day three.",
        ),
        (
            "Work commitments are not covered.",
            "Not covered: work commitments, visa refusals and illnesses that were known before.",
        ),
        ("Moving is free.", "Moving is free. A new tariff costs $12, except for green ones."),
        (
            "Save your address under Addresses.",
            "If you have moved, save your address under Addresses.",
        ),
    ],
)
def test_what_limits_something_else_is_not(claim: str, told: str) -> None:
    assert condition_left_out(claim, Source((told,)), (), ()) is None
