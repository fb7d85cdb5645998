"""The OpenSearch engine: BM25 and k-NN in a cluster, ranked here as the embedded engine ranks.

The words are cut by us before they are indexed and asked for, so both engines count the same ones.
https://docs.opensearch.org/latest/vector-search/filter-search-knn/efficient-knn-filtering/,
https://docs.opensearch.org/latest/query-dsl/named-queries/
"""

import base64
from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from shared.adapters.search.vectors import to_units
from shared.adapters.search.words import words_of
from shared.domain.documents import Scope
from shared.domain.evidence import Passage, Sentence
from shared.domain.ranking import USUAL, Fusion, Fusions, Match, rarity
from shared.ports.knowledge import EvidenceFinder, Search
from shared.ports.understanding import QuestionEncoder, Vectors

DEADLINE = 1.5
"""Seconds that a customer waits for the cluster at most."""
_LOOKED_AT = 50
"""Passages that each leg brings."""
_TOLD = ("id", "document_id", "title", "heading", "source", "version")
_FETCHED = [*_TOLD, "sentences", "vectors", "locale", "regions", "valid_from", "valid_to"]


class OpenSearchFinder:
    """The EvidenceFinder over the index behind an alias. Where the k-NN leg fails the words alone
    answer; where the cluster does not answer in time, `fallback` does."""

    def __init__(
        self,
        cluster: OpenSearch,
        alias: str,
        encoder: Callable[[str], QuestionEncoder],
        fallback: EvidenceFinder,
        warn: Callable[[str], None],
        fusions: Fusions = MappingProxyType({}),
    ) -> None:
        """`encoder` gives the one that reads a locale."""
        self._cluster = cluster
        self._alias = alias
        self._encoder = encoder
        self._fallback = fallback
        self._warn = warn
        self._fusions = fusions

    def find(self, search: Search) -> list[Passage]:
        try:
            return self._find(search)
        except OpenSearchException as error:
            self._warn(f"OpenSearch does not answer: {type(error).__name__}")
            return self._fallback.find(search)

    def _find(self, search: Search) -> list[Passage]:
        encoder = self._encoder(search.locale)
        question, answer = encoder.ask(search.question)
        (words,) = words_of([search.question], search.locale)
        words = list(dict.fromkeys(words))
        told: dict[str, Any] = {}
        if words:
            counted = by_words(search, words) | counting(search, words)
            near, told = self._ask(by_vector(search, question), counted)
        else:
            (near,) = self._ask(by_vector(search, question))
        worded = {hit["_id"]: hit for hit in _hits(told)}
        hits = {**worded, **{hit["_id"]: hit for hit in _hits(near)}}
        if words and (missing := [id for id in hits if id not in worded]):
            (rest,) = self._ask(by_words(search, words, among=missing))
            worded |= {hit["_id"]: hit for hit in _hits(rest)}
        rarities = _rarities(told)
        asked = np.stack([question, answer])
        fusion = self._fusions.get(search.locale, USUAL)
        read = [
            _passage(hit["_source"], asked, encoder, _words(worded.get(id), rarities), fusion)
            for id, hit in hits.items()
        ]
        return sorted(read, key=lambda each: -each.score)[: search.limit]

    def _ask(self, *queries: dict[str, Any]) -> list[dict[str, Any]]:
        """The answer to each. One that fails tells nothing, unless all fail."""
        body = [line for query in queries for line in ({"index": self._alias}, query)]
        answers = self._cluster.msearch(body=body, request_timeout=DEADLINE)["responses"]
        failed = [answer for answer in answers if "error" in answer or answer.get("timed_out")]
        if len(failed) == len(answers):
            raise OpenSearchException("no query was answered")
        if failed:
            self._warn(f"OpenSearch failed at {len(failed)} of {len(answers)} queries")
        return [answer if "hits" in answer else {} for answer in answers]


