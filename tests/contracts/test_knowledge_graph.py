"""The questions that are asked of the graph: their answers, and that each costs what it answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local.loading import load_graph
from shared.adapters.aws.clients import client
from shared.adapters.aws.graph import DynamoGraph
from shared.adapters.knowledge_graph import GraphCustomers, GraphDocuments, GraphOrders
from shared.adapters.memory.graph import MemoryGraph
from shared.domain.documents import Document, Scope
from shared.domain.entitlements import Rule, Span
from shared.domain.orders import OrderStatus, Product, SubscriptionStatus
from shared.domain.records import (
    tell_customer,
    tell_document,
    tell_order,
    tell_product,
    tell_rule,
    tell_subscription,
    tell_supersession,
)
from shared.ports.graph import Graph

PACK = Path(__file__).parents[2] / "companies" / "northwind"
TODAY = date(2026, 5, 6)
LATER = datetime(2026, 5, 6, 20, tzinfo=UTC)


def northwind() -> MemoryGraph:
    graph = MemoryGraph()
    load_graph(graph, PACK)
    return graph


def document(id_: str, **more: Any) -> Document:
    scope = Scope(
        "en", date(2026, 1, 1), more.pop("valid_to", None), frozenset(more.pop("regions", ()))
    )
    return Document(id_, id_, id_, "1", "", scope, products=frozenset(more.pop("products", ())))


def test_orders_come_with_their_products() -> None:
    bought = {o.number: p for o, p in GraphOrders(northwind()).with_products("cus_maya")}
    assert [product.sku for product in bought["NW-10127"]] == ["NWA-A030", "NWA-H500"]
    assert [product.category for product in bought["NW-10391"]] == ["limited_edition"]


def test_a_product_has_the_rules_of_its_kind() -> None:
    documents = GraphDocuments(northwind())
    limited = documents.rules_of("NWA-L700", TODAY)
    assert {"return_window/limited", "return_window/limited-premium"} <= set(limited)
    assert "return_window/standard" not in limited
    assert "return_window/standard" in documents.rules_of("NWA-H100", TODAY)
    assert documents.rules_of("NWA-H100", date(1999, 1, 1)) == []
    assert documents.rules_of("NWA-UNKNOWN", TODAY) == []


def test_documents_hold_on_their_days_and_for_a_product_of_their_kind() -> None:
    graph = northwind()
    for each in (document("all"), document("audio", products=["audio"], regions=["US"])):
        graph.tell(tell_document(each, LATER))
    documents, asked = GraphDocuments(graph), ["all", "audio", "unknown"]
    assert documents.holding(asked, TODAY) == set(asked)
    assert documents.holding(asked, date(1999, 1, 1)) == {"unknown"}
    assert documents.holding(asked, TODAY, "NWA-H100") == set(asked)
    assert documents.holding(asked, TODAY, "NWD-S010") == {"all", "unknown"}
    assert documents.holding(asked, TODAY, "NWX-unknown") == set(asked)


def test_what_was_not_told_of_has_not_ended() -> None:
    graph = northwind()
    assert GraphDocuments(graph).ended_rules("audio", TODAY) == set()
    rule = Rule("new", {}, Span(30), "unknown", "")
    graph.tell(tell_rule("return_window", rule, LATER))
    assert GraphDocuments(graph).ended_rules("audio", TODAY) == set()


def test_a_rule_ends_with_the_document_that_states_it() -> None:
    graph = northwind()
    for news in tell_supersession("returns", "returns-2", date(2026, 6, 1), LATER):
        graph.tell(news)
    rules = GraphDocuments(graph).rules_of("NWA-H100", date(2026, 6, 1))
    assert "return_window/standard" not in rules
    assert "return_window/standard" in GraphDocuments(graph).ended_rules("audio", date(2026, 6, 1))
    assert "return_window/standard" in GraphDocuments(graph).rules_of("NWA-H100", TODAY)


def test_a_customer_has_the_documents_of_their_region_and_products() -> None:
    graph = northwind()
    for each in (
        document("all"),
        document("eu", regions=["EU"]),
        document("us-audio", regions=["US"], products=["audio"]),
        document("digital", products=["digital"]),
        document("past", valid_to=date(2026, 3, 1)),
        document("coaching", products=["coaching"]),
    ):
        graph.tell(tell_document(each, LATER))
    documents = GraphDocuments(graph)

    def of(customer: str) -> set[str]:
        told = {"all", "eu", "us-audio", "digital", "past", "coaching"}
        return told & set(documents.of_customer(customer, "en", TODAY))

    assert of("cus_daniel") == {"all", "us-audio"}
    assert of("cus_lukas") == {"all", "eu"}
    assert of("cus_sofia") == {"all", "eu", "digital"}
    assert of("cus_noah") == {"all"}, "a cancelled order gives nothing"
    assert of("cus_nobody") == set()
    graph.tell(
        tell_subscription(
            "s1", LATER, customer="cus_noah", sku="NWS-C010", status=SubscriptionStatus.ACTIVE
        )
    )
    assert of("cus_noah") == {"all", "coaching"}
    assert "eu" not in documents.of_product("NWA-H100", None, "en", TODAY)
    assert "us-audio" in documents.of_product("NWA-H100", "US", "en", TODAY)


def test_the_versions_of_a_document_come_in_their_order() -> None:
    graph = MemoryGraph()
    for number in range(4):
        scope = Scope("en", TODAY + timedelta(days=number))
        graph.tell(tell_document(replace(document(f"v{number}"), scope=scope), LATER))
    for number in (2, 0, 1):
        begins = TODAY + timedelta(days=number + 1)
        for news in tell_supersession(f"v{number}", f"v{number + 1}", begins, LATER):
            graph.tell(news)
    for asked in ("v0", "v2", "v3"):
        assert GraphDocuments(graph).versions_of(asked) == ["v0", "v1", "v2", "v3"]
    assert GraphDocuments(graph).versions_of("unknown") == []
    assert GraphDocuments(graph).of_product("any", None, "en", TODAY) == ["v0"]


def test_documents_that_supersede_each_other_end_the_search() -> None:
    graph = MemoryGraph()
    for one, other in (("a", "b"), ("b", "a")):
        for news in tell_supersession(one, other, TODAY, LATER):
            graph.tell(news)
    assert set(GraphDocuments(graph).versions_of("a")) == {"a", "b"}


ASKED: dict[str, Callable[[Graph], object]] = {
    "customer by phone": lambda graph: GraphCustomers(graph).by_phone("+15550100"),
    "orders of a customer": lambda graph: GraphOrders(graph).of_customer("maya"),
    "orders with products": lambda graph: GraphOrders(graph).with_products("maya"),
    "order by number and e-mail": lambda graph: GraphOrders(graph).with_email("NW-1", "m@e.com"),
    "documents of a product": lambda graph: GraphDocuments(graph).of_product(
        "sku", "US", "en", TODAY
    ),
    "documents of a customer": lambda graph: GraphDocuments(graph).of_customer("maya", "en", TODAY),
    "rules of a product": lambda graph: GraphDocuments(graph).rules_of("sku", TODAY),
    "rules that ended": lambda graph: GraphDocuments(graph).ended_rules("audio", date(1999, 1, 1)),
    "documents that hold": lambda graph: GraphDocuments(graph).holding(["v2"], TODAY, "sku"),
    "versions of a document": lambda graph: GraphDocuments(graph).versions_of("v2"),
}


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """Requests to DynamoDB, and the rows that it looked at for them."""
    reads = {"requests": 0, "rows": 0}

    def count(parsed: dict[str, Any], **_: Any) -> None:
        reads["requests"] += 1
        reads["rows"] += parsed.get("ScannedCount", 0)
        reads["rows"] += sum(len(rows) for rows in parsed.get("Responses", {}).values())

    events = client("dynamodb").meta.events
    events.register("after-call.dynamodb", count)
    try:
        yield reads
    finally:
        events.unregister("after-call.dynamodb", count)


def neighbourhood(graph: Graph) -> None:
    graph.tell(tell_product(Product("sku", "Finch", ("Finch",), "audio"), LATER))
    graph.tell(
        tell_customer(
            "maya", LATER, name="M", phone="+15550100", email="m@e.com", region="US", tier="plus"
        )
    )
    for number in ("NW-1", "NW-2"):
        order = tell_order(
            number, LATER, customer="maya", skus=["sku"], status=OrderStatus.SHIPPED, placed=LATER
        )
        graph.tell(order)
    for version in ("v1", "v2"):
        graph.tell(tell_document(document(version, regions=["US"]), LATER))
    for id_, category in (("for-audio", "audio"), ("for-all", None)):
        when = {"category": frozenset([category])} if category else {}
        graph.tell(tell_rule("return_window", Rule(id_, when, Span(30), "v2", ""), LATER))
    for news in tell_supersession("v1", "v2", TODAY, LATER):
        graph.tell(news)


def rest_of_the_world(graph: Graph, size: int) -> None:
    """Others buy the same product, live in the same region, and read other documents."""
    for number in range(size):
        who = f"other{number}"
        graph.tell(tell_customer(who, LATER, name="O", phone=f"+1666{number:04}", region="US"))
        graph.tell(tell_order(f"NX-{number}", LATER, customer=who, skus=["sku"], placed=LATER))
        graph.tell(tell_document(document(f"x{number}", regions=["EU"]), LATER))
        graph.tell(tell_document(document(f"y{number}", products=["digital"]), LATER))
        when = {"category": frozenset(["digital"])}
        rule = Rule(str(number), when, Span(30), f"y{number}", "")
        graph.tell(tell_rule("return_window", rule, LATER))


@pytest.mark.usefixtures("aws")
def test_a_question_costs_what_it_answers_however_large_the_graph_is(table: str) -> None:
    graph = DynamoGraph(table)
    neighbourhood(graph)

    def costs() -> dict[str, dict[str, int]]:
        found = {}
        for name, ask in ASKED.items():
            with counted() as reads:
                assert ask(graph), name
            found[name] = reads
        return found

    before = costs()
    rest_of_the_world(graph, 40)
    assert costs() == before
    assert before["orders of a customer"] == {"requests": 2, "rows": 4}
    assert before["customer by phone"] == {"requests": 2, "rows": 2}


@pytest.mark.parametrize("times", [1, 2])
def test_loading_a_pack_again_changes_nothing_that_is_newer(times: int) -> None:
    graph = northwind()
    delivered = tell_order("NW-10482", LATER, status=OrderStatus.DELIVERED, delivered_at=LATER)
    graph.tell(delivered)
    for _ in range(times):
        load_graph(graph, PACK)
    orders = GraphOrders(graph).of_customer("cus_maya")
    order = next(order for order in orders if order.number == "NW-10482")
    assert (order.status, order.delivered_at) == (OrderStatus.DELIVERED, LATER)
    assert order.items
