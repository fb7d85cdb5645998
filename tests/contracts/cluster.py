"""A cluster of OpenSearch in this process: it executes what the engine sends, and refuses the rest.

It knows the requests, the queries and the answers of OpenSearch's documentation that the engine
uses, and nothing more. It is no OpenSearch: what it accepts was never shown to a real one.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatch
from typing import Any

import numpy as np
from opensearchpy import OpenSearch
from opensearchpy.connection.base import Connection

K1, B = 1.2, 0.75


class Cluster:
    """`broken` names kinds of queries that fail, or `all`."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, dict[str, Any]]] = {}
        self.aliases: dict[str, str] = {}
        self.broken: set[str] = set()
        self.requests: list[tuple[str, str, Any]] = []

    def client(self) -> OpenSearch:
        return OpenSearch("http://cluster:9200", connection_class=_Wire, max_retries=0, wire=self)

    def answer(self, method: str, url: str, body: bytes | None) -> tuple[int, Any]:
        lines = [json.loads(line) for line in (body or b"").splitlines() if line.strip()]
        self.requests.append((method, url, lines))
        if "all" in self.broken:
            return 503, _error("cluster_block_exception", "no master", 503)
        name = url.strip("/").split("/")[0]
        match (method, url.removeprefix(f"/{name}") if name[:1] != "_" else url):
            case ("PUT", ""):
                self.indexes[name] = {}
                self._mapping = lines[0]["mappings"]["properties"]
                return 200, {"acknowledged": True, "index": name}
            case ("DELETE", ""):
                del self.indexes[name]
                return 200, {"acknowledged": True}
            case ("GET", ""):
                return 200, {each: {} for each in self.indexes if fnmatch(each, name)}
            case ("POST", "/_refresh"):
                return 200, {"_shards": {"failed": 0}}
            case ("POST", "/_count"):
                return 200, {"count": len(self.indexes[name])}
            case ("POST", "/_bulk"):
                return 200, self._bulk(lines)
            case ("POST", "/_aliases"):
                return 200, self._move(lines[0]["actions"])
            case ("GET", path) if path.startswith("/_alias/"):
                alias = path.rpartition("/")[2]
                if alias not in self.aliases:
                    return 404, {"error": f"alias [{alias}] missing", "status": 404}
                return 200, {self.aliases[alias]: {"aliases": {alias: {}}}}
            case ("POST" | "GET", "/_msearch"):
                pairs = zip(lines[::2], lines[1::2], strict=True)
                return 200, {"took": 1, "responses": [self._search(*pair) for pair in pairs]}
        return 400, _error("illegal_argument_exception", f"{method} {url}", 400)

    def _bulk(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        items = []
        for action, source in zip(lines[::2], lines[1::2], strict=True):
            about = action["index"]
            assert source.keys() <= self._mapping.keys(), "the mapping is strict"
            if "lost" not in self.broken:
                self.indexes[about["_index"]][about["_id"]] = source
            items.append({"index": {"_id": about["_id"], "status": 201}})
        return {"took": 1, "errors": False, "items": items}

    def _move(self, actions: list[dict[str, Any]]) -> dict[str, Any]:
        for action in actions:
            ((kind, about),) = action.items()
            if kind == "remove":
                assert self.aliases.pop(about["alias"]) == about["index"]
            else:
                assert about["index"] in self.indexes
                self.aliases[about["alias"]] = about["index"]
        return {"acknowledged": True}

    def _search(self, header: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        if header["index"] not in self.aliases:
            return _error("index_not_found_exception", "no such index", 404)
        rows = self.indexes[self.aliases[header["index"]]]
        ((kind, query),) = body["query"].items()
        if kind in self.broken:
            return _error("search_phase_execution_exception", "all shards failed", 500)
        scored = self._knn(query, rows) if kind == "knn" else self._bool(query, rows)
        best = sorted(scored.items(), key=lambda each: -each[1])[: body["size"]]
        hits = [
            {
                "_id": id,
                "_score": score,
                "_source": {name: rows[id][name] for name in body["_source"] if name in rows[id]},
                **({} if kind == "knn" else {"matched_queries": _matched(query, rows[id])}),
            }
            for id, score in best
        ]
        counted = {name: _counted(each, rows) for name, each in body.get("aggs", {}).items()}
        told = {"aggregations": counted} if counted else {}
        return {"timed_out": False, "status": 200, "hits": {"hits": hits}, **told}

    def _bool(self, query: dict[str, Any], rows: dict[str, Any]) -> dict[str, float]:
        assert query["minimum_should_match"] == 1
        scores = _bm25(rows, [each["term"]["words"]["value"] for each in query["should"]])
        return {
            id: score
            for id, score in scores.items()
            if all(_holds(each, id, rows[id]) for each in query["filter"])
        }

    def _knn(self, query: dict[str, Any], rows: dict[str, Any]) -> dict[str, float]:
        asked = query["outline"]
        vector = np.array(asked["vector"])
        allowed = {
            id: row
            for id, row in rows.items()
            if all(_holds(each, id, row) for each in asked["filter"]["bool"]["filter"])
        }
        scores = {id: (1 + _cosine(vector, row["outline"])) / 2 for id, row in allowed.items()}
        return dict(sorted(scores.items(), key=lambda each: -each[1])[: asked["k"]])


class _Wire(Connection):
    """What stands in the place of HTTP."""

    def __init__(self, wire: Cluster, **more: Any) -> None:
        super().__init__(**more)
        self._cluster = wire

    def perform_request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        ignore: Any = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        status, answer = self._cluster.answer(method, url, body)
        raw = json.dumps(answer)
        if status >= 300 and status not in ignore:
            self._raise_error(status, raw)
        return status, {"content-type": "application/json"}, raw


def _matched(query: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """The names of its clauses that match."""
    clauses = [each["term"]["words"] for each in query["should"]]
    return [each["_name"] for each in clauses if each["value"] in row["words"].split()]


def _counted(asked: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    """An aggregation: `global`, `filter` or `filters`, and those within it."""
    if "filters" in asked:
        buckets = {
            name: {"doc_count": len(_held(each, rows))}
            for name, each in asked["filters"]["filters"].items()
        }
        return {"buckets": buckets}
    held = rows if asked.get("global") == {} else _held(asked["filter"], rows)
    within = {name: _counted(each, held) for name, each in asked["aggs"].items()}
    return {"doc_count": len(held), **within}


def _held(limit: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    return {id: row for id, row in rows.items() if _holds(limit, id, row)}


def _holds(limit: dict[str, Any], id: str, row: dict[str, Any]) -> bool:
    ((kind, about),) = limit.items()
    if kind == "ids":
        return id in about["values"]
    if kind == "exists":
        return about["field"] in row
    if kind == "term":
        ((field, value),) = about.items()
        held = row[field].split() if field == "words" else row.get(field, [])
        return value in held if isinstance(held, list) else value == held
    if kind == "range":
        ((field, bounds),) = about.items()
        return bool(bounds.get("gte", "") <= row[field] <= bounds.get("lte", "~"))
    if kind == "bool" and "must_not" in about:
        return not any(_holds(each, id, row) for each in about["must_not"])
    if kind == "bool" and about.get("minimum_should_match") == 1:
        return any(_holds(each, id, row) for each in about["should"])
    raise AssertionError(f"OpenSearch knows no query {kind}")


def _bm25(rows: dict[str, Any], asked: list[str]) -> dict[str, float]:
    """As Lucene's BM25Similarity scores, which leaves out the factor k1 + 1."""
    counted = {id: Counter(row["words"].split()) for id, row in rows.items()}
    lengths = {id: sum(words.values()) for id, words in counted.items()}
    average = sum(lengths.values()) / max(1, len(lengths))
    scores: dict[str, float] = {}
    for word in asked:
        holding = [id for id, words in counted.items() if word in words]
        weight = math.log(1 + (len(rows) - len(holding) + 0.5) / (len(holding) + 0.5))
        for id in holding:
            often = counted[id][word]
            norm = often + K1 * (1 - B + B * lengths[id] / average)
            scores[id] = scores.get(id, 0.0) + weight * often / norm
    return scores


def _cosine(one: Any, other: Any) -> float:
    return float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))


def _error(kind: str, reason: str, status: int) -> dict[str, Any]:
    return {"error": {"type": kind, "reason": reason}, "status": status}
