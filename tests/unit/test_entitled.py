"""What a customer hears of what is granted and taken: the clause, the day, the amount."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from functions.retrieval.bought import Owned
from functions.retrieval.entitled import find_entitlement
from functions.retrieval.knowledge import Knowledge
from infra.local.loading import load_graph
from shared.adapters.knowledge_graph import GraphCustomers, GraphDocuments, GraphOrders
from shared.adapters.memory.business import MemoryCatalogue
from shared.adapters.memory.graph import MemoryGraph
from shared.adapters.pack import load_company, load_documents, load_products
from shared.adapters.policies import load_policies
from shared.contracts import FindGrounds, TurnContext
from shared.domain.conversation import Channel, Identity, Memory, Participant, Utterance
from shared.domain.evidence import Grounds
from shared.domain.intents import Desk
from shared.domain.mentions import NO_MENTIONS, Mentions
from shared.domain.money import Money
from shared.domain.orders import Order, OrderStatus
from shared.domain.records import tell_supersession
from shared.domain.routing import Decision
from tests.unit.test_entitlements import PACK

TODAY = date(2026, 5, 6)
NOW = datetime(2026, 5, 6, 20, tzinfo=UTC)
COMPANY = load_company(PACK, ("en", "de"))
DOCUMENTS = load_documents(PACK)
AURORA, FINCH = "Aurora limited-edition headset", "Finch 2 earbuds"
THE_QUESTION = (
    "What's the return window for a premium member who ordered a limited-edition headset "
    "on April 15?"
)
APRIL = Mentions(day=date(2026, 4, 15))
PROVEN = Mentions(order_number="NW-10391", email="maya.lindqvist@example.com")


class Nothing:
    def find(self, _search: object) -> list[object]:
        return []


def known(graph: MemoryGraph) -> Knowledge:
    return Knowledge(
        finder=Nothing(),  # type: ignore[arg-type]
        policies=load_policies(PACK, DOCUMENTS),
        catalogue=MemoryCatalogue(load_products(PACK), DOCUMENTS),
        customers=GraphCustomers(graph),
        orders=GraphOrders(graph),
        validity=GraphDocuments(graph),
        company=COMPANY,
        today=TODAY,
    )


@pytest.fixture
def graph() -> MemoryGraph:
    told = MemoryGraph()
    load_graph(told, PACK)
    return told


def ask(
    question: str,
    mentions: Mentions = NO_MENTIONS,
    customer: str | None = None,
    memory: Memory | None = None,
    language: str = "en",
) -> FindGrounds:
    level = Identity.SIGNED_IN if customer else Identity.ANONYMOUS
    context = TurnContext(
        conversation_id="cnv",
        message_id="msg",
        text=question,
        sent_at=NOW,
        participant=Participant(Channel.WEB, level, customer),
        memory=memory or Memory(),
    )
    decision = Decision(
        Desk.ASSISTANT, "return_policy", 0.9, "understood", mentions=mentions, question=question
    )
    return FindGrounds(context=context, decision=decision, language=language)


def told(found: Grounds | None) -> list[str]:
    assert found
    return [fact.text for fact in found.facts]


CLAUSE = "Premium members can return a limited edition within 30 days of delivery."
UNTIL = (
    f"Your {AURORA} (order NW-10391) was delivered on April 20, 2026, so you can return it until "
    "May 20, 2026."
)


@pytest.mark.parametrize(
    "asked",
    [
        ask(THE_QUESTION, APRIL, "cus_maya"),
        ask(THE_QUESTION, APRIL, memory=Memory(mentions=PROVEN)),
    ],
    ids=["signed in", "known by the conversation"],
)
def test_the_question_of_a_premium_member_is_answered_to_the_day(
    asked: FindGrounds, graph: MemoryGraph
) -> None:
    found = find_entitlement(asked, known(graph))
    assert told(found) == [CLAUSE, UNTIL]
    assert found
    assert found.order_number == "NW-10391"
    assert "return_window/limited: a more specific rule holds" in found.passed_over
    assert "return_window/premium: the category is limited_edition" in found.passed_over
    assert "return_window/worn-limited: the condition is usual" in found.passed_over


def test_whoever_only_says_that_they_are_a_member_hears_the_clause(graph: MemoryGraph) -> None:
    said = Memory(history=(Utterance("customer", "Hi, I am a premium member", NOW),))
    asked = ask("How long can I return a limited-edition headset?", memory=said)
    assert told(find_entitlement(asked, known(graph))) == [CLAUSE]
    wrong = Mentions(order_number="NW-10391", email="eve@example.com")
    asked = ask(THE_QUESTION, APRIL, memory=Memory(mentions=wrong))
    assert told(find_entitlement(asked, known(graph))) == [CLAUSE]


def test_the_fees_of_ones_own_product_are_reckoned(graph: MemoryGraph) -> None:
    question = "What does it cost to return the Aurora? I opened it."
    found = find_entitlement(ask(question, Mentions(product=AURORA), "cus_maya"), known(graph))
    assert told(found)[-1] == (
        f"If you return your {AURORA} (order NW-10391), $44.90 is taken from the $449.00 that you "
        "paid, and $404.10 goes back to you."
    )
    assert "Return labels are free for Plus and Premium members." in told(found)
    german = ask(question, Mentions(product=AURORA), "cus_maya", language="de")
    assert "404,10\N{NO-BREAK SPACE}$" in told(find_entitlement(german, known(graph)))[-1]


def test_what_is_faulty_costs_nothing(graph: MemoryGraph) -> None:
    question = "What does it cost to send back faulty headphones?"
    mentions = Mentions(product="Tern 1 wired headphones")
    assert told(find_entitlement(ask(question, mentions, "cus_daniel"), known(graph))) == [
        "The return label is free for everybody if the product is faulty or if we sent the wrong "
        "one.",
        "Returning your Tern 1 wired headphones (order NW-10417) costs you nothing, so the whole "
        "$89.00 goes back to you.",
    ]


def test_the_condition_may_refuse(graph: MemoryGraph) -> None:
    question = "How long can I still return my opened earbuds?"
    found = find_entitlement(ask(question, Mentions(product=FINCH), "cus_priya"), known(graph))
    assert told(found) == [
        "Earbuds and ear pads can be returned only if their hygiene seal is unbroken.",
        f"Your {FINCH} (order NW-10322) can't be returned in this condition.",
    ]


def test_the_next_likely_intent_may_be_the_one_that_asks_for_a_fee(graph: MemoryGraph) -> None:
    asked = ask("what does a return cost if the headphones are faulty?", customer="cus_daniel")
    guessed = replace(asked.decision, intent="warranty")
    assert find_entitlement(asked.model_copy(update={"decision": guessed}), known(graph)) is None
    akin = replace(guessed, akin=("return_policy",))
    found = find_entitlement(asked.model_copy(update={"decision": akin}), known(graph))
    assert any("free for everybody" in text for text in told(found))


def test_time_and_fees_may_be_asked_at_once(graph: MemoryGraph) -> None:
    question = "How long can I return the Aurora, and what does it cost?"
    found = find_entitlement(ask(question, Mentions(product=AURORA), "cus_maya"), known(graph))
    assert [each[:24] for each in told(found)] == [
        "Premium members can retu",
        "Your Aurora limited-edit",
        "Return labels are free f",
        "Returning your Aurora li",
    ]


def test_a_fee_that_the_tier_decides_is_not_guessed(graph: MemoryGraph) -> None:
    clauses = told(find_entitlement(ask("What does a return cost?"), known(graph)))
    assert len(clauses) == 3
    assert (
        "The return label costs Standard members $6.95, which we take from the refund." in clauses
    )


def test_a_rule_whose_document_was_superseded_grants_nothing_from_that_day(
    graph: MemoryGraph,
) -> None:
    for news in tell_supersession("returns-limited-editions", "other", date(2026, 4, 15), NOW):
        graph.tell(news)
    assert find_entitlement(ask(THE_QUESTION, APRIL, "cus_maya"), known(graph)) is None
    earlier = Mentions(day=date(2026, 4, 14))
    assert told(find_entitlement(ask(THE_QUESTION, earlier), known(graph))) == [CLAUSE]


def test_the_price_of_several_pieces_is_not_taken_for_that_of_one() -> None:
    product = next(each for each in load_products(PACK) if each.name == FINCH)
    order = Order(
        "1", "cus", NOW, (f"2 x {FINCH}",), OrderStatus.DELIVERED, prices=(Money(12_900),)
    )
    assert Owned(order, product).price is None
    assert Owned(replace(order, items=(FINCH,)), product).price == Money(12_900)
    assert Owned(replace(order, items=(FINCH,), prices=()), product).price is None
