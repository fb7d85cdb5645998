"""Who answers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conversation import Asked, Memory, Status, Topic
from shared.domain.errands.answering import STOP, YES, Underway
from shared.domain.errands.run import Form, Option, Question
from shared.domain.intents import Desk, Intent
from shared.domain.mentions import NO_MENTIONS, Mentions
from shared.domain.risk import NO_RISK, Risk
from shared.domain.routing import Decision, RoutingPolicy, decide
from shared.domain.understanding import Guess, Heard, Reading, Understanding

INTENTS = {
    "returns": Intent("returns", "returning something", Desk.ASSISTANT, ()),
    "order": Intent("order", "where your order is", Desk.WORKFLOW, (), errand="order_status"),
    "person": Intent("person", "talking to a person", Desk.HUMAN, ()),
    "bye": Intent("bye", "saying goodbye", Desk.ASSISTANT, (), reply="goodbye"),
}
POLICY = RoutingPolicy(sure_enough=0.8, worth_asking=0.2, at_risk=0.6)
CLEAR = Memory()
FURIOUS = Risk(0.9, ("angry",))


def reading(*guesses: tuple[str, float], in_scope: bool = True) -> Reading:
    return Reading(tuple(Guess(name, confidence) for name, confidence in guesses), in_scope)


def decision_on(
    read: Reading,
    memory: Memory = CLEAR,
    risk: Risk = NO_RISK,
    mentions: Mentions = NO_MENTIONS,
    text: str = "a message",
) -> Decision:
    heard = Understanding(Heard(text, read), mentions=mentions)
    (decision,) = decide(heard, memory, INTENTS, POLICY, escalation=risk)
    return decision


def desk(read: Reading, risk: Risk = NO_RISK, memory: Memory = CLEAR) -> Desk:
    return decision_on(read, memory, risk).desk


def test_a_sure_intent_goes_to_its_own_desk() -> None:
    assert desk(reading(("returns", 0.9))) is Desk.ASSISTANT
    assert desk(reading(("person", 0.9))) is Desk.HUMAN
    decision = decision_on(reading(("order", 0.9)))
    assert (decision.desk, decision.errand) == (Desk.WORKFLOW, "order_status")


def test_a_bare_no_is_no_courtesy_however_surely_it_is_read_as_one() -> None:
    farewell = reading(("bye", 0.95))
    asked = Memory(asked=Asked("headset", between=("returns",)))
    assert decision_on(farewell, asked, text="no thanks").desk is Desk.CLARIFY
    assert decision_on(farewell, text="no").reply == "all_right"
    assert decision_on(farewell, text="no, that was all").reply == "goodbye"


def test_two_close_intents_are_asked_about_by_their_titles() -> None:
    decision = decision_on(reading(("returns", 0.5), ("order", 0.4)))
    assert decision.desk is Desk.CLARIFY
    assert decision.between == ("returns", "order")


def test_out_of_scope_is_never_answered_however_sure_the_head_is() -> None:
    assert desk(reading(("returns", 0.99), in_scope=False)) is Desk.CLARIFY


ON_RETURNS = Memory(topic=Topic("returns", None, "Can I send headphones back?"))


@pytest.mark.parametrize("in_scope", [True, False])
def test_what_cannot_be_read_by_itself_is_first_looked_for_in_the_topic(in_scope: bool) -> None:
    unread = reading(("order", 0.4), in_scope=in_scope)
    guess = decision_on(unread, ON_RETURNS, text="and if the parcel comes back broken?")
    assert (guess.desk, guess.intent, guess.is_guess) == (Desk.ASSISTANT, "returns", True)
    assert guess.between == (("order",) if in_scope else ())


def test_what_cannot_be_read_is_first_looked_for_unless_it_may_be_an_errands() -> None:
    told = decision_on(reading(("returns", 0.4), in_scope=False), text="my parcel came broken")
    assert (told.desk, told.intent, told.is_guess) == (Desk.ASSISTANT, None, True)
    assert told.confidence < 0.5
    errand = decision_on(reading(("order", 0.4), in_scope=False), text="my parcel came broken")
    assert errand.desk is Desk.CLARIFY


def test_a_word_alone_small_talk_and_an_errands_topic_are_asked_back() -> None:
    unread = reading(("order", 0.4), in_scope=False)
    ordered = Memory(topic=Topic("order", "order_status", "Where is it?"))
    assert desk(unread, memory=CLEAR) is Desk.CLARIFY
    assert decision_on(unread, ON_RETURNS, text="blorb").desk is Desk.CLARIFY
    strange = replace(unread, strange=0.9)
    asked = "who painted the famous Mona Lisa?"
    assert decision_on(strange, ON_RETURNS, text=asked).desk is Desk.CLARIFY
    assert decision_on(unread, ordered, text="and the broken parcel?").desk is Desk.CLARIFY


def test_an_intent_that_no_pack_declares_is_asked_back() -> None:
    assert desk(reading(("made_up", 0.99))) is Desk.CLARIFY


def test_a_furious_customer_reaches_a_person_however_sure_we_are() -> None:
    decision = decision_on(reading(("returns", 0.99)), risk=FURIOUS)
    assert (decision.desk, decision.reason, decision.signs) == (Desk.HUMAN, "at_risk", ("angry",))


def test_what_training_demands_counts_beside_the_packs_floor() -> None:
    strict = Reading((Guess("returns", 0.9),), in_scope=True, sure_enough=0.95)
    assert desk(strict) is Desk.CLARIFY


def test_a_third_try_is_a_persons() -> None:
    unsure = reading(("returns", 0.5))
    assert desk(unsure, memory=Memory(failed_tries=1)) is Desk.CLARIFY
    assert desk(unsure, memory=Memory(failed_tries=2)) is Desk.HUMAN


def test_a_waiting_errand_takes_the_answer_to_its_question() -> None:
    waiting = Memory(awaiting="order_status", failed_tries=1)
    decision = decision_on(
        reading(("returns", 0.3)), waiting, mentions=Mentions(order_number="NW-1")
    )
    assert (decision.desk, decision.errand) == (Desk.WORKFLOW, "order_status")


def test_a_change_of_mind_leaves_the_waiting_errand() -> None:
    assert (
        desk(reading(("returns", 0.95)), memory=Memory(awaiting="order_status")) is Desk.ASSISTANT
    )


def test_a_case_with_the_team_is_not_handed_over_twice_and_sure_questions_are_answered() -> None:
    with_team = Memory(status=Status.WITH_TEAM)
    unsure = decision_on(reading(("returns", 0.4)), with_team, FURIOUS)
    assert (unsure.desk, unsure.reason) == (Desk.HUMAN, "already_with_team")
    assert desk(reading(("returns", 0.95)), FURIOUS, with_team) is Desk.ASSISTANT


@given(
    confidence=st.floats(0, 1),
    risk=st.floats(0, 1),
    tries=st.integers(0, 5),
    name=st.sampled_from([*INTENTS, "made_up"]),
    in_scope=st.booleans(),
)
def test_nothing_unsure_is_ever_automated(
    confidence: float, risk: float, tries: int, name: str, in_scope: bool
) -> None:
    memory = Memory(failed_tries=tries)
    chosen = desk(reading((name, confidence), in_scope=in_scope), Risk(risk, ()), memory)
    if chosen in (Desk.ASSISTANT, Desk.WORKFLOW):
        assert in_scope
        assert confidence >= POLICY.sure_enough
        assert risk < POLICY.at_risk


@pytest.mark.parametrize("tries", [0, 1, 2])
def test_no_guess_at_all_still_gets_a_desk(tries: int) -> None:
    assert desk(reading(), memory=Memory(failed_tries=tries)) in (Desk.CLARIFY, Desk.HUMAN)


def test_what_else_the_same_knowledge_may_answer_is_kept_beside_the_best_guess() -> None:
    intents = {
        name: Intent(name, name, desk, ())
        for name, desk in (
            ("warranty", Desk.ASSISTANT),
            ("returns", Desk.ASSISTANT),
            ("gifts", Desk.ASSISTANT),
            ("person", Desk.HUMAN),
        )
    }
    guesses = ("warranty", 0.5), ("returns", 0.35), ("gifts", 0.1), ("person", 0.05)
    heard = Understanding(Heard("a message", reading(*guesses)))
    (decision,) = decide(heard, CLEAR, intents, POLICY)
    assert (decision.intent, decision.akin) == ("warranty", ("returns",))


OFFERED = tuple(Option(word, word, (word, f"{word}ing")) for word in ("call", "pause", "refund"))


@given(
    word=st.sampled_from([word for option in OFFERED for word in option.words]),
    around=st.sampled_from(["{}", "{} please", "I'd like the {}", "yes, {} me back"]),
    form=st.sampled_from([Form.CHOICE, Form.OFFER, Form.SEVERAL]),
    read_as=st.sampled_from([*INTENTS, "made_up"]),
    confidence=st.floats(0, 1),
)
def test_what_an_errand_offers_wins_over_how_the_message_is_read(
    word: str, around: str, form: Form, read_as: str, confidence: float
) -> None:
    text, read = around.format(word), reading((read_as, confidence))
    decision = answer_while_offered(text, read, form)
    taken = next(option.value for option in OFFERED if word in option.words)
    assert (decision.desk, decision.run_id, decision.answer) == (Desk.WORKFLOW, "run_1", taken)


@given(
    text=st.sampled_from(
        [
            "I want to talk to a human",
            "agent please",
            "let me speak to your supervisor about the refund",
            "stop calling, give me a person",
        ]
    ),
    form=st.sampled_from([Form.CHOICE, Form.OFFER, Form.SEVERAL, Form.YES_NO]),
)
def test_a_wish_for_a_person_is_heard_whatever_is_offered(text: str, form: Form) -> None:
    assert answer_while_offered(text, reading(("person", 0.95)), form).desk is Desk.HUMAN


@pytest.mark.parametrize("text", ["stop", "never mind", "forget it"])
def test_stop_is_heard_among_options(text: str) -> None:
    decision = answer_while_offered(text, reading(("returns", 0.5)), Form.OFFER)
    assert (decision.run_id, decision.answer) == ("run_1", STOP)


def test_another_question_is_answered_among_options() -> None:
    decision = answer_while_offered(
        "how long can I return it", reading(("returns", 0.9)), Form.OFFER
    )
    assert (decision.desk, decision.run_id) == (Desk.ASSISTANT, None)


def test_no_question_is_repeated_to_whom_is_about_to_blow_up() -> None:
    asked_again = reading(("order", 0.9))
    calm = answer_while_offered("where is it", asked_again, Form.YES_NO, "order_status")
    assert (calm.desk, calm.reason) == (Desk.WORKFLOW, "errand_underway")
    furious = ("where is it, you thieves", asked_again, Form.YES_NO, "order_status", FURIOUS)
    assert answer_while_offered(*furious).desk is Desk.HUMAN
    agrees = answer_while_offered("yes!!", reading(), Form.YES_NO, "order_status", FURIOUS)
    assert (agrees.desk, agrees.answer) == (Desk.WORKFLOW, YES)


def answer_while_offered(
    text: str, read: Reading, form: Form, errand: str = "alert", risk: Risk = NO_RISK
) -> Decision:
    question = Question("choice", form, "Which?", () if form is Form.YES_NO else OFFERED)
    asking = Underway("run_1", errand, question, is_fresh=True)
    heard = Understanding(Heard(text, read))
    (decision,) = decide(heard, CLEAR, INTENTS, POLICY, escalation=risk, underway=(asking,))
    return decision
