"""What only the DynamoDB graph can meet: others who write, full pages, a busy table."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.aws import graph as adapter
from shared.adapters.aws.clients import client
from shared.adapters.aws.graph import DynamoGraph
from shared.domain.errors import TransientError
from shared.domain.graph import Edge, Kind, Node, NodeId, told

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
MAYA = NodeId(Kind.CUSTOMER, "maya")
NUMBERS = [NodeId(Kind.PHONE, f"+1555010{number}") for number in range(2)]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_PAUSE", 0.0)


class Interrupted(DynamoGraph):
    """Somebody else writes between its reading and its writing, `times` times."""

    def __init__(self, table: str, times: int, meanwhile: Callable[[int], None]) -> None:
        super().__init__(table)
        self._left, self._meanwhile = times, meanwhile

    def _read(self, id_: NodeId) -> tuple[Node, int]:
        read = super()._read(id_)
        if self._left:
            self._left -= 1
            self._meanwhile(self._left)
        return read


def test_what_others_write_meanwhile_is_joined_and_not_lost(table: str) -> None:
    other = DynamoGraph(table)

    def moves(left: int) -> None:
        when = NOON + timedelta(minutes=left)
        other.tell(told(MAYA, when, {"tier": "plus"}, {Edge.HAS_PHONE: [NUMBERS[0]]}))

    later = NOON + timedelta(hours=1)
    news = told(MAYA, later, {"name": "Maya"}, {Edge.HAS_PHONE: [NUMBERS[1]]})
    Interrupted(table, 2, moves).tell(news)
    maya = other.get([MAYA])[MAYA]
    assert (maya.text("name"), maya.text("tier")) == ("Maya", "plus")
    assert [other.sources(number, Edge.HAS_PHONE) for number in NUMBERS] == [[], [MAYA]]


def test_a_node_that_others_never_leave_alone_is_tried_again_later(table: str) -> None:
    def moves(left: int) -> None:
        DynamoGraph(table).tell(told(MAYA, NOON + timedelta(minutes=left), {"tier": str(left)}))

    with pytest.raises(TransientError, match="customer"):
        Interrupted(table, 99, lambda left: moves(99 - left)).tell(told(MAYA, NOON, {"name": "M"}))


def test_edges_that_fill_more_than_one_page_are_all_found(table: str) -> None:
    graph = DynamoGraph(table)
    long = [NodeId(Kind.ORDER, f"{number:04}" + "x" * 500) for number in range(1_100)]
    rows = [
        {"pk": {"S": str(MAYA)}, "sk": {"S": f"edge#placed#{order}"}, "pad": {"S": "x" * 500}}
        for order in long
    ]
    for start in range(0, len(rows), 25):
        puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + 25]]
        client("dynamodb").batch_write_item(RequestItems={table: puts})
    assert graph.sources(MAYA, Edge.PLACED_BY) == long


def test_a_busy_table_is_asked_again_for_the_rest(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = DynamoGraph(table)
    orders = [NodeId(Kind.ORDER, str(number)) for number in range(5)]
    for order in orders:
        graph.tell(told(order, NOON, {"status": "shipped"}))
    real = client("dynamodb").batch_get_item

    def two_at_a_time(RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  boto3's name
        keys = RequestItems[table]["Keys"]
        answer: dict[str, Any] = real(RequestItems={table: {"Keys": keys[:2]}})
        if rest := keys[2:]:
            answer["UnprocessedKeys"] = {table: {"Keys": rest}}
        return answer

    monkeypatch.setattr(client("dynamodb"), "batch_get_item", two_at_a_time)
    assert list(graph.get(orders)) == orders


def test_a_table_that_stays_busy_is_a_passing_failure(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  boto3's name
        return {"Responses": {}, "UnprocessedKeys": RequestItems}

    monkeypatch.setattr(client("dynamodb"), "batch_get_item", nothing)
    with pytest.raises(TransientError, match="busy"):
        DynamoGraph(table).get([MAYA])
