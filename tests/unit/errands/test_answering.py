"""Only a clear yes to the question just asked is a yes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errands.answering import (
    NO,
    STOP,
    YES,
    Underway,
    answer_to,
    is_yes_with_condition,
    option_named,
)
from shared.domain.errands.run import Form, Option, Question
from shared.domain.mentions import NO_MENTIONS, Mentions

AGREE = Question("agreement", Form.YES_NO, "Shall I go ahead?")
OFFER = Question(
    "instead",
    Form.OFFER,
    "Pause or cancel?",
    (Option("pause", "pause", ("pause", "break")), Option("cancel", "cancel", ("cancel", "end"))),
)


def said(text: str, question: Question = AGREE, *, is_fresh: bool = True) -> str | None:
    return answer_to(Underway("run_1", "x", question, is_fresh), text, NO_MENTIONS)


@pytest.mark.parametrize(
    "text", ["yes", "Yes please!", "ok", "sure, go ahead", "go ahead", "do it", "ja", "sí", "はい"]
)
def test_a_yes(text: str) -> None:
    assert said(text) == YES


@pytest.mark.parametrize(
    "text", ["no", "No thanks", "nein", "wait", "don't do that yet", "not now"]
)
def test_a_no(text: str) -> None:
    assert said(text) in (NO, STOP)


@pytest.mark.parametrize(
    "text",
    [
        "yes but only half of it",
        "yes?",
        "ok if it costs nothing",
        "how long does it take",
        "what would I lose",
        "hm",
        "where is my order",
    ],
)
def test_what_is_no_clear_answer_agrees_to_nothing(text: str) -> None:
    assert said(text) is None


def test_a_yes_to_another_question_is_none() -> None:
    assert said("yes", is_fresh=False) is None


@pytest.mark.parametrize(
    "text", ["stop", "never mind", "forget it", "I changed my mind", "Stop it!"]
)
def test_stopping_is_always_heard(text: str) -> None:
    assert said(text, is_fresh=False) == STOP


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("pause", "pause"),
        ("I'd rather take a break", "pause"),
        ("cancel it anyway", "cancel"),
        ("the second", None),
        ("2", "cancel"),
        ("yes", "pause"),
        ("no", "cancel"),
        ("pause or cancel, I don't know", None),
        ("can I pause?", None),
        ("I don't want to pause", None),
        ("please do not cancel it", None),
        ("I don't need it any more, so cancel", "cancel"),
    ],
)
def test_a_choice(text: str, answer: str | None) -> None:
    assert said(text, OFFER) == answer


CALL = Question(
    "choice",
    Form.OFFER,
    "A second licence, a call, or leave it?",
    (
        Option("licence", "a second licence", ("licence", "second")),
        Option("call", "a call", ("call", "phone", "colleague")),
        Option("leave", "leave it", ("nothing", "not now")),
    ),
)
"""One of its options brings a person, too."""


def named(text: str, question: Question = CALL, *, is_fresh: bool = True) -> str | None:
    return option_named(Underway("run_1", "x", question, is_fresh), text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("call", "call"),
        ("Call me", "call"),
        ("a call please", "call"),
        ("can someone call me back?", "call"),
        ("yes, have a colleague phone us", "call"),
        ("don't call me", None),
        ("I want to talk to a human", None),
        ("let me speak to somebody about the licence", None),
        ("no licence, get me a person", None),
        ("yes, put me through to your team", None),
        ("a licence or a call, I don't know", None),
    ],
)
def test_an_option_is_told_from_a_wish_for_a_person(text: str, answer: str | None) -> None:
    assert named(text) == answer


def test_an_option_is_named_only_while_it_is_offered() -> None:
    assert named("call me", is_fresh=False) is None
    assert named("call me", AGREE) is None


LINES = Question(
    "lines",
    Form.SEVERAL,
    "What would you like to send back: the Tern, the Skylark, or all of it?",
    (
        Option("T", "Tern", ("Tern",)),
        Option("S", "Skylark", ("Skylark",)),
        Option("all", "all of it", ("all", "both")),
    ),
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("the Tern", "T"),
        ("the Skylark and the Tern, please", "T,S"),
        ("both", "all"),
        ("2", "S"),
        ("not the Skylark, the Tern", None),
        ("the Skylark, but keep the Tern", None),
        ("yes", None),
        ("the Tern or the Skylark?", None),
    ],
)
def test_a_choice_of_several(text: str, answer: str | None) -> None:
    assert said(text, LINES) == answer


def test_a_yes_chooses_nothing_where_nothing_is_offered() -> None:
    choice = Question("problem", Form.CHOICE, "Never came, or something wrong?", OFFER.options)
    assert said("yes", choice) is None
    assert said("no", choice) is None
    only = Question("variant", Form.CHOICE, "For the white one?", OFFER.options[:1])
    assert said("yes", only) == "pause"


def test_a_yes_with_a_condition_is_known_as_one() -> None:
    fresh = Underway("run_1", "x", AGREE, is_fresh=True)
    assert is_yes_with_condition(fresh, "yes but only half of it")
    assert is_yes_with_condition(fresh, "go ahead if it's free")
    assert not is_yes_with_condition(fresh, "yes please")
    assert not is_yes_with_condition(fresh, "where is my order, if I may ask")
    assert not is_yes_with_condition(Underway("run_1", "x", AGREE), "yes but only half of it")


def test_a_short_choice_counts_later_too_and_a_long_one_does_not() -> None:
    assert said("cancel", OFFER, is_fresh=False) == "cancel"
    assert said("please cancel the order that I made", OFFER, is_fresh=False) is None
    assert said("yes", OFFER, is_fresh=False) is None


def test_an_address_and_a_code_are_found_in_a_sentence() -> None:
    email = Question("email", Form.EMAIL, "Which?")
    named = Mentions(email="maya@example.com")
    assert (
        answer_to(Underway("r", "x", email), "it's maya@example.com", named) == "maya@example.com"
    )
    code = Question("code", Form.CODE, "Which?")
    assert said("it is 123456.", code) == "123456"
    assert said("order 1234567", code) is None


LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "pt", "tr", "ar", "ja", "zh")
YES_IN = dict(
    zip(
        LANGUAGES,
        (
            *(
                "yes please",
                "ja, bitte",
                "sí, claro",
                "oui, d'accord",
                "sì, va bene",
                "ja, akkoord",
            ),
            *("tak, zgadzam się", "sim, pode avançar", "evet, onaylıyorum", "نعم، تفضل"),
            *("はいお願いします", "好的，请继续"),
        ),
        strict=True,
    )
)
NO_IN = dict(
    zip(
        LANGUAGES,
        (
            *("no thanks", "nein danke", "no, gracias", "non merci", "no grazie", "nee, dank je"),
            *("nie, dziękuję", "não, obrigado", "hayır, teşekkürler", "لا شكرا"),
            *("いいえ、結構です", "不用了，谢谢"),
        ),
        strict=True,
    )
)
STOP_IN = dict(
    zip(
        LANGUAGES,
        (
            *("never mind", "vergessen Sie es", "olvídalo", "laissez tomber", "lascia perdere"),
            *("laat maar", "nieważne", "deixa estar", "vazgeçtim", "غيرت رأيي"),
            *("やめてください", "算了"),
        ),
        strict=True,
    )
)
OTHERWISE_IN = dict(
    zip(
        LANGUAGES,
        (
            *("yes but only one", "ja, aber nur eins", "sí, pero solo uno", "oui mais un seul"),
            *("sì, ma solo uno", "ja, maar alleen één", "tak, ale tylko jeden"),
            *("sim, mas só um", "evet ama sadece bir tane", "نعم ولكن واحد فقط"),
            *("はい、でも一つだけ", "好的，但是只要一个"),
        ),
        strict=True,
    )
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_understood_in_every_language_that_packs_speak(language: str) -> None:
    assert said(YES_IN[language]) == YES
    assert said(NO_IN[language]) == NO
    assert said(STOP_IN[language], is_fresh=False) == STOP
    assert said(OTHERWISE_IN[language]) is None
    fresh = Underway("run_1", "x", AGREE, is_fresh=True)
    assert is_yes_with_condition(fresh, OTHERWISE_IN[language])
    assert not is_yes_with_condition(fresh, YES_IN[language])


@pytest.mark.parametrize(
    "text", ["Warum nicht?", "don't you have a cheaper one?", "是不是？", "لا؟"]
)
def test_a_question_refuses_nothing(text: str) -> None:
    assert said(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_agreeing_takes_a_word_of_agreement(text: str) -> None:
    for question in (AGREE, OFFER, Question("t", Form.TEXT, "?"), Question("c", Form.CODE, "?")):
        said(text, question)
    if text.strip().isdigit():
        assert said(text) != YES
