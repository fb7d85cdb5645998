"""The demo company's golden questions, through every rule and model, without AWS."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.dialogue.service import choose
from functions.generation.service import compose
from functions.retrieval.service import find_evidence
from functions.workflows.order_status import look_up
from shared.adapters.memory.business import MemoryCustomers, MemoryOrders
from shared.adapters.models.embedded import EmbeddedComposer
from shared.adapters.models.intents import FusedIntentReader, IntentModel
from shared.adapters.models.knowledge import EmbeddedSearch, KnowledgeIndex
from shared.adapters.models.minilm import MiniLm
from shared.adapters.models.mood import EmbeddingMoodReader
from shared.adapters.pack import load_company, load_customers, load_orders
from shared.contracts import ComposeReply, DecideTurn, FindGrounds, TurnContext
from shared.domain.conversation import Channel, Identity, Memory, Participant
from shared.domain.evidence import Grounds
from shared.domain.reply import Reply
from shared.domain.routing import Decision, Desk

ROOT = Path(__file__).parents[2]
PACK = ROOT / "companies" / "northwind"
GOLDEN: list[dict[str, Any]] = yaml.safe_load(
    (PACK / "golden" / "questions.yaml").read_text(encoding="utf-8")
)
AUTOMATED = (Desk.ASSISTANT, Desk.WORKFLOW)


@dataclass(frozen=True)
class Answer:
    decision: Decision
    grounds: Grounds
    reply: Reply


class Brain:
    """Everything of a turn that thinks, wired as the functions wire it."""

    def __init__(self) -> None:
        encoder = MiniLm()
        artefacts = ROOT / "build" / "companies" / "northwind"
        self.company = load_company(PACK)
        self.today = self.company.today or datetime.now(UTC).date()
        self.intents = FusedIntentReader(encoder, IntentModel.load(artefacts / "intents.npz"))
        self.moods = EmbeddingMoodReader(encoder)
        self.search = EmbeddedSearch(encoder, KnowledgeIndex.load(artefacts / "knowledge.npz"))
        self.customers = MemoryCustomers(load_customers(PACK))
        self.orders = MemoryOrders(load_orders(PACK), load_customers(PACK))

    def answer(self, text: str, customer: str | None) -> Answer:
        level = Identity.SIGNED_IN if customer else Identity.ANONYMOUS
        context = TurnContext(
            conversation_id="cnv",
            message_id="msg",
            text=text,
            sent_at=datetime(2026, 5, 6, tzinfo=UTC),
            participant=Participant(Channel.WEB, level, customer),
            memory=Memory(),
        )
        mood, reading = self.moods.read(text), self.intents.read(text)
        ask = DecideTurn(context=context, mood=mood, reading=reading)
        decision = choose(ask, self.company, self.today)
        grounds = self._grounds(FindGrounds(context=context, decision=decision))
        composer = EmbeddedComposer()
        reply = compose(
            ComposeReply(context=context, decision=decision, mood=mood, grounds=grounds),
            self.company,
            composer,
            composer,
        )
        return Answer(decision, grounds, reply)

    def _grounds(self, ask: FindGrounds) -> Grounds:
        if ask.decision.desk is Desk.WORKFLOW:
            return look_up(ask, self.orders, self.company, self.today)
        if ask.decision.desk is Desk.ASSISTANT and not ask.decision.reply:
            return find_evidence(ask, self.search, self.customers, self.company.locale, self.today)
        return Grounds()


@cache
def brain() -> Brain:
    return Brain()


@cache
def answer(at: int) -> Answer:
    return brain().answer(GOLDEN[at]["text"], GOLDEN[at].get("as"))


def allowed(question: dict[str, Any]) -> list[str]:
    intent = question.get("intent", [])
    return [intent] if isinstance(intent, str) else list(intent)


@pytest.mark.parametrize("at", range(len(GOLDEN)), ids=lambda at: GOLDEN[at]["text"][:50])
def test_nothing_false_is_ever_said(at: int) -> None:
    question, given = GOLDEN[at], answer(at)
    for forbidden in question.get("must_not_contain", []):
        assert forbidden not in given.reply.text
    for sentence in given.reply.sentences:
        known = sentence.citations or sentence.text in brain_voice(given)
        assert known, f"unsupported: {sentence.text}"
    if question["desk"] == "clarify":
        assert given.decision.desk not in AUTOMATED or given.grounds.outcome == "unknown"


def brain_voice(given: Answer) -> str:
    """The company's own words, filled as the reply filled them."""
    return given.reply.text if given.reply.engine == "voice" else brain().company.says("sorry")


def test_most_golden_questions_are_answered_and_answered_right() -> None:
    """The share of questions with the right desk, and of answers with every required fact.

    Floors are what was measured when they were set, less one question; raise them with the models.
    """
    rows = [(question, answer(at)) for at, question in enumerate(GOLDEN)]
    right_desk = [given.decision.desk == question["desk"] for question, given in rows]
    automated = [
        (question, given)
        for question, given in rows
        if given.decision.desk in AUTOMATED
        and question["desk"] in ("assistant", "workflow")
        and given.grounds.outcome != "unknown"
    ]
    full = [
        all(fact in given.reply.text for fact in question.get("must_contain", []))
        for question, given in automated
    ]
    right_intent = [
        given.decision.intent in allowed(question)
        for question, given in automated
        if allowed(question)
    ]
    figures = {
        "right desk": sum(right_desk) / len(right_desk),
        "answered": len(automated) / len(rows),
        "every fact, of those answered": sum(full) / len(full),
        "right intent, of those answered": sum(right_intent) / len(right_intent),
    }
    print(figures)
    assert figures["right desk"] >= FLOOR_DESK
    assert figures["every fact, of those answered"] >= FLOOR_FACTS
    assert figures["right intent, of those answered"] >= FLOOR_INTENT


FLOOR_DESK, FLOOR_FACTS, FLOOR_INTENT = 0.8, 0.8, 0.9
