"""What a message means after what was said before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.answers import Pick, is_bare, pick, yes_or_no
from shared.domain.clauses import clauses_of, leans_on_before, questions_of
from shared.domain.conversation import Asked, Memory
from shared.domain.followup import MOST_WISHES, Wish, wishes_of
from shared.domain.intents import Desk, Intent
from shared.domain.understanding import NOTHING, Guess, Heard, Reading, Understanding

SURE = 0.8
INTENTS = {
    "returns": Intent("returns", "returning a product", Desk.ASSISTANT, ()),
    "order": Intent("order", "where your order is", Desk.WORKFLOW, (), errand="order_status"),
    "late": Intent("late", "a late delivery", Desk.WORKFLOW, (), errand="order_status"),
    "thanks": Intent("thanks", "saying thanks", Desk.ASSISTANT, (), reply="thanks"),
    "person": Intent("person", "talking to a person", Desk.HUMAN, ()),
}
BETWEEN = Memory(asked=Asked("about my headset", between=("returns", "order")))


def heard(text: str, **guesses: float) -> Heard:
    ranked = sorted(guesses.items(), key=lambda each: -each[1])
    return Heard(text, Reading(tuple(Guess(*each) for each in ranked), in_scope=bool(guesses)))


def wishes(understanding: Understanding, memory: Memory = BETWEEN) -> tuple[Wish, ...]:
    return wishes_of(understanding, memory, INTENTS, SURE)


def intents(understanding: Understanding, memory: Memory = BETWEEN) -> list[str]:
    return [wish.reading.guesses[0].intent for wish in wishes(understanding, memory)]


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("the first one", ["returns"]),
        ("2", ["order"]),
        ("the second please", ["order"]),
        ("returning", ["returns"]),
        ("my order of course", ["order"]),
        ("both", ["returns", "order"]),
    ],
)
def test_an_answer_takes_what_we_named(answer: str, meant: list[str]) -> None:
    found = wishes(Understanding(Heard(answer, NOTHING)))
    assert [wish.reading.guesses[0].intent for wish in found] == meant
    assert {wish.reason for wish in found} == {"clarified"}
    assert all(wish.text.startswith("about my headset") for wish in found)


def test_an_answer_in_other_words_takes_the_clearly_likelier_of_the_two() -> None:
    assert intents(Understanding(heard("send back", returns=0.5, order=0.2))) == ["returns"]
    unclear = Understanding(heard("hm", returns=0.3, order=0.2))
    assert [wish.reason for wish in wishes(unclear)] == ["understood"]
    other = Understanding(heard("thx", thanks=0.5, returns=0.2))
    assert [wish.reason for wish in wishes(other)] == ["understood"]


def test_a_new_sure_wish_is_no_answer() -> None:
    (wish,) = wishes(Understanding(heard("the first thing: a person", person=0.9)))
    assert (wish.reason, wish.reading.guesses[0].intent) == ("understood", "person")


def test_a_yes_takes_the_one_thing_that_we_named() -> None:
    one = Memory(asked=Asked("plan", between=("returns",)))
    (wish,) = wishes(Understanding(Heard("yes please", NOTHING)), one)
    assert wish.text == "plan (returning a product)"
    (wish,) = wishes(Understanding(Heard("no", NOTHING)), one)
    assert wish.reason == "understood"


def test_sure_parts_are_wishes_of_their_own_and_courtesies_are_not() -> None:
    parts = (
        heard("where is it", order=0.9),
        heard("it is late", late=0.9),
        heard("how do I return it", returns=0.95),
        heard("thanks", thanks=0.99),
    )
    several = Understanding(heard("all of it", order=0.9), parts=parts)
    assert intents(several, Memory()) == ["order", "returns"]


def test_unsure_parts_leave_the_message_whole() -> None:
    parts = (heard("I bought it", order=0.3), heard("how do I return it", returns=0.95))
    whole = Understanding(heard("I bought it and how do I return it", returns=0.9), parts=parts)
    assert len(wishes(whole, Memory())) == 1


def test_what_leans_is_read_with_the_question_before_only_where_that_helps() -> None:
    joint = heard("how do I return it? and this one?", returns=0.95)
    leaning = Understanding(Heard("and this one?", NOTHING), in_context=joint)
    (wish,) = wishes(leaning, Memory())
    assert (wish.reason, wish.text) == ("carries_over", joint.text)
    sure = Understanding(heard("where is that order", order=0.9), in_context=joint)
    assert wishes(sure, Memory())[0].reason == "understood"


def test_what_goes_on_with_the_same_wish_keeps_the_question_before() -> None:
    joint = heard("how do I return it? and the box?", returns=0.95)

    def reason(text: str, **guesses: float) -> str:
        (wish,) = wishes(Understanding(heard(text, **guesses), in_context=joint), Memory())
        return wish.reason

    assert reason("and the box?", returns=0.9) == "carries_over"
    assert reason("and the other one?", thanks=0.9) == "carries_over"
    assert reason("and where is my order?", order=0.9) == "understood"
    assert reason("thanks for that", thanks=0.9) == "understood"


@pytest.mark.parametrize(
    ("outburst", "meant"),
    [
        ("This is ridiculous.", ["order"]),
        ("I am fed up with you!", ["order"]),
        ("I want a person, this is ridiculous.", ["order", "person"]),
        ("Get me somebody.", ["order", "person"]),
    ],
)
def test_an_outburst_beside_a_wish_is_no_wish_for_a_person(outburst: str, meant: list[str]) -> None:
    parts = (heard("Where is my order?", order=0.9), heard(outburst, person=0.95))
    said = heard(f"Where is my order? {outburst}", order=0.9)
    assert intents(Understanding(said, parts=parts), Memory()) == meant


@given(st.lists(st.sampled_from(list(INTENTS)), max_size=6))
def test_a_message_has_one_to_three_wishes(names: list[str]) -> None:
    parts = tuple(heard(f"part {at}", **{name: 0.99}) for at, name in enumerate(names))
    found = wishes(Understanding(heard("whole", order=0.9), parts=parts), Memory())
    assert 1 <= len(found) <= MOST_WISHES


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Where is my order and how do I return it?", ["Where is my order", "how do I return it?"]),
        ("Cancel it. I want my money.", ["Cancel it.", "I want my money."]),
        ("headphones and ear pads", []),
        ("where is my order", []),
        (
            "¿Dónde está mi pedido? Quiero devolverlo.",
            ["¿Dónde está mi pedido?", "Quiero devolverlo."],
        ),
        ("a b. " * 20, []),
        ("My refund was sent today. When will it show?", []),
        ("I want my refund. When will it show?", ["I want my refund.", "When will it show?"]),
        ("Where is it sent? Can I cancel it?", ["Where is it sent?", "Can I cancel it?"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert clauses_of(text) == clauses


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Where is my card? How do I top up?", ["Where is my card?", "How do I top up?"]),
        (
            "How do I top up? Is it free? Where is my card?",
            ["How do I top up? Is it free?", "How do I top up?", "Where is my card?"],
        ),
        (
            "It broke. Can I return it? Who pays the postage?",
            ["It broke. Can I return it?", "Who pays the postage?"],
        ),
        (
            "Is my ticket lost? The charger is dead after a year, is that on you? It was new.",
            ["Is my ticket lost?", "The charger is dead after a year, is that on you? It was new."],
        ),
        (
            "I have one ticket. May I change it, and how much? Two months old and torn. Swap?",
            [
                "I have one ticket. May I change it how much?",
                "I have one ticket. May I change it",
                "Two months old and torn. Swap?",
            ],
        ),
        ("How many hours earlier may Plus folks order?", []),
        ("does plus membership cover returns", []),
        ("Where is my card plus how do I top up?", ["Where is my card", "how do I top up?"]),
        ("My card is lost. What now?", []),
        ("My kettle leaks and is making a noise. Can I return it?", []),
        ("Hello? Can I return my shoes?", []),
        ("? ? ? ?", []),
        ("a" + " " * 3_900 + "b", []),
        ("What is a fee? " * 9, ["What is a fee?"] * 8),
    ],
)
def test_questions_that_stand_alone(text: str, questions: list[str]) -> None:
    assert questions_of(text) == questions


def test_what_leans_on_the_message_before() -> None:
    for text in ("and the other one?", "what about Canada?", "cancel that instead"):
        assert leans_on_before(text)
    assert not leans_on_before("where is my order?")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Yes!", True),
        ("ok please do", True),
        ("sí", True),
        ("はい", True),
        ("👍🏽", True),
        ("👎", False),
        ("😀", None),
        ("no, thanks", False),
        ("nein", False),
        ("yes I would like to know where my parcel is", None),
        ("maybe", None),
        ("", None),
    ],
)
def test_yes_and_no(text: str, meant: bool | None) -> None:
    assert yes_or_no(text) is meant


@pytest.mark.parametrize(
    ("text", "asked", "unasked"),
    [
        ("no", True, True),
        ("👍", True, True),
        ("no thanks", True, True),
        ("ja danke", True, False),
        ("ok, thanks", True, False),
        ("no more questions", False, False),
        ("thanks", False, False),
    ],
)
def test_a_bare_answer(text: str, asked: bool, unasked: bool) -> None:
    assert (is_bare(text, is_asked=True), is_bare(text, is_asked=False)) == (asked, unasked)


def test_neither_is_told_from_an_answer_to_something_else() -> None:
    assert pick("neither", "an order", "a plan") is Pick.NEITHER
    assert pick("blorb", "an order", "a plan") is None
