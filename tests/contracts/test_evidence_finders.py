"""Both engines find the same, in the same order, and never what may not be cited."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.models.encoders import encoder_for, question_encoder
from shared.adapters.pack import load_documents
from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.index import build_index
from shared.adapters.search.opensearch import OpenSearchFinder
from shared.adapters.search.opensearch_index import OpenSearchPublisher
from shared.adapters.search.vectors import VectorCache
from shared.domain.documents import Document, Scope
from shared.domain.errors import TransientError
from shared.domain.evidence import Passage, Sentence
from shared.domain.ranking import Fusion, Fusions
from shared.ports.knowledge import EvidenceFinder, Search
from tests.contracts.cluster import Cluster

NOW = datetime(2026, 5, 6, tzinfo=UTC)
DAY = NOW.date()
ALWAYS = Scope("en", date(2026, 1, 1))
QUESTION = "How long can I return headphones?"
RETURNS = Document(
    "returns", "Returns", "", "1", "You can return headphones within 30 days.", ALWAYS
)
SHIPPING = Document(
    "shipping", "Shipping", "", "1", "Standard shipping takes 3 to 5 days and costs $5.95.", ALWAYS
)
PACK = Path(__file__).parents[2] / "companies" / "northwind"
USUALS: Fusions = {}
Make = Callable[[list[Document]], EvidenceFinder]


def embedded(documents: list[Document], folder: Path, fusions: Fusions = USUALS) -> EvidenceFinder:
    cache = VectorCache(folder / "vectors.sqlite")
    build_index(folder / "index", documents, encoder_for, cache)
    return EmbeddedSearch.load(folder / "index", question_encoder, fusions)


def opensearch(
    documents: list[Document], folder: Path, fusions: Fusions = USUALS
) -> EvidenceFinder:
    cluster = Cluster()
    publisher = OpenSearchPublisher(cluster.client(), "acme", cached(folder), encoder_for)
    publisher.publish(documents, NOW)
    return OpenSearchFinder(cluster.client(), "acme", encoder_for, Nothing(), fail, fusions)


def cached(folder: Path) -> Callable[[], "closing[VectorCache]"]:
    return lambda: closing(VectorCache(folder / "vectors.sqlite"))


class Nothing:
    """The fallback, which these tests must not need."""

    def find(self, search: Search) -> list[Passage]:
        raise AssertionError("the engine fell back")


def fail(warning: str) -> None:
    raise AssertionError(warning)


ENGINES = {"embedded": embedded, "opensearch": opensearch}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    return lambda documents: ENGINES[request.param](documents, tmp_path)


def test_a_section_is_found_by_the_words_in_which_it_is_asked_for(make: Make) -> None:
    asked = "What if the delivery guy never shows up?"
    known = replace(SHIPPING, asked=(("Shipping", (asked,)),))
    question = Search("the delivery guy never showed up", "en", None, DAY)
    before = make([RETURNS, SHIPPING]).find(question)
    (best, *_) = make([RETURNS, known]).find(question)
    assert best.document_id == "shipping"
    assert best.score > max(each.score for each in before) + 0.2
    assert [each.text for each in best.sentences] == [SHIPPING.text]


def ask(question: str = QUESTION, locale: str = "en", region: str | None = None) -> Search:
    return Search(question, locale, region, DAY)


def ids(finder: EvidenceFinder, search: Search) -> list[str]:
    return [passage.document_id for passage in finder.find(search)]


def test_the_best_passage_comes_first_with_its_sentences_relevance(make: Make) -> None:
    found = make([SHIPPING, RETURNS]).find(ask())
    assert [each.document_id for each in found] == ["returns", "shipping"]
    assert found[0].sentences[0].text == "You can return headphones within 30 days."
    assert found[0].sentences[0].relevance > found[1].sentences[0].relevance
    assert found[0].score > found[1].score


@pytest.mark.parametrize("engine", ENGINES)
def test_a_companys_own_weights_decide_in_both_engines(engine: str, tmp_path: Path) -> None:
    """One article has the question's words, the other its meaning."""
    worded = replace(SHIPPING, id="worded", text="Money is what you get back when a coin is lost.")
    meant = replace(SHIPPING, id="meant", text="Refunds reach your card after a few days.")
    question = "when do I get my money back"
    for fusion, first in ((Fusion(0, 0, 1), "worded"), (Fusion(0, 1, 0), "meant")):
        folder = tmp_path / first
        finder = ENGINES[engine]([worded, meant], folder, {"en": fusion})
        assert ids(finder, ask(question))[0] == first


