"""The knowledge graph as an adjacency list in one DynamoDB table.

pk            sk                          what
<node>        node                        what is known of it, its own edges, and a revision
<target>      edge#<inverse>#<source>     an edge that leads to it, named from its side

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-adjacency-graphs.html
"""

import time
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from shared.adapters.aws.batches import read_rows
from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, is_condition_failure, is_conflict, to_item
from shared.domain.errors import TransientError
from shared.domain.graph import Edge, Node, NodeId, joined

_NODE = TypeAdapter(Node)
_SELF = "node"
_TRIES = 6
_PAUSE = 0.02
"""Seconds before the second try; each later pause is twice as long."""


class DynamoGraph:
    """A row's revision, not its time, guards the write: a node joins many times, one for each name
    that was told of it, and nobody may slip in between reading and writing."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def tell(self, news: Node) -> None:
        for attempt in range(_TRIES):
            before, revision = self._read(news.id)
            after = joined(before, news)
            if after == before:
                return
            try:
                self._write(before, after, revision)
            except ClientError as error:
                if not (is_condition_failure(error) or is_conflict(error)):
                    raise
                _pause(attempt)
            else:
                return
        raise TransientError(f"others keep changing a {news.id.kind}")

    def get(self, ids: Iterable[NodeId]) -> dict[NodeId, Node]:
        wanted = list(dict.fromkeys(ids))
        found: dict[NodeId, Node] = {}
        keys = ({"pk": str(id_), "sk": _SELF} for id_ in wanted)
        for row in read_rows(self._client, self._table, keys):
            node = _NODE.validate_json(row["node"])
            found[node.id] = node
        return {id_: found[id_] for id_ in wanted if id_ in found and found[id_].is_known}

    def sources(self, target: NodeId, edge: Edge) -> list[NodeId]:
        prefix = f"edge#{edge.inverse}#"
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :target AND begins_with(sk, :edge)",
            ExpressionAttributeValues=to_item({":target": str(target), ":edge": prefix}),
            ProjectionExpression="sk",
        )
        rows = [from_item(item) for page in pages for item in page["Items"]]
        return sorted(NodeId.parse(row["sk"].removeprefix(prefix)) for row in rows)

    def _read(self, id_: NodeId) -> tuple[Node, int]:
        """The node and its revision: 0 where nothing was ever told of it."""
        answer = self._client.get_item(
            TableName=self._table, Key=_key(id_, _SELF), ConsistentRead=True
        )
        if "Item" not in answer:
            return Node(id_), 0
        row = from_item(answer["Item"])
        return _NODE.validate_json(row["node"]), int(row["revision"])

    def _write(self, before: Node, after: Node, revision: int) -> None:
        row = {"node": _NODE.dump_json(after).decode(), "revision": revision + 1}
        put: dict[str, Any] = {
            "TableName": self._table,
            "Item": _key(after.id, _SELF) | to_item(row),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        if revision:
            put["ConditionExpression"] = "revision = :read"
            put["ExpressionAttributeValues"] = to_item({":read": revision})
        added, dropped = after.ends() - before.ends(), before.ends() - after.ends()
        writes = [{"Put": put}]
        for edge, target in added:
            item = _key(target, _inward(edge, after.id))
            writes.append({"Put": {"TableName": self._table, "Item": item}})
        for edge, target in dropped:
            key = _key(target, _inward(edge, after.id))
            writes.append({"Delete": {"TableName": self._table, "Key": key}})
        self._client.transact_write_items(TransactItems=writes)


def _key(id_: NodeId, sort: str) -> dict[str, Any]:
    return to_item({"pk": str(id_), "sk": sort})


def _inward(edge: Edge, source: NodeId) -> str:
    return f"edge#{edge.inverse}#{source}"


def _pause(attempt: int) -> None:
    time.sleep(_PAUSE * 2**attempt)
