"""Words for decisions: engines may fail or lie, the customer still gets something true."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from functions.generation.service import compose
from functions.generation.writing import Author
from shared.adapters.models.embedded import EmbeddedComposer
from shared.adapters.pack import load_company
from shared.contracts import ComposeReply, TurnContext, TurnDecided
from shared.domain.conversation import Channel, Memory, Participant
from shared.domain.documents import Scope
from shared.domain.errors import ModelFailed
from shared.domain.evidence import Fact, Grounds, Passage, Sentence
from shared.domain.intents import Desk
from shared.domain.judges.outgoing import judges_for
from shared.domain.mood import Mood
from shared.domain.offers import Offering
from shared.domain.reply import Draft, DraftSentence, Reply
from shared.domain.routing import MAY_BE_TOLD, Decision
from shared.ports.reply_writer import Heed, ReplyWriter, WriteReply, unheeded

COMPANY = load_company(Path(__file__).parents[2] / "companies" / "northwind")
CALM = Mood(0.0, 0.2, 0.6, 0.2)
PASSAGE = Passage(
    "returns#1",
    "returns",
    "Returns",
    "Windows",
    "https://help.example/returns",
    "2026-03",
    (
        Sentence("Headphones can be returned within 30 days.", 0.8),
        Sentence("The weather is nice in Chicago.", 0.1),
    ),
    0.7,
)
FACT = Fact("NW-10000/1", "Order NW-10000", "shipped", "Your order NW-10000 is on its way.")


class Says:
    """A writer that proposes what it is told to."""

    def __init__(self, *sentences: DraftSentence) -> None:
        self._draft = Draft(sentences, "hosted")

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:
        return self._draft


class Fails:
    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:
        raise ModelFailed("throttled")


def reply(
    grounds: Grounds,
    writer: ReplyWriter | None = None,
    mood: Mood = CALM,
    decision: Decision | None = None,
    language: str = "en",
    offering: Offering | None = None,
    offered: tuple[Fact, ...] = (),
) -> Reply:
    now = datetime(2026, 5, 6, tzinfo=UTC)
    ask = ComposeReply(
        context=TurnContext(
            conversation_id="c",
            message_id="m",
            text="What is the return window?",
            sent_at=now,
            participant=Participant(Channel.WEB),
            memory=Memory(),
        ),
        decided=TurnDecided(
            decisions=(decision or Decision(Desk.ASSISTANT, "returns", 0.9, "understood"),),
            language=language,
            offering=offering,
        ),
        mood=mood,
        grounds=(grounds,),
        offered=offered,
    )
    embedded = EmbeddedComposer()
    judges = judges_for(COMPANY.manner, COMPANY.order_numbers)
    return compose(ask, COMPANY, Author(writer or embedded, embedded, judges))


def test_the_embedded_composer_quotes_the_answering_sentence_with_its_source() -> None:
    answer = reply(Grounds(passages=(PASSAGE,), outcome="found"))
    assert answer.text == "Headphones can be returned within 30 days."
    assert answer.citations[0].source == PASSAGE.source


def test_facts_are_stated_word_for_word() -> None:
    assert reply(Grounds(facts=(FACT,), outcome="found")).text == FACT.text


@pytest.mark.parametrize(
    "writer",
    [
        Fails(),
        Says(),
        Says(DraftSentence("Headphones can be returned within 60 days.", ("returns#1",))),
        Says(DraftSentence("I have refunded you $50.")),
    ],
)
def test_a_failing_or_lying_model_is_replaced_by_the_quote(writer: ReplyWriter) -> None:
    answer = reply(Grounds(passages=(PASSAGE,), outcome="found"), writer)
    assert answer.text == "Headphones can be returned within 30 days."


def test_only_the_proven_sentences_of_a_model_are_said() -> None:
    writer = Says(
        DraftSentence("Headphones can be returned within 30 days.", ("returns#1",)),
        DraftSentence("I will call you tomorrow at 9."),
    )
    answer = reply(Grounds(passages=(PASSAGE,), outcome="found"), writer)
    assert (answer.text, answer.removed, answer.engine) == (
        "Headphones can be returned within 30 days.",
        1,
        "hosted",
    )


GUESS = Decision(Desk.ASSISTANT, "returns", 0.85, MAY_BE_TOLD, between=("warranty",))


def test_a_guess_is_answered_where_the_articles_hold_it_and_else_asked_back() -> None:
    found = reply(Grounds(passages=(PASSAGE,), outcome="found"), decision=GUESS)
    assert (found.text, found.answered) == (PASSAGE.sentences[0].text, (True,))
    asked = COMPANY.voice.asks(("warranty",))
    far = replace(PASSAGE, score=0.2)
    for grounds in (Grounds(outcome="unknown"), Grounds(passages=(far,), outcome="found")):
        unread = reply(grounds, decision=GUESS)
        assert (unread.text, unread.answered) == (asked, (False,))


def test_a_model_may_cite_only_what_holds_for_the_customer() -> None:
    """Even what a finder let through, and word for word."""
    european = Scope("en", date(2026, 2, 1), None, frozenset({"EU"}))
    quote = DraftSentence(PASSAGE.sentences[0].text, (PASSAGE.id,))
    bound = Grounds(
        passages=(replace(PASSAGE, scope=european),), outcome="found", language="en", region="US"
    )
    refused = reply(bound, Says(quote))
    assert refused.text == COMPANY.says("unknown")
    assert {verdict.judge for verdict in refused.verdicts} == {"cites_only_what_holds_here"}
    assert reply(replace(bound, region="EU"), Says(quote)).text == quote.text


def test_a_low_mood_gets_a_word_of_sympathy_first() -> None:
    sad = replace(CALM, valence=-0.6, anger=0.5)
    looked_up = Decision(Desk.WORKFLOW, "order", 0.9, "understood", errand="order_status")
    answer = reply(Grounds(facts=(FACT,), outcome="found"), mood=sad, decision=looked_up)
    assert [sentence.text for sentence in answer.sentences] == [COMPANY.says("sorry"), FACT.text]
    heard_low = replace(CALM, valence=-0.6)
    calm = reply(Grounds(facts=(FACT,), outcome="found"), mood=heard_low, decision=looked_up)
    assert [sentence.text for sentence in calm.sentences] == [FACT.text]
    policy = reply(Grounds(facts=(FACT,), outcome="found"), mood=sad)
    assert [sentence.text for sentence in policy.sentences] == [FACT.text]


def test_no_evidence_is_said_plainly() -> None:
    assert reply(Grounds(outcome="unknown")).text == COMPANY.says("unknown")


def test_a_handoff_is_told_only_for_a_human_desk() -> None:
    human = Decision(Desk.HUMAN, None, 0.5, "at_risk")
    assert reply(Grounds(), decision=human).text == COMPANY.says("handed_over")
    already = replace(human, reason="already_with_team")
    assert reply(Grounds(), decision=already).text == COMPANY.says("already_with_team")


def test_two_close_intents_become_one_question() -> None:
    between = Decision(Desk.CLARIFY, None, 0.5, "unsure", between=("warranty", "gift_cards"))
    said = reply(Grounds(), decision=between).text
    assert "the warranty or a repair" in said
    assert "gift cards" in said


def test_the_packs_own_question_tells_two_intents_apart() -> None:
    pair = ("cancel_subscription", "cancel_order")
    between = Decision(Desk.CLARIFY, None, 0.5, "unsure", between=pair)
    said = reply(Grounds(), decision=between).text
    assert said == COMPANY.voice.distinctions[frozenset(pair)]


class TestOffers:
    """What the company gives is said as it was recorded, and by nobody else."""

    given = Fact("offer/late", "Offer K7Q2", "2026-05-06", "You get 10% off with the code K7Q2.")
    asks = Decision(Desk.ASSISTANT, "wants_discount", 0.9, "understood")
    articles = Grounds(passages=(PASSAGE,), outcome="found")

    def test_what_nobody_asked_for_comes_after_the_answer(self) -> None:
        offering = Offering(("late",))
        answer = reply(
            Grounds(facts=(FACT,), outcome="found"), offering=offering, offered=(self.given,)
        )
        assert answer.text == f"{FACT.text} {self.given.text}"
        assert answer.citations[-1].source == "Offer K7Q2"
        assert answer.answered == (True,)

    def test_what_was_asked_for_is_the_answer(self) -> None:
        asked = Offering(("late",), is_asked=True)
        answer = reply(self.articles, decision=self.asks, offering=asked, offered=(self.given,))
        assert answer.text == self.given.text

    def test_whoever_asks_in_vain_is_told_so_before_what_everybody_may_use(self) -> None:
        asked = Offering(is_asked=True)
        answer = reply(self.articles, decision=self.asks, offering=asked)
        assert answer.text == f"{COMPANY.says('no_offer')} {PASSAGE.sentences[0].text}"

    def test_that_there_is_none_is_an_answer_by_itself(self) -> None:
        asked = Offering(is_asked=True)
        for grounds in (
            Grounds(outcome="unknown"),
            Grounds(passages=(replace(PASSAGE, score=0.1),), outcome="found"),
        ):
            answer = reply(grounds, decision=self.asks, offering=asked)
            assert answer.text == COMPANY.says("no_offer")
            assert answer.answered == (True,)

    def test_an_offer_that_may_be_due_and_was_not_granted_is_not_told_of(self) -> None:
        answer = reply(Grounds(facts=(FACT,), outcome="found"), offering=Offering(("late",)))
        assert answer.text == FACT.text

    @pytest.mark.parametrize(
        "made_up",
        [
            "You get 15% off your next order.",
            "I can give you a 10% discount on your next order.",
            "As a thank-you, here is the code SORRY10 for 10 percent off.",
            "Your next order ships free of charge, on us.",
            "We'll add a $20 voucher to your account.",
        ],
    )
    def test_a_model_offers_nothing_of_its_own(self, made_up: str) -> None:
        for support in ((), (FACT.id,), (PASSAGE.id,)):
            writer = Says(DraftSentence(FACT.text, (FACT.id,)), DraftSentence(made_up, support))
            grounds = Grounds(facts=(FACT,), passages=(PASSAGE,), outcome="found")
            answer = reply(grounds, writer)
            assert answer.text == FACT.text
            assert answer.removed == 1
