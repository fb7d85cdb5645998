"""Nothing unproven is said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.checking import Checker
from shared.domain.company import Manner
from shared.domain.evidence import Fact, Passage, Sentence
from shared.domain.judges.outgoing import judges_for
from shared.domain.judges.verdicts import Effect
from shared.domain.mentions import OrderNumbers
from shared.domain.reply import DraftSentence, Reply

JUDGES = judges_for(Manner(), OrderNumbers(re.compile(r"\bNW-(\d{5})\b"), "NW-{}"))
PASSAGE = Passage(
    id="returns#1",
    document_id="returns",
    title="Returns",
    heading="Digital products",
    source="https://help.example/returns",
    version="2026-03",
    sentences=(
        Sentence("Digital products can be refunded within 14 days of purchase."),
        Sentence("Earbuds can be returned within 30 days only if their hygiene seal is unbroken."),
    ),
)
FACT = Fact("NW-10482/1", "Order NW-10482", "delayed", "Order NW-10482 is due by 2:00 PM on May 8.")
DIGITAL = DraftSentence(PASSAGE.sentences[0].text, (PASSAGE.id,))
EARBUDS = DraftSentence("Earbuds can be returned within 30 days.", (PASSAGE.id,))
SEAL = DraftSentence("Their hygiene seal must be unbroken.", (PASSAGE.id,))


def checker(question: str = "") -> Checker:
    return Checker((PASSAGE,), (FACT,), JUDGES, question)


def checked(*sentences: DraftSentence, question: str = "") -> Reply:
    way = checker(question)
    for sentence in sentences:
        way.take(sentence)
    way.close()
    reply = way.reply("test")
    assert reply.removed == len(sentences) - len(reply.sentences)
    return reply


def test_a_quote_and_a_fact_are_said_and_cited_in_order() -> None:
    reply = checked(DraftSentence(FACT.text, (FACT.id,)), DIGITAL)
    assert [citation.source for citation in reply.citations] == [FACT.source, PASSAGE.source]
    assert [sentence.citations for sentence in reply.sentences] == [(1,), (2,)]
    assert reply.verdicts == ()


@pytest.mark.parametrize(
    ("lie", "judge"),
    [
        ("You can refund digital products within 30 days.", "says_what_the_source_says"),
        ("Digital products cannot be refunded within 14 days.", "says_what_the_source_says"),
        ("I have refunded your digital product.", "promises_only_what_is_recorded"),
        ("You get a $5 voucher for digital products.", "offers_only_what_is_granted"),
    ],
)
def test_a_false_claim_is_taken_out_by_its_judge(lie: str, judge: str) -> None:
    reply = checked(DraftSentence(lie, (PASSAGE.id,)), DIGITAL)
    assert [verdict.judge for verdict in reply.verdicts] == [judge]
    assert reply.text == DIGITAL.text


def _objection(claim: str, told: str) -> str | None:
    """Of the judges, to a claim that cites a fact."""
    way = Checker((), (Fact("f", "Record", "1", told),), JUDGES, "")
    way.take(DraftSentence(claim, ("f",)))
    way.close()
    return next((verdict.reason for verdict in way.reply("test").verdicts), None)


@pytest.mark.parametrize(
    ("claim", "told", "why"),
    [
        (
            "You get 5% off every order.",
            "You get 5% off your next order.",
            "its sources grant it for other orders",
        ),
        (
            "We took 5% off your order.",
            "You get 5% off your next order.",
            "its sources grant it for other orders",
        ),
        (
            "Your next order is 5% off with any code.",
            "You get 5% off your next order with the code K7Q2.",
            "its sources grant it for other orders",
        ),
        ("You get 5% off your next order.", "You get 5% off your next order, Maya.", None),
        (
            "There is a fee when you cancel the coaching.",
            "You can cancel the coaching at any time, and there is no cancellation fee.",
            "its sources tell of no charge",
        ),
        (
            "Cancelling the coaching costs nothing.",
            "You can cancel the coaching at any time, and there is no cancellation fee.",
            None,
        ),
        (
            "Use the 10 GHz band within 10 metres.",
            "Use the 5 GHz band within 10 metres of the router.",
            "its sources do not hold this number of GHz",
        ),
    ],
)
def test_what_a_claim_says_beyond_its_source_is_named(
    claim: str, told: str, why: str | None
) -> None:
    assert _objection(claim, told) == why


def test_a_claim_without_support_is_taken_out_and_a_courtesy_stays() -> None:
    courtesy = DraftSentence("I'm sorry about the trouble.")
    reply = checked(courtesy, DraftSentence("You will get $50."), DIGITAL)
    assert reply.text == f"{courtesy.text} {DIGITAL.text}"


def test_what_was_never_given_proves_nothing() -> None:
    reply = checked(DraftSentence("Digital products can be refunded.", ("returns-2019#1",)))
    assert [verdict.judge for verdict in reply.verdicts] == ["cites_only_what_is_in_force"]


def test_the_companys_own_words_need_no_proof() -> None:
    way = checker()
    way.vouch("I'm sorry, Maya: parcel 17 is our fault!!")
    assert way.reply("test").text == "I'm sorry, Maya: parcel 17 is our fault!!"


def test_each_sentence_is_shown_as_soon_as_it_has_passed() -> None:
    way = checker()
    assert [sentence.text for sentence in way.take(DIGITAL)] == [DIGITAL.text]


def test_a_claim_waits_for_its_condition_and_holds_back_what_follows() -> None:
    way = checker()
    assert way.take(EARBUDS) == ()
    assert [sentence.text for sentence in way.take(SEAL)] == [EARBUDS.text, SEAL.text]


def test_a_claim_whose_condition_nobody_tells_is_taken_out() -> None:
    reply = checked(EARBUDS, DIGITAL)
    assert reply.text == DIGITAL.text
    assert [verdict.judge for verdict in reply.verdicts] == ["tells_the_condition"]


def test_a_condition_that_the_customer_named_needs_no_telling() -> None:
    asked = "Can I return earbuds? Their hygiene seal is unbroken."
    assert checked(EARBUDS, question=asked).text == EARBUDS.text


def test_a_block_cuts_the_draft_off() -> None:
    leak = DraftSentence("Write to bob@example.com about digital products.", (PASSAGE.id,))
    reply = checked(DIGITAL, leak, DraftSentence(FACT.text, (FACT.id,)))
    assert reply.text == DIGITAL.text
    assert [verdict.effect for verdict in reply.verdicts] == [Effect.BLOCK]
    assert "bob" not in repr(reply.verdicts)


@given(st.lists(st.text(max_size=200), max_size=4), st.booleans())
def test_any_draft_is_checked_and_only_what_was_proposed_is_said(
    texts: list[str], cites: bool
) -> None:
    support = (PASSAGE.id, FACT.id) if cites else ()
    reply = checked(*(DraftSentence(text, support) for text in texts))
    assert [sentence.text for sentence in reply.sentences] == [
        text for text in texts if text in {sentence.text for sentence in reply.sentences}
    ]


def test_what_is_too_long_for_a_sentence_is_not_said() -> None:
    way = checker()
    assert way.take(DraftSentence("You have 30 days, " * 80, (PASSAGE.id,))) == ()
    assert [verdict.judge for verdict in way.verdicts] == ["says_it_in_a_sentence"]
