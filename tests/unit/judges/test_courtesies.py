"""Courtesies claim nothing."""

import pytest

from shared.domain.judges.courtesies import is_courtesy


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm sorry about the trouble.",
        "I'm so sorry to hear that!",
        "I completely understand how frustrating this must be.",
        "Thank you for your patience.",
        "Thanks for reaching out.",
        "Is there anything else I can help you with?",
        "Let me know if you have any other questions.",
        "I hope this helps!",
        "Great question!",
        "I'm sorry to hear that your card has gone missing.",
        "What kind of damage are you dealing with?",
        "Feel free to ask.",
        "I'm so sorry for your loss.",
        "Poor Ellie!",
        "Ouch.",
        "Congratulations!",
    ],
)
def test_a_courtesy_needs_no_proof(sentence: str) -> None:
    assert is_courtesy(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Yes.",
        "Absolutely!",
        "I'm sorry, we will refund you.",
        "Thank you for your patience, you get 10% off.",
        "I understand that your parcel was lost.",
        "Of course, returns are free.",
        "I hope the headset arrives tomorrow.",
        "Thanks, Maya.",
        "Headphones cannot be returned and we are sorry about that.",
        "Everything is insured, so sorry to hear that.",
        "I'm sorry for the fraud our driver committed.",
    ],
)
def test_whatever_claims_something_does(sentence: str) -> None:
    assert not is_courtesy(sentence)
