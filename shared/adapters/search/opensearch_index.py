"""Publishes a company's documents to OpenSearch: a new index, and an alias that moves to it."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import groupby, islice
from typing import Any

import numpy as np
from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import NotFoundError, OpenSearchException
from pydantic import TypeAdapter

from shared.adapters.search.shelf import readings, text_of
from shared.adapters.search.vectors import Bytes, VectorCache, in_time, to_units
from shared.adapters.search.words import words_of
from shared.domain.documents import Document, Scope
from shared.domain.errors import TransientError
from shared.domain.evidence import Passage
from shared.domain.passages import split_document
from shared.ports.library import HasTime, for_ever
from shared.ports.understanding import Encoder

_DOCUMENTS = TypeAdapter(list[Document])
_FOREVER = "9999-12-31"
"""Last day of what has none: a range is asked for, never a missing field."""
_TOLD = ("id", "document_id", "title", "heading", "source", "version")
_KEYWORD = {"type": "keyword"}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}
INDEX: dict[str, Any] = {
    "settings": {"index": {"knn": True, "number_of_shards": 1}},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "locale": _KEYWORD,
            "regions": _KEYWORD,
            "valid_from": {"type": "date", "format": "strict_date"},
            "valid_to": {"type": "date", "format": "strict_date"},
            "words": {"type": "text", "analyzer": "whitespace"},
            "outline": {
                "type": "knn_vector",
                "dimension": 384,
                "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
            },
            "id": _KEPT,
            "document_id": _KEYWORD,
            "title": _KEPT,
            "heading": _KEPT,
            "source": _KEPT,
            "version": _KEPT,
            "sentences": _KEPT,
            "vectors": {"type": "binary"},
        },
    },
}
"""One shard, so that BM25 weighs a word by all passages. `vectors` are those of its readings,
a byte a dimension. https://docs.opensearch.org/latest/field-types/supported-field-types/
"""


class OpenSearchPublisher:
    """`alias` is the company's; its indexes are named after it. The one before the current one is
    kept, older ones go."""

    def __init__(
        self,
        cluster: OpenSearch,
        alias: str,
        vectors: Callable[[], AbstractContextManager[VectorCache]],
        encoder: Callable[[str], Encoder],
    ) -> None:
        """`vectors` opens the cache of what was encoded before; `encoder` gives a locale's."""
        self._cluster = cluster
        self._alias = alias
        self._vectors = vectors
        self._encoder = encoder

    def publish(
        self, documents: list[Document], now: datetime, has_time: HasTime = for_ever
    ) -> str:
        digest = hashlib.sha256(_DOCUMENTS.dump_json(documents)).hexdigest()[:12]
        index = f"{self._alias}-{now:%Y%m%d%H%M%S}-{digest}"
        try:
            current = self._current()
            if current and current.endswith(digest):
                return current
            self._encode(documents, has_time)
            self._fill(index, documents)
            self._move(current, index)
        except OpenSearchException as error:
            raise TransientError(f"OpenSearch took no index: {type(error).__name__}") from error
        return index

    def roll_back(self) -> str:
        """Back to the index before. Raises TransientError where there is none."""
        current = self._current()
        before = [name for name in self._all() if current and name < current]
        if not before:
            raise TransientError(f"{self._alias} has no index to go back to")
        self._point(current, before[-1])
        return before[-1]

    def _encode(self, documents: list[Document], has_time: HasTime) -> None:
        """Into the cache, which what is out of time leaves behind."""
        with self._vectors() as cache:
            for locale, group in groupby(sorted(documents, key=_locale), key=_locale):
                passages = [part for each in group for part in split_document(each)]
                texts = [text for passage in passages for text in readings(passage)]
                cache.encode(texts, self._encoder(locale), in_time(has_time))

    def _fill(self, index: str, documents: list[Document]) -> None:
        """An index that is not whole is taken away again."""
        self._cluster.indices.create(index=index, body=INDEX)
        try:
            rows = list(self._rows(documents))
            actions = ({"_index": index, "_id": row["id"], "_source": row} for row in rows)
            helpers.bulk(self._cluster, actions, chunk_size=500)
            self._cluster.indices.refresh(index=index)
            counted = self._cluster.count(index=index)["count"]
            if counted != len(rows):
                raise TransientError(f"{index} holds {counted} of {len(rows)} passages")
        except Exception:
            self._cluster.indices.delete(index=index)
            raise

    def _rows(self, documents: list[Document]) -> Iterator[dict[str, Any]]:
        with self._vectors() as cache:
            yield from self._encoded(documents, cache)

    def _encoded(self, documents: list[Document], cache: VectorCache) -> Iterator[dict[str, Any]]:
        for locale, group in groupby(sorted(documents, key=_locale), key=_locale):
            found = [(part, each.scope) for each in group for part in split_document(each)]
            texts = [text for passage, _ in found for text in readings(passage)]
            vectors = iter(cache.encode(texts, self._encoder(locale), lambda _done, _all: None))
            words = words_of([text_of(passage) for passage, _ in found], locale)
            for (passage, scope), said in zip(found, words, strict=True):
                stored = np.stack(list(islice(vectors, len(readings(passage)))))
                yield _row(passage, scope, said, stored)

    def _move(self, current: str | None, index: str) -> None:
        self._point(current, index)
        for name in self._all():
            if name not in (current, index):
                self._cluster.indices.delete(index=name)

    def _point(self, current: str | None, index: str) -> None:
        """In one step: no question ever finds the alias without an index, or with two.

        https://docs.opensearch.org/latest/api-reference/alias-apis/alias/
        """
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self._alias}}]
        if current:
            actions.insert(0, {"remove": {"index": current, "alias": self._alias}})
        self._cluster.indices.update_aliases(body={"actions": actions})

    def _current(self) -> str | None:
        try:
            return str(next(iter(self._cluster.indices.get_alias(name=self._alias))))
        except NotFoundError:
            return None

    def _all(self) -> list[str]:
        """Oldest first, for their names hold their time."""
        return sorted(self._cluster.indices.get(index=f"{self._alias}-*"))


def _row(passage: Passage, scope: Scope, words: list[str], stored: Bytes) -> dict[str, Any]:
    about = {name: getattr(passage, name) for name in _TOLD}
    return {
        **about,
        "sentences": [sentence.text for sentence in passage.sentences],
        "locale": scope.locale,
        "valid_from": scope.valid_from.isoformat(),
        "valid_to": scope.valid_to.isoformat() if scope.valid_to else _FOREVER,
        "words": " ".join(words),
        "outline": [round(float(value), 6) for value in to_units(stored).mean(axis=0)],
        "vectors": base64.b64encode(stored.tobytes()).decode(),
        **({"regions": sorted(scope.regions)} if scope.regions else {}),
    }


def _locale(document: Document) -> str:
    return document.scope.locale
