"""The graph's own rules: what may be told, and that the newest word wins in any order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.domain.graph import MOST_EDGES, Edge, Kind, Node, NodeId, joined, removal, told

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
ORDER = NodeId(Kind.ORDER, "NW-1")
MAYA, DANIEL = NodeId(Kind.CUSTOMER, "maya"), NodeId(Kind.CUSTOMER, "daniel")

moments = st.integers(0, 4).map(lambda minute: NOON + timedelta(minutes=minute))
values = st.sampled_from(["a", "b", "", ("a",), ("b", "a")])
tellings = st.builds(
    lambda when, attributes, customer: told(
        ORDER, when, attributes, {Edge.PLACED_BY: customer if customer is None else [customer]}
    ),
    moments,
    st.dictionaries(st.sampled_from(["status", "items", "due"]), values),
    st.sampled_from([None, MAYA, DANIEL]),
)
words = tellings | st.builds(removal, st.just(ORDER), moments)


@given(words, words, words)
def test_joining_minds_no_order_and_no_repetition(one: Node, two: Node, three: Node) -> None:
    assert joined(one, two) == joined(two, one)
    assert joined(joined(one, two), three) == joined(one, joined(two, three))
    assert joined(joined(one, two), two) == joined(one, two)


@given(words, moments, values)
def test_an_older_word_never_replaces_a_newer_one(one: Node, when: datetime, value: str) -> None:
    other = told(ORDER, when, {"status": value})
    status = joined(one, other).attributes.get("status")
    dates = [
        each.attributes["status"].as_of for each in (one, other) if "status" in each.attributes
    ]
    hidden = one.removed_at is not None and max(dates) <= one.removed_at
    assert (status is None) if hidden else (status is not None and status.as_of == max(dates))


def test_what_was_removed_stays_so_until_something_newer_is_told() -> None:
    gone = joined(told(ORDER, NOON, {"status": "shipped"}), removal(ORDER, NOON))
    assert not gone.is_known
    late = told(ORDER, NOON - timedelta(hours=1), {"status": "processing"})
    assert not joined(gone, late).is_known
    back = joined(gone, told(ORDER, NOON + timedelta(hours=1), {"status": "delivered"}))
    assert back.text("status") == "delivered"


@pytest.mark.parametrize(
    ("source", "edge", "targets", "mend"),
    [
        (MAYA, Edge.PLACED_BY, [MAYA], "leads from order to customer"),
        (ORDER, Edge.PLACED_BY, [ORDER], "leads from order to customer"),
        (ORDER, Edge.PLACED_BY, [MAYA, DANIEL], "one placed_by at most"),
        (
            NodeId(Kind.DOCUMENT, "d"),
            Edge.SUPERSEDES,
            [NodeId(Kind.DOCUMENT, "d")],
            "supersedes itself",
        ),
        (
            ORDER,
            Edge.CONTAINS,
            [NodeId(Kind.PRODUCT, str(number)) for number in range(MOST_EDGES + 1)],
            f"more than {MOST_EDGES}",
        ),
    ],
)
def test_a_wrong_edge_says_what_to_mend(
    source: NodeId, edge: Edge, targets: list[NodeId], mend: str
) -> None:
    with pytest.raises(InvalidInput, match=mend):
        told(source, NOON, {}, {edge: targets})


@pytest.mark.parametrize("key", ["", "x" * 513, "ü" * 257])
def test_a_key_that_no_table_takes(key: str) -> None:
    with pytest.raises(InvalidInput):
        NodeId(Kind.ORDER, key)


def test_a_time_needs_its_offset() -> None:
    with pytest.raises(InvalidInput, match="offset"):
        told(ORDER, NOON.replace(tzinfo=None), {})


def test_every_edge_has_a_name_of_its_own_from_each_end() -> None:
    names = [name for edge in Edge for name in (edge.value, edge.inverse)]
    assert len(set(names)) == len(names)
    assert not any("#" in name for name in names)