def test_what_may_not_be_cited_is_not_found_though_it_fits_best(make: Make) -> None:
    scopes = [
        replace(ALWAYS, valid_from=DAY + timedelta(days=1)),
        replace(ALWAYS, valid_to=DAY - timedelta(days=1)),
        replace(ALWAYS, regions=frozenset({"EU"})),
        replace(ALWAYS, locale="de"),
    ]
    unfit = [replace(RETURNS, id=str(at), scope=scope) for at, scope in enumerate(scopes)]
    assert ids(make([*unfit, SHIPPING]), ask()) == ["shipping"]


def test_a_text_holds_on_its_first_and_on_its_last_day(make: Make) -> None:
    today = replace(RETURNS, scope=replace(ALWAYS, valid_from=DAY, valid_to=DAY))
    assert ids(make([today]), ask()) == ["returns"]


def test_a_regions_text_is_found_for_its_customers_only(make: Make) -> None:
    finder = make([replace(RETURNS, scope=replace(ALWAYS, regions=frozenset({"EU", "UK"})))])
    assert ids(finder, ask(region="EU")) == ["returns"]
    assert ids(finder, ask(region="US")) == []
    assert ids(finder, ask(region=None)) == []


def test_a_limit_is_kept_and_an_empty_index_finds_nothing(make: Make) -> None:
    many = [replace(RETURNS, id=f"returns-{at}") for at in range(8)]
    assert len(make(many).find(replace(ask(), limit=3))) == 3


def test_an_empty_index_finds_nothing(make: Make) -> None:
    assert make([]).find(ask()) == []


@pytest.mark.parametrize("text", ["", "   ", "😀", '"(a OR b) AND NOT *:* /x/~2^3', "x " * 5_000])
def test_odd_questions_are_harmless(make: Make, text: str) -> None:
    assert len(make([RETURNS, SHIPPING]).find(ask(text))) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    scopes=st.lists(
        st.builds(
            lambda locale, begins, days, regions: Scope(
                locale, begins, begins + timedelta(days=days), frozenset(regions)
            ),
            st.just("en"),
            st.dates(DAY - timedelta(days=4), DAY + timedelta(days=4)),
            st.integers(0, 6),
            st.sets(st.sampled_from(["EU", "US"])),
        ),
        min_size=1,
        max_size=5,
    ),
    region=st.sampled_from([None, "EU", "US"]),
    engine=st.sampled_from(sorted(ENGINES)),
)
def test_exactly_what_may_be_cited_is_found(
    scopes: list[Scope], region: str | None, engine: str
) -> None:
    documents = [replace(RETURNS, id=str(at), scope=each) for at, each in enumerate(scopes)]
    with TemporaryDirectory() as folder:
        found = ids(ENGINES[engine](documents, Path(folder)), replace(ask(region=region), limit=9))
    fit = [str(at) for at, each in enumerate(scopes) if each.holds("en", region, DAY)]
    assert sorted(found) == fit


def test_both_engines_rank_a_real_pack_alike(tmp_path: Path) -> None:
    documents = load_documents(PACK)
    (one, other) = (make(documents, tmp_path / name) for name, make in ENGINES.items())
    for question in (QUESTION, "what does express shipping cost", "pair my Heron with a laptop"):
        ours, theirs = one.find(ask(question)), other.find(ask(question))
        assert [each.id for each in ours] == [each.id for each in theirs]
        for mine, its in zip(ours, theirs, strict=True):
            assert mine.score == pytest.approx(its.score, abs=0.02)


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def publisher(cluster: Cluster, tmp_path: Path) -> OpenSearchPublisher:
    return OpenSearchPublisher(cluster.client(), "acme", cached(tmp_path), encoder_for)


SHIPPED = Passage("shipped#1", "shipped", "", "", "", "1", (Sentence("Text."),))


class Fallback:
    def find(self, search: Search) -> list[Passage]:
        return [SHIPPED]


