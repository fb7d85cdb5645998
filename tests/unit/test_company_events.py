"""What the company's events do to what customers are told."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.graph.batch import read_event
from functions.graph.service import take_note
from infra.local.loading import load_graph
from shared.adapters.knowledge_graph import GraphCustomers, GraphDocuments, GraphOrders
from shared.adapters.memory.graph import MemoryGraph
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.domain.orders import Order, OrderStatus
from shared.events import COMPANY_EVENTS, CompanyEvent

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 5, 6, 20, tzinfo=UTC)
SAMPLES = [
    path
    for path in sorted((ROOT / "events" / "samples").glob("*.json"))
    if json.loads(path.read_text(encoding="utf-8")).get("detail-type") in COMPANY_EVENTS
]


def sample(path: Path, **changes: Any) -> CompanyEvent:
    body = json.loads(path.read_text(encoding="utf-8"))
    body["detail"] |= changes
    return read_event(json.dumps(body))


EVENTS = [sample(path) for path in SAMPLES]


def happened(kind: str, minute: int = 0, /, **detail: Any) -> CompanyEvent:
    detail["occurred_at"] = (NOW + timedelta(minutes=minute - 60)).isoformat()
    return read_event(json.dumps({"detail-type": kind, "detail": detail}))


def after(*events: CompanyEvent) -> MemoryGraph:
    """The demo company's graph after the events, in the order in which they came."""
    graph = MemoryGraph()
    load_graph(graph, ROOT / "companies" / "northwind")
    for event in events:
        take_note(event, graph, NOW)
    return graph


def order(graph: MemoryGraph, customer: str, number: str) -> Order:
    orders = GraphOrders(graph).of_customer(customer)
    return next(order for order in orders if order.number == number)


def test_there_is_a_sample_of_every_event() -> None:
    assert {type(event).__name__ for event in EVENTS} == COMPANY_EVENTS.keys()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_changes_the_graph_once(event: CompanyEvent) -> None:
    assert vars(after()) != vars(after(event))
    assert vars(after(event, event)) == vars(after(event))


@settings(deadline=None)
@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=3))
def test_events_end_the_same_in_any_order(
    events: list[CompanyEvent], repeats: list[CompanyEvent]
) -> None:
    def told(order: list[CompanyEvent]) -> dict[str, Any]:
        graph = MemoryGraph()
        for event in order:
            take_note(event, graph, NOW)
        nodes, sources = vars(graph).values()
        return {"nodes": nodes, "sources": {end: ids for end, ids in sources.items() if ids}}

    assert told(events + repeats) == told(EVENTS)


def test_an_order_from_placed_to_delivered_though_its_events_come_backwards() -> None:
    number = "NW-10600"
    placed = (NOW - timedelta(hours=2)).isoformat()
    delivered = (NOW - timedelta(minutes=57)).isoformat()
    line = {"sku": "NWA-E200", "name": "Finch 2 earbuds", "quantity": 2, "price_minor": 12_900}
    story = [
        happened(
            "OrderPlaced",
            0,
            order_number=number,
            customer_id="cus_grace",
            placed_at=placed,
            lines=[line],
        ),
        happened("OrderShipped", 1, order_number=number, carrier="Great Lakes Parcel"),
        happened("OrderDelayed", 2, order_number=number, cause="a storm", place="our hub"),
        happened("OrderDelivered", 3, order_number=number, delivered_at=delivered),
    ]
    for events in (story, story[::-1]):
        told = order(after(*events), "cus_grace", number)
        assert (told.status, told.items) == (OrderStatus.DELIVERED, ("2 x Finch 2 earbuds",))
        assert told.delivered_at == datetime.fromisoformat(delivered)
        assert told.carrier == "Great Lakes Parcel"
        assert told.prices == (Money(12_900),)


def test_a_late_event_does_not_take_a_delivery_back() -> None:
    late = happened("OrderDelayed", 1, order_number="NW-10503", cause="a storm", place="our hub")
    delivered = happened("OrderDelivered", 2, order_number="NW-10503", delivered_at=NOW.isoformat())
    assert order(after(delivered, late), "cus_amelia", "NW-10503").status is OrderStatus.DELIVERED


