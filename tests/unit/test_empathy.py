"""A word of sympathy fits its cause, and a calm question gets none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.empathy import Trouble, sympathy_for, without_insults
from shared.domain.mood import Mood

HEARD_LOW = Mood(-0.8, 0.85, 0.1, 0.05, anger=0.17, abuse=0.07)
"""As the heads hear a calm question about a delay."""
FURIOUS = Mood(-0.96, 0.97, 0.02, 0.01, anger=0.85, abuse=0.9)
CALM = Mood(0.1, 0.1, 0.7, 0.2)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, could you tell me why my delivery is late?",
        "Why was my delivery delayed? I ordered on May 1st and it's still not here.",
        "Could you tell me what to do when a headset arrives damaged?",
        "Why do I see the same amount twice on my card statement?",
        "What happens when a delivery is late?",
    ],
)
def test_a_calm_question_about_trouble_gets_none(text: str) -> None:
    assert sympathy_for(text, HEARD_LOW, Trouble.DELAY) is None


@pytest.mark.parametrize(
    ("text", "trouble", "words"),
    [
        ("This is really disappointing. My delivery is late, why?", "delay", "sorry_delay"),
        ("My headset arrived broken and I'm upset", "damage", "sorry_damage"),
        ("I'm worried about this charge", "billing", "sorry_billing"),
        ("WHERE IS IT, I ordered last week", "delay", "sorry_delay"),
        ("I'm so unhappy with all of this", None, "sorry"),
    ],
)
def test_who_shows_low_spirits_is_told_sorry_for_the_cause(
    text: str, trouble: str | None, words: str
) -> None:
    assert sympathy_for(text, HEARD_LOW, Trouble(trouble) if trouble else None) == words


def test_anger_shows_by_itself_and_a_word_alone_does_not() -> None:
    assert sympathy_for("where is it", FURIOUS, None) == "sorry"
    assert sympathy_for("Do you sell hats for sad songs?", CALM, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "This is the third time I write to you: where is my order?",
        "I have already asked twice",
        "How many times do I have to tell you?",
        "I'm still waiting for a reply",
    ],
)
def test_whoever_has_to_ask_again_is_told_sorry_however_calm(text: str) -> None:
    assert sympathy_for(text, CALM, Trouble.DELAY) == "sorry_again"


@pytest.mark.parametrize(
    ("rude", "civil"),
    [
        ("Where is my damn order you idiots?", "Where is my order?"),
        ("where the hell is my order, you useless morons", "where is my order"),
        ("You stupid idiots, how do I return a headset?", "how do I return a headset?"),
        ("you idiots", "you idiots"),
        ("How much is the Heron headset?", "How much is the Heron headset?"),
    ],
)
def test_a_wish_is_read_without_the_insults_around_it(rude: str, civil: str) -> None:
    assert without_insults(rude) == civil


@given(st.text())
def test_something_is_always_left_to_read(text: str) -> None:
    assert without_insults(text) or not text
