"""Whether a source bears a sentence that says it in other words."""

import pytest

from shared.domain.judges.claims import doubt_of
from shared.domain.judges.details import wrong_detail
from shared.domain.judges.sources import Source


def _objection(claim: str, *told: str) -> str | None:
    source = Source(told)
    return wrong_detail(claim, source) or doubt_of(claim, source)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("You aren't able to change the name.", "The name cannot be changed."),
        ("It's too late to cancel a box that is packed.", "A packed box cannot be cancelled."),
        ("You won't be charged until the box ships.", "You are charged once the box ships."),
        ("Delivery doesn't cost anything.", "Delivery is free of charge."),
        ("Your photos aren't deleted.", "Your photos are kept."),
        ("You can't return it unless it is faulty.", "You can return it only if it is faulty."),
        ("The ticket is refundable.", "The ticket can be refunded."),
        ("You must be 16 or older to ride.", "Riders must be at least 16 years old."),
        (
            "Cancel no later than 2 hours before it starts.",
            "Cancel until 2 hours before it starts.",
        ),
        ("You can't send more than $9 a day.", "You can send up to $9 a day."),
        ("For five users, it would be $45 a month.", "It costs $9 a month for each user."),
        ("The difference is $20 for a bag.", "A bag costs $35 online and $55 at the airport."),
        ("Your file is over 40 MB, so it can't be sent.", "Send files of at most 40 MB."),
        ("The deposit comes to $28.", "It costs $14 a day, and the deposit is twice that."),
        ("You can come Monday through Friday.", "You can come on weekdays."),
        ("Don't forget your towel.", "Bring a towel."),
        ("Good news, Priya: your box is packed.", "Your box is packed."),
        ("Unfortunately, we don't repair watches.", "We do not repair watches."),
    ],
)
def test_the_same_in_other_words_is_borne(claim: str, told: str) -> None:
    assert _objection(claim, told) is None


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Your photos aren't kept.", "Your photos are kept."),
        ("Your photos are deleted.", "Your photos are kept."),
        ("The plan costs $12 a year.", "The plan costs $12 a month."),
        ("For five users, it would be $54 a month.", "It costs $9 a month for each user."),
        ("The difference is $25 for a bag.", "A bag costs $35 online and $55 at the airport."),
        ("It takes 5 to 5 days.", "It takes 3 to 5 days."),
        ("A pause is possible twice a year.", "A pause is possible once a year."),
        ("You can come from Friday to Sunday.", "You can come on weekdays."),
        ("The plan costs $12, and twins share one pillow.", "The plan costs $12 a month."),
        ("The plan includes insurance against theft.", "The plan includes 5 GB of data."),
        ("Cancel no later than 2 hours before it starts.", "Cancel at least 3 hours before it."),
    ],
)
def test_what_it_does_not_tell_is_not(claim: str, told: str) -> None:
    assert _objection(claim, told)


def test_a_figure_may_be_denied_of_what_another_has() -> None:
    told = ("The Aurora can be paired with two phones.", "The Finch pairs with one phone.")
    assert _objection("The Aurora can be paired with two phones.", *told) is None
    assert _objection("The Finch can be paired with two phones.", *told)
