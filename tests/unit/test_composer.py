"""The embedded composer quotes what holds the kind of thing that was asked for."""

import pytest

from shared.adapters.models.embedded import EmbeddedComposer
from shared.domain.evidence import Passage, Sentence
from shared.domain.sought import Sought, holds, sought_in
from shared.ports.reply_writer import WriteReply


def passage(name: str, score: float, *sentences: tuple[str, float]) -> Passage:
    quoted = tuple(Sentence(text, relevance) for text, relevance in sentences)
    return Passage(f"{name}#1", name, name, "", f"https://{name}", "1", quoted, score)


def written(question: str, *passages: Passage, most: int = 3) -> list[str]:
    ask = WriteReply("Northwind", "Nora", question, (), passages, (), most)
    return [sentence.text for sentence in EmbeddedComposer().write(ask).sentences]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("By which day should I see it?", {Sought.TIME}),
        ("How many business days does it take?", {Sought.TIME}),
        ("What does a repair cost?", {Sought.AMOUNT}),
        ("How much sooner may I order?", {Sought.TIME}),
        ("What's the discount for sixty headsets?", {Sought.SHARE}),
        ("Where can I enter my new place?", {Sought.WAY}),
        ("Is the Osprey good for games?", set()),
    ],
)
def test_a_question_says_what_kind_of_thing_it_asks_for(question: str, kinds: set[Sought]) -> None:
    assert sought_in(question) == kinds


@pytest.mark.parametrize(
    ("kind", "holding", "other"),
    [
        (Sought.TIME, "It takes 3 to 5 business days.", "It goes back to the card."),
        (Sought.TIME, "Your card is charged when your order ships.", "We accept Visa."),
        (Sought.AMOUNT, "Return labels are free for Plus members.", "Print the label."),
        (Sought.AMOUNT, "A repair costs $59.", "A repair takes 10 days."),
        (Sought.SHARE, "You get 15 percent from 50 units.", "To get a quote, write to us."),
        (Sought.WAY, "Open Account > Addresses.", "It applies to future orders."),
    ],
)
def test_a_sentence_holds_it_or_not(kind: Sought, holding: str, other: str) -> None:
    assert holds(holding, {kind})
    assert not holds(other, {kind})


def test_what_holds_a_time_is_quoted_before_what_is_merely_alike() -> None:
    refunds = passage(
        "refunds",
        0.5,
        ("We send you an e-mail on the day of the refund.", 0.66),
        ("A refund to a card takes 3 to 5 business days.", 0.59),
    )
    assert written("How long does it take?", refunds, most=1) == [
        "A refund to a card takes 3 to 5 business days."
    ]


def test_a_sentence_stands_with_the_one_that_it_leans_on() -> None:
    trial, ends = "There is a free trial of 14 days.", "If you cancel it in time, you pay nothing."
    plans = passage("plans", 0.5, (trial, 0.41), (ends, 0.59))
    assert written("Can I test it?", plans) == [trial, ends]
    far = passage("plans", 0.5, (trial, 0.31), (ends, 0.59))
    assert written("Can I test it?", far) == [ends]


def test_of_two_alike_the_one_in_the_better_passage_is_quoted() -> None:
    better = passage("billing", 0.5, ("Your card is charged at shipping.", 0.5))
    other = passage("gifts", 0.45, ("You can pay the rest by card.", 0.55))
    assert written("Is my card charged?", better, other, most=1) == [
        "Your card is charged at shipping."
    ]


def test_each_passage_has_its_best_sentence_told_before_a_second_one_of_another() -> None:
    table = passage("prices", 0.53, *((f"Row {number}.", 0.5) for number in range(4)))
    trial = passage("trial", 0.55, ("The first 14 days are free.", 0.4))
    assert written("May I try it?", table, trial) == [
        "Row 0.",
        "Row 1.",
        "The first 14 days are free.",
    ]