def degraded(cluster: Cluster, *broken: str) -> tuple[list[str], list[str]]:
    warned: list[str] = []
    finder = OpenSearchFinder(cluster.client(), "acme", encoder_for, Fallback(), warned.append)
    cluster.broken = set(broken)
    return ids(finder, ask()), warned


def test_without_neighbours_the_words_answer(
    cluster: Cluster, publisher: OpenSearchPublisher
) -> None:
    publisher.publish([RETURNS, SHIPPING], NOW)
    found, warned = degraded(cluster, "knn")
    assert found == ["returns"]
    assert warned == ["OpenSearch failed at 1 of 2 queries"]


@pytest.mark.parametrize("broken", [("all",), ("knn", "bool")])
def test_without_an_answer_the_shipped_index_answers(
    cluster: Cluster, publisher: OpenSearchPublisher, broken: tuple[str, ...]
) -> None:
    publisher.publish([RETURNS], NOW)
    found, warned = degraded(cluster, *broken)
    assert found == ["shipped"]
    assert len(warned) == 1
    assert "return" not in warned[0]


def test_the_alias_moves_in_one_step_and_the_index_before_stays(
    cluster: Cluster, publisher: OpenSearchPublisher
) -> None:
    made = [
        publisher.publish([replace(RETURNS, version=str(n))], NOW + timedelta(minutes=n))
        for n in range(3)
    ]
    assert cluster.aliases == {"acme": made[2]}
    assert sorted(cluster.indexes) == made[1:]
    moves = [lines[0]["actions"] for _, url, lines in cluster.requests if url == "/_aliases"]
    assert moves[-1] == [
        {"remove": {"index": made[1], "alias": "acme"}},
        {"add": {"index": made[2], "alias": "acme"}},
    ]
    assert publisher.roll_back() == made[1]
    assert cluster.aliases == {"acme": made[1]}


def test_the_same_documents_are_not_indexed_twice(
    cluster: Cluster, publisher: OpenSearchPublisher
) -> None:
    first = publisher.publish([RETURNS], NOW)
    assert publisher.publish([RETURNS], NOW + timedelta(days=1)) == first


def test_an_index_that_is_not_whole_goes_and_the_alias_stays(
    cluster: Cluster, publisher: OpenSearchPublisher
) -> None:
    first = publisher.publish([RETURNS], NOW)
    cluster.broken = {"lost"}
    with pytest.raises(TransientError, match="holds 0 of 1 passages"):
        publisher.publish([SHIPPING], NOW + timedelta(minutes=1))
    assert cluster.aliases == {"acme": first}
    assert list(cluster.indexes) == [first]


def test_every_leg_is_sent_with_the_scope(cluster: Cluster, publisher: OpenSearchPublisher) -> None:
    publisher.publish([RETURNS], NOW)
    OpenSearchFinder(cluster.client(), "acme", encoder_for, Nothing(), fail).find(ask(region="EU"))
    (searched,) = [lines for _, url, lines in cluster.requests if url == "/_msearch"]
    scope = [
        {"term": {"locale": "en"}},
        {"range": {"valid_from": {"lte": "2026-05-06"}}},
        {"range": {"valid_to": {"gte": "2026-05-06"}}},
        {
            "bool": {
                "should": [
                    {"bool": {"must_not": [{"exists": {"field": "regions"}}]}},
                    {"term": {"regions": "EU"}},
                ],
                "minimum_should_match": 1,
            }
        },
    ]
    assert list(searched[::2]) == [{"index": "acme"}] * 2
    vector, worded = (line["query"] for line in searched[1::2])
    asked = ["how", "long", "can", "return", "headphones"]
    assert worded == {
        "bool": {
            "should": [{"term": {"words": {"value": word, "_name": word}}} for word in asked],
            "minimum_should_match": 1,
            "filter": scope,
        }
    }
    counted = {word: {"term": {"words": word}} for word in asked}
    of_locale = {
        "filter": {"term": {"locale": "en"}},
        "aggs": {"holding": {"filters": {"filters": counted}}},
    }
    assert searched[-1]["aggs"] == {"all": {"global": {}, "aggs": {"of_locale": of_locale}}}
    assert vector["knn"]["outline"]["filter"] == {"bool": {"filter": scope}}
    assert len(vector["knn"]["outline"]["vector"]) == 384
