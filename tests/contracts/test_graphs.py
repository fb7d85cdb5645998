"""What every keeper of the knowledge graph promises."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.aws.clients import client
from shared.adapters.aws.graph import DynamoGraph
from shared.adapters.memory.graph import MemoryGraph
from shared.domain.graph import MOST_EDGES, Edge, Kind, Node, NodeId, removal, told
from shared.ports.graph import Graph

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
MAYA, DANIEL = NodeId(Kind.CUSTOMER, "maya"), NodeId(Kind.CUSTOMER, "daniel")
ORDERS = [NodeId(Kind.ORDER, f"NW-{number}") for number in range(3)]


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.fixture(params=["memory", "dynamodb"])
def graph(request: pytest.FixtureRequest) -> Graph:
    if request.param == "memory":
        return MemoryGraph()
    return DynamoGraph(request.getfixturevalue("table"))


def test_what_was_told_can_be_got(graph: Graph) -> None:
    order = told(
        ORDERS[0],
        NOON,
        {"status": "shipped", "items": ("Finch", "Heron")},
        {Edge.PLACED_BY: [MAYA]},
    )
    graph.tell(order)
    assert graph.get([ORDERS[1], ORDERS[0], ORDERS[0]]) == {ORDERS[0]: order}


def test_edges_are_found_from_their_other_end_by_their_kind(graph: Graph) -> None:
    for order in reversed(ORDERS[:2]):
        graph.tell(told(order, NOON, {}, {Edge.PLACED_BY: [MAYA]}))
    graph.tell(told(ORDERS[2], NOON, {}, {Edge.PLACED_BY: [DANIEL]}))
    graph.tell(
        told(NodeId(Kind.SUBSCRIPTION, "s"), NOON, {"status": "active"}, {Edge.HELD_BY: [MAYA]})
    )
    assert graph.sources(MAYA, Edge.PLACED_BY) == ORDERS[:2]
    assert graph.sources(MAYA, Edge.HELD_BY) == [NodeId(Kind.SUBSCRIPTION, "s")]
    assert graph.sources(NodeId(Kind.CUSTOMER, "may"), Edge.PLACED_BY) == []


def test_an_edge_that_moves_leaves_nothing_behind(graph: Graph) -> None:
    graph.tell(told(ORDERS[0], at(1), {}, {Edge.PLACED_BY: [DANIEL]}))
    graph.tell(told(ORDERS[0], at(0), {}, {Edge.PLACED_BY: [MAYA]}))
    assert graph.sources(MAYA, Edge.PLACED_BY) == []
    graph.tell(told(ORDERS[0], at(2), {}, {Edge.PLACED_BY: [MAYA]}))
    assert graph.sources(DANIEL, Edge.PLACED_BY) == []
    assert graph.sources(MAYA, Edge.PLACED_BY) == [ORDERS[0]]


def test_what_is_removed_is_gone_with_its_edges(graph: Graph) -> None:
    graph.tell(told(ORDERS[0], at(0), {"status": "shipped"}, {Edge.PLACED_BY: [MAYA]}))
    graph.tell(removal(ORDERS[0], at(1)))
    graph.tell(told(ORDERS[0], at(0), {"status": "shipped"}, {Edge.PLACED_BY: [MAYA]}))
    assert graph.get([ORDERS[0]]) == {}
    assert graph.sources(MAYA, Edge.PLACED_BY) == []


def test_every_edge_that_one_event_may_tell_can_be_replaced_at_once(graph: Graph) -> None:
    def products(prefix: str) -> list[NodeId]:
        return [NodeId(Kind.PRODUCT, f"{prefix}{number}") for number in range(MOST_EDGES - 1)]

    for minute, (prefix, customer) in enumerate((("a", MAYA), ("b", DANIEL))):
        edges = {Edge.CONTAINS: products(prefix), Edge.PLACED_BY: [customer]}
        graph.tell(told(ORDERS[0], at(minute), {}, edges))
    assert graph.sources(products("a")[0], Edge.CONTAINS) == []
    assert graph.sources(products("b")[0], Edge.CONTAINS) == [ORDERS[0]]


def test_more_nodes_than_one_read_takes(graph: Graph) -> None:
    many = [NodeId(Kind.ORDER, f"{number:04}") for number in range(130)]
    for order in many:
        graph.tell(told(order, NOON, {"status": "shipped"}))
    assert list(graph.get(many)) == many


_tellings = st.lists(
    st.builds(
        lambda order, minute, status, customer: (
            removal(order, at(minute))
            if status is None
            else told(order, at(minute), {"status": status}, {Edge.PLACED_BY: [customer]})
        ),
        st.sampled_from(ORDERS),
        st.integers(0, 4),
        st.sampled_from(["processing", "shipped", None]),
        st.sampled_from([MAYA, DANIEL]),
    ),
    min_size=1,
    max_size=8,
)


def _after(graph: Graph, events: list[Node]) -> object:
    """All that the graph holds when the events have come."""
    for event in events:
        graph.tell(event)
    return graph.get(ORDERS), {who: graph.sources(who, Edge.PLACED_BY) for who in (MAYA, DANIEL)}


@given(st.data())
def test_any_order_and_any_repeats_end_in_the_same_memory_graph(data: st.DataObject) -> None:
    events = data.draw(_tellings)
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=4))
    shuffled = data.draw(st.permutations(events + repeats))
    assert _after(MemoryGraph(), events) == _after(MemoryGraph(), shuffled)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_order_and_any_repeats_end_in_dynamodb_as_in_memory(
    table: str, data: st.DataObject
) -> None:
    for row in client("dynamodb").scan(TableName=table, ProjectionExpression="pk, sk")["Items"]:
        client("dynamodb").delete_item(TableName=table, Key=row)
    events = data.draw(_tellings)
    shuffled = data.draw(st.permutations(events + events[:2]))
    assert _after(DynamoGraph(table), shuffled) == _after(MemoryGraph(), events)