def test_a_changed_number_is_the_customers_and_the_old_one_is_nobodys() -> None:
    graph = after(happened("CustomerChanged", customer_id="cus_maya", phone="+15550777"))
    customers = GraphCustomers(graph)
    maya = customers.by_phone("+15550777")
    assert maya is not None
    assert (maya.id, maya.tier) == ("cus_maya", "premium")
    assert customers.by_phone("+15550100") is None


def test_a_number_that_is_given_up_is_nobodys() -> None:
    graph = after(happened("CustomerChanged", customer_id="cus_maya", phone=""))
    assert GraphCustomers(graph).by_phone("+15550100") is None
    assert GraphCustomers(graph).by_id("cus_maya") is not None


def test_an_order_of_an_unknown_customer_waits_for_them() -> None:
    placed = happened(
        "OrderPlaced",
        order_number="NW-1",
        customer_id="cus_new",
        placed_at=NOW.isoformat(),
        lines=[{"sku": "NWA-E200", "name": "Finch 2 earbuds"}],
    )
    graph = after(placed)
    assert GraphCustomers(graph).by_id("cus_new") is None
    assert GraphOrders(graph).with_email("NW-1", "") is None
    take_note(happened("CustomerChanged", customer_id="cus_new", name="Ann"), graph, NOW)
    assert GraphOrders(graph).with_email("NW-1", "") is None
    address = happened("CustomerChanged", customer_id="cus_new", email="a@e.com")
    take_note(address, graph, NOW)
    found = GraphOrders(graph).with_email("NW-1", "A@e.com")
    assert found is not None


def test_what_is_known_of_an_order_only_from_its_middle_is_not_told() -> None:
    graph = after(happened("OrderShipped", order_number="NW-1"))
    assert GraphOrders(graph).with_email("NW-1", "a@e.com") is None


def test_a_superseded_document_holds_until_the_day_before() -> None:
    graph = after(*[event for event in EVENTS if type(event).__name__.startswith("Document")])
    documents = GraphDocuments(graph)

    def of(on: date) -> set[str]:
        held = documents.of_product("NWA-H100", "US", "en", on)
        return {"returns", "returns-2026-07"} & set(held)

    assert of(date(2026, 6, 30)) == {"returns"}
    assert of(date(2026, 7, 1)) == {"returns-2026-07"}
    assert documents.versions_of("returns") == ["returns", "returns-2026-07"]


def test_an_event_of_the_future_is_refused() -> None:
    with pytest.raises(InvalidInput, match="clock"):
        after(happened("OrderCancelled", 66, order_number="NW-10482"))


@pytest.mark.parametrize(
    ("body", "mend"),
    [
        ({"detail-type": "OrderLost", "detail": {}}, "detail-type must be one of OrderPlaced"),
        ({"detail": {}}, "detail-type"),
        ({"detail-type": "OrderCancelled", "detail": {"order_number": "1"}}, "occurred_at"),
        (
            {
                "detail-type": "OrderCancelled",
                "detail": {"order_number": "1", "occurred_at": "2026-05-06T12:00:00"},
            },
            "timezone",
        ),
        (
            {
                "detail-type": "CustomerChanged",
                "detail": {
                    "customer_id": "c",
                    "occurred_at": "2026-05-06T12:00:00Z",
                    "phone": "0800",
                },
            },
            "phone",
        ),
        (
            {
                "detail-type": "CustomerChanged",
                "detail": {"customer_id": "c", "occurred_at": "2026-05-06T12:00:00Z", "teir": "x"},
            },
            "give what changed",
        ),
    ],
)
def test_a_malformed_event_says_what_to_mend(body: dict[str, Any], mend: str) -> None:
    with pytest.raises(ValueError if "must" not in mend else InvalidInput, match=mend):
        read_event(json.dumps(body))
