"""Which passages a question finds: for each of its parts, in whose language, and good enough."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from functions.retrieval.knowledge import Knowledge
from functions.retrieval.service import ENOUGH, find_all, find_evidence
from shared.adapters.knowledge_graph import GraphDocuments
from shared.adapters.memory.business import MemoryCatalogue, MemoryCustomers, MemoryOrders
from shared.adapters.memory.graph import MemoryGraph
from shared.adapters.pack import load_company
from shared.contracts import FindGrounds, TurnContext
from shared.domain.conversation import Channel, Identity, Memory, Participant, Utterance
from shared.domain.documents import Document, Scope
from shared.domain.evidence import Passage, Sentence
from shared.domain.intents import Desk
from shared.domain.orders import Customer
from shared.domain.policies import Dimensions, Policies
from shared.domain.records import tell_document, tell_supersession
from shared.domain.routing import Decision
from shared.ports.knowledge import Search

TODAY = date(2026, 5, 6)
NOW = datetime(2026, 5, 6, tzinfo=UTC)
COMPANY = load_company(Path(__file__).parents[2] / "companies" / "northwind")
LUKAS = Customer("cus_lukas", "Lukas", "l@example.com", "+15550103", "premium", "EU")


def passage(id: str, score: float = 0.9, *relevances: float) -> Passage:
    sentences = tuple(Sentence("Text.", each) for each in relevances or (0.0,))
    return Passage(id, id, "", "", "", "1", sentences, score)


class Answers:
    """Finds what it was told for (locale, question), and remembers what it was asked."""

    def __init__(self, **found: list[Passage]) -> None:
        self.found = found
        self.asked: list[Search] = []

    def find(self, search: Search) -> list[Passage]:
        self.asked.append(search)
        return self.found.get(f"{search.locale}:{search.question}", [])


def ask(text: str, language: str = "en", customer: str | None = None) -> FindGrounds:
    level = Identity.SIGNED_IN if customer else Identity.ANONYMOUS
    context = TurnContext(
        conversation_id="cnv",
        message_id="msg",
        text=text,
        sent_at=datetime(2026, 5, 6, tzinfo=UTC),
        participant=Participant(Channel.WEB, level, customer),
        memory=Memory(),
    )
    decision = Decision(Desk.ASSISTANT, "returns", 0.9, "understood", question=text)
    return FindGrounds(context=context, decision=decision, language=language)


PLACES = Policies(Dimensions({"region": {"EU": ("live in germany",), "US": ("in the us",)}}), ())


def found(finder: Answers, asked: FindGrounds, graph: MemoryGraph | None = None) -> list[str]:
    known = Knowledge(
        finder=finder,
        policies=PLACES,
        catalogue=MemoryCatalogue([], []),
        customers=MemoryCustomers([LUKAS]),
        orders=MemoryOrders([], []),
        validity=GraphDocuments(graph or MemoryGraph()),
        company=COMPANY,
        today=TODAY,
    )
    grounds = find_evidence(asked, known)
    assert grounds.outcome == ("found" if grounds.passages else "unknown")
    return [each.id for each in grounds.passages]


def test_each_question_of_a_message_gets_its_best_passage_first() -> None:
    both = {
        "en:How long is the warranty?": [passage("a"), passage("b"), passage("c")],
        "en:Who pays the label?": [passage("d"), passage("a")],
    }
    text = "How long is the warranty? Who pays the label?"
    search = Search(text, "en", None, TODAY, limit=3)
    assert [each.id for each in find_all(Answers(**both), search)] == ["a", "d", "b"]


def test_the_best_answers_of_several_questions_are_equally_high() -> None:
    finds = {
        "en:How long is the warranty?": [passage("a", 0.8), passage("b", 0.5)],
        "en:Who pays the label?": [passage("c", ENOUGH + 0.1), passage("d", ENOUGH - 0.1)],
    }
    search = Search("How long is the warranty? Who pays the label?", "en", None, TODAY)
    assert {each.id: each.score for each in find_all(Answers(**finds), search)} == pytest.approx(
        {"a": 0.8, "b": 0.5, "c": 0.8, "d": ENOUGH - 0.1}
    )
    finds["en:Who pays the label?"] = [passage("c", ENOUGH - 0.1)]
    assert find_all(Answers(**finds), search)[1].score == ENOUGH - 0.1


def test_the_sentences_that_answer_several_questions_are_equally_relevant() -> None:
    finds = {
        "en:How long is the warranty?": [passage("a", 0.8, 0.7, 0.1)],
        "en:Who pays the label?": [passage("c", 0.5, 0.2, 0.4), passage("d", ENOUGH - 0.1, 0.3)],
    }
    search = Search("How long is the warranty? Who pays the label?", "en", None, TODAY)
    found = {
        each.id: [s.relevance for s in each.sentences]
        for each in find_all(Answers(**finds), search)
    }
    assert found == {"a": [0.7, 0.1], "c": pytest.approx([0.5, 0.7]), "d": [0.3]}


def test_of_two_passages_as_good_for_a_question_the_one_that_fits_the_message_comes_first() -> None:
    text = "How long is the warranty? Who pays the label?"
    finds = {
        "en:How long is the warranty?": [passage("a", 0.8), passage("b", 0.7)],
        "en:Who pays the label?": [passage("c", 0.5)],
        f"en:{text}": [passage("b", 0.6), passage("d", 0.3)],
    }
    search = Search(text, "en", None, TODAY)
    assert [each.id for each in find_all(Answers(**finds), search)] == ["b", "c", "a"]


def test_what_one_wish_is_about_says_nothing_of_each_question() -> None:
    finder = Answers()
    text = "Can I pay by check? Who pays the label?"
    find_all(finder, Search(text, "en", None, TODAY, about="ways to pay"))
    assert [each.question for each in finder.asked] == [
        text,
        f"{text} ways to pay",
        "Can I pay by check?",
        "Who pays the label?",
    ]


def test_what_the_question_is_about_counts_as_much_as_its_words() -> None:
    """Scores are the mean of both searches; what only one of them finds is the other's last."""
    finds = {
        "en:Can it wait?": [passage("cancel", 0.5), passage("pause", 0.4)],
        "en:Can it wait? pausing": [passage("pause", 0.7), passage("cancel", 0.5)],
    }
    search = Search("Can it wait?", "en", None, TODAY, about="pausing")
    found = find_all(Answers(**finds), search)
    assert [(each.id, round(each.score, 2)) for each in found] == [("pause", 0.5), ("cancel", 0.45)]
    finds["en:Can it wait? pausing"].append(passage("billing", 0.2))
    assert find_all(Answers(**finds), search)[2].score == pytest.approx(0.9 * (0.4 + 0.2) / 2)


