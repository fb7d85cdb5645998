"""Nothing unproven is said."""

import pytest

from shared.domain.evidence import Fact, Grounds, Passage, Sentence
from shared.domain.reply import (
    VOICE,
    Draft,
    DraftSentence,
    Reply,
    ReplySentence,
    check,
    is_grounded,
    join,
)

PASSAGE = Passage(
    id="returns#1",
    document_id="returns",
    title="Returns",
    heading="Digital products",
    source="https://help.example/returns",
    version="2026-03",
    sentences=(Sentence("Digital products can be refunded within 14 days of purchase."),),
)
FACT = Fact("NW-10482/1", "Order NW-10482", "delayed", "Order NW-10482 is due by 2:00 PM on May 8.")
GROUNDS = Grounds(passages=(PASSAGE,), facts=(FACT,))


def checked(*sentences: DraftSentence, voice: frozenset[str] = frozenset()) -> list[str]:
    reply = check(Draft(sentences, "test"), GROUNDS, voice)
    assert reply.removed == len(sentences) - len(reply.sentences)
    return [sentence.text for sentence in reply.sentences]


def test_a_quote_and_a_fact_are_said_and_cited_in_order() -> None:
    reply = check(
        Draft(
            (
                DraftSentence(FACT.text, (FACT.id,)),
                DraftSentence(PASSAGE.sentences[0].text, (PASSAGE.id,)),
            ),
            "test",
        ),
        GROUNDS,
        frozenset(),
    )
    assert [citation.source for citation in reply.citations] == [FACT.source, PASSAGE.source]
    assert [sentence.citations for sentence in reply.sentences] == [(1,), (2,)]


@pytest.mark.parametrize(
    "lie",
    [
        "Digital products can be refunded within 30 days of purchase.",
        "Digital products can be refunded within 14 days of purchase for a fee of $5.",
        "We will gladly send somebody round with chocolates tomorrow morning.",
    ],
)
def test_a_changed_figure_or_an_invented_claim_is_taken_out(lie: str) -> None:
    assert checked(DraftSentence(lie, (PASSAGE.id,))) == []


def test_a_claim_without_support_is_taken_out_and_the_companys_own_words_stay() -> None:
    voice = "I'm sorry about the trouble."
    kept = checked(
        DraftSentence(voice), DraftSentence("You will get $50."), voice=frozenset([voice])
    )
    assert kept == [voice]


def test_support_that_was_never_given_is_no_support() -> None:
    assert checked(DraftSentence("Order NW-99999 is fine.", ("NW-99999/1",))) == []


def test_order_numbers_hours_and_amounts_count_literally() -> None:
    assert is_grounded(DraftSentence("It costs $1,250.50 by 14:30."), "It costs $1,250.50 by 14:30")
    assert not is_grounded(DraftSentence("Order NW-10483 is due."), "Order NW-10482 is due.")


def test_joined_replies_share_the_number_of_a_source_and_say_nothing_twice() -> None:
    first = check(Draft((DraftSentence(FACT.text, (FACT.id,)),), "embedded"), GROUNDS, frozenset())
    quote = DraftSentence(PASSAGE.sentences[0].text, (PASSAGE.id,))
    second = check(
        Draft((quote, DraftSentence(FACT.text, (FACT.id,))), "embedded"), GROUNDS, frozenset()
    )
    spoken = Reply((ReplySentence("Anything else?", ()),), (), VOICE)
    reply = join([first, second, spoken])
    assert [sentence.citations for sentence in reply.sentences] == [(1,), (2,), ()]
    assert [citation.number for citation in reply.citations] == [1, 2]
    assert reply.engine == "embedded"
    assert join([spoken]).engine == VOICE