def by_words(search: Search, words: list[str], among: list[str] | None = None) -> dict[str, Any]:
    """The BM25 leg, which tells which words a passage has; `among` limits it to passages with these
    ids."""
    limits = [*_scope(search), *([{"ids": {"values": among}}] if among else [])]
    each = [{"term": {"words": {"value": word, "_name": word}}} for word in words]
    return {
        "size": _LOOKED_AT,
        "_source": _FETCHED,
        "query": {"bool": {"should": each, "minimum_should_match": 1, "filter": limits}},
    }


def counting(search: Search, words: list[str]) -> dict[str, Any]:
    """How many of all the locale's passages have each word."""
    holding = {"filters": {"filters": {word: {"term": {"words": word}} for word in words}}}
    of_locale = {"filter": {"term": {"locale": search.locale}}, "aggs": {"holding": holding}}
    return {"aggs": {"all": {"global": {}, "aggs": {"of_locale": of_locale}}}}


def by_vector(search: Search, question: Vectors) -> dict[str, Any]:
    """The k-NN leg. The filter is inside, so it is kept while the neighbours are looked for."""
    knn = {
        "vector": [round(float(value), 6) for value in question],
        "k": _LOOKED_AT,
        "filter": {"bool": {"filter": _scope(search)}},
    }
    return {"size": _LOOKED_AT, "_source": _FETCHED, "query": {"knn": {"outline": knn}}}


def _scope(search: Search) -> list[dict[str, Any]]:
    """What may be cited here and now: the one place where both legs get it from."""
    day = search.on.isoformat()
    anywhere: list[dict[str, Any]] = [{"bool": {"must_not": [{"exists": {"field": "regions"}}]}}]
    if search.region is not None:
        anywhere.append({"term": {"regions": search.region}})
    return [
        {"term": {"locale": search.locale}},
        {"range": {"valid_from": {"lte": day}}},
        {"range": {"valid_to": {"gte": day}}},
        {"bool": {"should": anywhere, "minimum_should_match": 1}},
    ]


def _hits(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.get("hits", {}).get("hits", [])
    return found


def _rarities(answer: dict[str, Any]) -> dict[str, float]:
    """Of each word."""
    if "aggregations" not in answer:
        return {}
    counted = answer["aggregations"]["all"]["of_locale"]
    holding = counted["holding"]["buckets"]
    return {word: rarity(of["doc_count"], counted["doc_count"]) for word, of in holding.items()}


def _words(hit: dict[str, Any] | None, rarities: dict[str, float]) -> tuple[float, float]:
    """BM25, and the share of the question's words that the passage has."""
    if hit is None or not rarities:
        return 0.0, 0.0
    covered = sum(rarities[word] for word in hit["matched_queries"])
    return hit["_score"], covered / sum(rarities.values())


def _passage(
    hit: dict[str, Any],
    asked: Vectors,
    encoder: QuestionEncoder,
    words: tuple[float, float],
    fusion: Fusion,
) -> Passage:
    """`asked` are the vectors of the question and of the answer that it wants."""
    stored = np.frombuffer(base64.b64decode(hit["vectors"]), np.int8)
    units = to_units(stored.reshape(-1, encoder.dimensions))
    parts, told = encoder.scaled(asked @ units.T)
    mean = units.mean(axis=0)
    whole = encoder.scaled(mean @ asked[0] / np.linalg.norm(mean))
    match = Match(float(whole), float(parts.max()), *words)
    own = told[1 : 1 + len(hit["sentences"])]  # between its heading and what is asked
    sentences = zip(hit["sentences"], own, strict=True)
    return Passage(
        **{name: hit[name] for name in _TOLD},
        sentences=tuple(Sentence(text, round(float(fit), 4)) for text, fit in sentences),
        score=round(fusion.relevance(match), 4),
        scope=_stored_scope(hit),
    )


def _stored_scope(hit: dict[str, Any]) -> Scope:
    ends = date.fromisoformat(hit["valid_to"])
    return Scope(
        hit["locale"],
        date.fromisoformat(hit["valid_from"]),
        None if ends == date.max else ends,
        frozenset(hit.get("regions", ())),
    )