def test_the_name_of_a_sure_wish_is_looked_for_with_its_question() -> None:
    asked = ask("Can it wait?")
    sure = replace(asked.decision, intent="pause_subscription")
    finder = Answers()
    found(finder, asked.model_copy(update={"decision": sure}))
    title = COMPANY.voice.titles["pause_subscription"]
    assert [each.question for each in finder.asked] == ["Can it wait?", f"Can it wait? {title}"]


def test_an_article_in_the_customers_language_comes_first() -> None:
    question = "Wie lange?"
    german, english = {f"de:{question}": [passage("de")]}, {f"en:{question}": [passage("en")]}
    assert found(Answers(**german, **english), ask(question, "de")) == ["de"]
    assert found(Answers(**english), ask(question, "de")) == ["en"]


def test_across_languages_the_best_passage_answers_alone() -> None:
    question = "Wie lange?"
    finder = Answers(**{f"en:{question}": [passage("a"), passage("b")]})
    assert found(finder, ask(question, "de")) == ["a"]
    assert [(search.locale, search.is_across) for search in finder.asked] == [
        ("de", False),
        ("en", True),
    ]


def test_what_is_not_good_enough_is_not_used() -> None:
    assert found(Answers(**{"en:Why?": [passage("a", ENOUGH - 0.01)]}), ask("Why?")) == []


def test_a_customers_region_is_asked_for_and_nobody_elses() -> None:
    finder = Answers()
    found(finder, ask("Why?", customer="cus_lukas"))
    found(finder, ask("Why?"))
    assert [search.region for search in finder.asked] == ["EU", None]


def test_what_was_superseded_since_it_was_published_is_not_used() -> None:
    graph = MemoryGraph()
    graph.tell(tell_document(Document("a", "A", "", "1", "", Scope("en", date(2026, 1, 1))), NOW))
    finder = Answers(**{"en:Why?": [passage("a"), passage("b")]})
    assert found(finder, ask("Why?"), graph) == ["a", "b"]
    for news in tell_supersession("a", "c", TODAY, NOW):
        graph.tell(news)
    assert found(finder, ask("Why?"), graph) == ["b"]


@pytest.mark.parametrize(
    ("question", "customer", "said_before", "region"),
    [
        ("How long?", None, "", None),
        ("How long?", "cus_lukas", "", "EU"),
        ("How long in the US?", "cus_lukas", "", "US"),
        ("I live in Germany. How long?", None, "", "EU"),
        ("How long?", None, "I live in Germany.", "EU"),
        ("How long?", "cus_lukas", "My sister is in the US.", "EU"),
    ],
)
def test_an_answer_is_to_hold_where_the_customer_is_or_asks_about(
    question: str, customer: str | None, said_before: str, region: str | None
) -> None:
    finder, asked = Answers(), ask(question, customer=customer)
    memory = Memory(history=(Utterance("customer", said_before, NOW),))
    context = asked.context.model_copy(update={"memory": memory})
    found(finder, asked.model_copy(update={"context": context}))
    assert {search.region for search in finder.asked} == {region}
