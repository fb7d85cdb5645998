"""An act is told only where it is on record."""

import pytest

from shared.domain.judges.promises import promise_in

PASSAGES = (
    "A refund is paid within 5 business days after the return reaches our warehouse.",
    "Your return label arrives by e-mail within a few minutes of starting the return.",
    "We refund the difference when you ask for it.",
    "We match the lower price of an authorised dealer.",
)
FACTS = ("Your order NW-10482 was delivered on May 1.",)


@pytest.mark.parametrize(
    "sentence",
    [
        "I have refunded you.",
        "I've gone ahead and cancelled your order.",
        "We have issued a credit to your account.",
        "Someone will call you.",
        "A colleague will contact you shortly.",
        "I'll send you a replacement.",
        "Your refund has been processed.",
        "Your subscription has been cancelled.",
        "You'll receive a call from our team.",
        "I can cancel it for you right away.",
        "Let me check with the warehouse.",
        "I'm escalating this to my manager.",
        "Our team is looking into it.",
        "Your replacement is on its way.",
        "I promise it will arrive.",
        "You will be refunded today.",
        "We'll make sure this never happens again.",
        "We will get back to you within 24 hours.",
        "Consider it done.",
        "I will have someone reach out.",
        "I've noted your complaint and forwarded it to the team.",
        "We'll waive the fee for you.",
        "A technician will visit you on Monday.",
        "I've unfrozen your card.",
        "I'm taking care of the form right now.",
        "I'll keep an eye on it for you.",
        "Our manager is aware of it and will step in.",
        "Our warehouse has been told to hold it back.",
        "A new box is already being packed for you.",
        "Your card has been blocked.",
        "We've refunded the difference for you.",
    ],
)
def test_a_promise_that_nothing_records_is_found(sentence: str) -> None:
    assert promise_in(sentence, FACTS, PASSAGES)


@pytest.mark.parametrize(
    "sentence",
    [
        "You'll get your refund within 5 business days after the return reaches our warehouse.",
        "We refund the difference if you ask us.",
        "Your return label will be e-mailed within a few minutes.",
        "I can confirm that refunds take 5 business days.",
        "Your order NW-10482 was delivered on May 1.",
        "Once your return has been received, we pay the refund within 5 business days.",
        "If we sent the wrong one, the label is free.",
        "We will match the lower price.",
        "Let me know if you need more.",
        "I'm happy to help with anything else.",
        "I'm sorry that your order is delayed.",
        "We'd just ask that you keep the label.",
        "You can start your return right away.",
        "I understand that you want to return it.",
        "I've checked, and the refund takes 5 business days.",
        "A return that has been started is not refunded at once.",
        "You'll be notified when your return label arrives.",
        "A course of antibiotics must have ended seven days before you return.",
        "We are open on weekdays.",
    ],
)
def test_what_the_company_does_for_everybody_is_no_promise(sentence: str) -> None:
    assert promise_in(sentence, FACTS, PASSAGES) is None


WRITTEN = (
    "A plot can be handed back; 80 % of what was paid is returned.",
    "Miss an evening and you can make it up with another group.",
    "Music ends at 11 pm, and the doors are locked at midnight.",
    "Once your refund has been sent, you get an e-mail.",
    "We have refunded the deposit if the key is back.",
    "A green tick shows your refund has been approved, and a red cross that it was refused.",
    "We promise nothing about dates.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "It can be handed back, and 80 % of what was paid is returned.",
        "If you miss an evening, you can make it up with another group.",
        "Music ends at 11 pm and the doors are locked at midnight.",
    ],
)
def test_what_a_passage_says_word_for_word_is_no_promise(sentence: str) -> None:
    assert promise_in(sentence, (), WRITTEN) is None


def test_what_the_company_guarantees_may_be_told_and_nothing_else() -> None:
    written = ("We promise at least 80 Mbps on Fibre 100 and 400 Mbps on Fibre 500.",)
    assert promise_in("We promise at least 400 Mbps on Fibre 500.", (), written) is None
    assert promise_in("We guarantee at least 400 Mbps on Fibre 500.", (), written)


@pytest.mark.parametrize(
    "sentence",
    ["My colleague is going to sort it out for you.", "We are sending you a new one."],
)
def test_no_policy_tells_of_my_colleague_or_of_what_is_done_now(sentence: str) -> None:
    written = ("We sort it out free of charge.", "Our staff send a new one.")
    assert promise_in(sentence, (), written)
    assert promise_in("Our staff will send you a new one.", (), written) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Your refund has been sent.",
        "We have refunded the deposit.",
        "Your refund has been approved.",
        "We promise a full refund.",
        "The doors are locked at midnight, and I've sent your refund.",
        "We'll make it up to you.",
    ],
)
def test_what_it_only_supposes_or_says_of_others_is_one(sentence: str) -> None:
    assert promise_in(sentence, (), WRITTEN)


def test_an_act_on_record_may_be_told() -> None:
    assert promise_in("I've cancelled your order.", ("I've cancelled order NW-10490.",), ()) is None
    assert promise_in("I've cancelled your order.", ("Order NW-10490 was cancelled.",), ())
