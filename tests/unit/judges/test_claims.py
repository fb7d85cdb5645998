"""Whether a source bears a sentence: in its own words, or in others."""

import pytest

from shared.domain.judges.claims import doubt_of, signs_of
from shared.domain.judges.details import wrong_detail
from shared.domain.judges.sources import Source
from shared.domain.judges.weighing import weighing


def _objection(claim: str, *told: str) -> str | None:
    source = Source(told)
    return wrong_detail(claim, source) or doubt_of(claim, source)


def _refutation(claim: str, *told: str) -> str | None:
    source = Source(told)
    signs = signs_of(claim, source)
    made_up = "it seems made up" if signs.made_up > 0 else None
    misplaced = signs.misplaced.reason if signs.misplaced else None
    return wrong_detail(claim, source) or misplaced or signs.turned or made_up


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
        ("Chicken keeps for 2 days.", "Beef keeps for 4 days, chicken for 2."),
        ("In June, allow three weeks.", "Winter takes a week; in June allow three."),
        ("Cockatiels are 8 euros.", "Rates: finches 6, cockatiels 8, parrots 14 euros."),
        ("Over 7.5 metres it is half again.", "Over 7.5 metres: half again."),
        (
            "A title can be returned, except free titles, which can't be given back.",
            "A title can be returned. Free titles can't be given back.",
        ),
    ],
)
def test_the_same_in_other_words_is_not_refuted(claim: str, told: str) -> None:
    assert _refutation(claim, told) is None


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("The ticket can be refunded.", "The ticket can be refunded; the fee cannot."),
        ("You can cancel a box until it is packed.", "Boxes can be cancelled until packed."),
        ("A pause costs nothing.", "A pause is free of charge."),
        ("The difference is $20 for a bag.", "The difference for a bag is $20."),
    ],
)
def test_what_keeps_to_the_sources_words_is_borne(claim: str, told: str) -> None:
    assert _objection(claim, told) is None


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Knitwear runs small: take two sizes up.", "Knitwear runs small: take one size up."),
        ("Boxes come on Mondays, or on Friday.", "Boxes come on Mondays, or on Tuesday."),
    ],
)
def test_a_small_change_of_the_sources_words_is_seen(claim: str, told: str) -> None:
    assert _objection(claim, told)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Your photos aren't kept.", "Your photos are kept."),
        ("Your photos are deleted.", "Your photos are kept."),
        ("The plan costs $12 a year.", "The plan costs $12 a month."),
        ("For five users, it would be $54 a month.", "It costs $9 a month for each user."),
        ("The difference is $25 for a bag.", "A bag costs $35 online and $55 at the airport."),
        ("It takes 5 to 5 days.", "It takes 3 to 5 days."),
        ("It's $78 for each player, three at least.", "Rooms are $26 each, three at least."),
        ("A pause is possible twice a year.", "A pause is possible once a year."),
        ("You can come from Friday to Sunday.", "You can come on weekdays."),
        ("The plan costs $12, and twins share one pillow.", "The plan costs $12 a month."),
        ("The plan includes insurance against theft.", "The plan includes 5 GB of data."),
        ("Cancel no later than 2 hours before it starts.", "Cancel at least 3 hours before it."),
    ],
)
def test_what_it_does_not_tell_is_not(claim: str, told: str) -> None:
    assert _objection(claim, told)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Red wine costs £10.", "Dust is fine, red wine isn't: £10."),
        ("Rain from the drain is insured.", "Rain isn't insured; rain from the drain is."),
        ("Quiet hours run from 10 pm to 7 am.", "Quiet: 10 pm to 7 am."),
        ("A day pass is €5.", "Zone 2 (UK, Spain): day pass €5, week pass €9."),
        ("Admission is free to all.", "Admission is free to all on Mondays."),
    ],
)
def test_what_is_left_out_beside_another_is_read(claim: str, told: str) -> None:
    assert _refutation(claim, told) is None


def test_what_is_denied_of_one_of_two_is_not_said_of_both() -> None:
    told = "Moisture is included; chewing is not."
    assert signs_of("Moisture and chewing are included.", Source((told,))).turned


def test_another_figure_in_place_of_one_needs_no_weighing() -> None:
    told = ("The quotation is free if you go ahead, and €50 if you don't.", "A bow is €35.")
    claim = "The quotation is free if you go ahead, and €35 if you don't."
    assert signs_of(claim, Source(told)).refutation
    assert not signs_of(told[0], Source(told)).refutation


def test_the_customers_number_is_no_limit_of_ours() -> None:
    source = Source(("Water from the drain is insured.",))
    claim = "Water from the drain is insured up to 800."
    assert wrong_detail(claim, source, "I lost things worth 800.")


def test_every_sign_has_its_weight() -> None:
    signs = signs_of("Bring a towel.", Source(("Bring your towel.",)))
    assert weighing("claims").weights.keys() == signs.counts.keys()


def test_a_sentence_that_nobody_could_compare_in_time_is_not_compared() -> None:
    assert _objection("5 " * 490 + "x.", "5 6 7.") == "it is too long to be compared"


def test_a_figure_may_be_denied_of_what_another_has() -> None:
    told = ("The Aurora can be paired with two phones.", "The Finch pairs with one phone.")
    assert _refutation("The Aurora can be paired with two phones.", *told) is None
    assert _objection("The Finch can be paired with two phones.", *told)
