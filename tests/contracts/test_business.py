"""What every source of customers and orders promises, on the demo company's data."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.adapters.aws.graph import DynamoGraph
from shared.adapters.knowledge_graph import GraphCustomers, GraphOrders
from shared.adapters.memory.business import MemoryCustomers, MemoryOrders
from shared.adapters.memory.graph import MemoryGraph
from shared.adapters.pack import load_customers, load_orders
from shared.domain.orders import Customer
from shared.domain.records import tell_customer, tell_order
from shared.ports.graph import Graph
from shared.ports.knowledge import Customers, Orders

PACK = Path(__file__).parents[2] / "companies" / "northwind"
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
KNOWN = load_customers(PACK)
MAYA = next(customer for customer in KNOWN if customer.id == "cus_maya")
TWINS = [replace(MAYA, id=name, phone="+15550999", email=f"{name}@e.com") for name in ("ada", "bo")]
BOUGHT = load_orders(PACK)


@dataclass(frozen=True)
class Business:
    customers: Customers
    orders: Orders


def in_a_graph(graph: Graph) -> Business:
    for each in [*KNOWN, *TWINS]:
        told = {name: value for name, value in vars(each).items() if name != "id"}
        graph.tell(tell_customer(each.id, NOON, **told))
    for order in BOUGHT:
        fields = dict(vars(order))
        number, customer = fields.pop("number"), fields.pop("customer_id")
        graph.tell(tell_order(number, NOON, customer=customer, skus=[], **fields))
    return Business(GraphCustomers(graph), GraphOrders(graph))


@pytest.fixture(params=["memory", "graph in memory", "graph in dynamodb"])
def business(request: pytest.FixtureRequest) -> Business:
    if request.param == "memory":
        return Business(MemoryCustomers(KNOWN + TWINS), MemoryOrders(BOUGHT, KNOWN + TWINS))
    if request.param == "graph in memory":
        return in_a_graph(MemoryGraph())
    return in_a_graph(DynamoGraph(request.getfixturevalue("table")))


def test_a_customer_is_known_by_their_id(business: Business) -> None:
    for customer in KNOWN:
        assert business.customers.by_id(customer.id) == customer
    assert business.customers.by_id("cus_nobody") is None


def test_a_customer_is_known_by_their_number(business: Business) -> None:
    assert business.customers.by_phone(MAYA.phone) == MAYA
    assert business.customers.by_phone("+15550000") is None


def test_a_number_that_two_share_is_nobodys(business: Business) -> None:
    assert business.customers.by_phone(TWINS[0].phone) is None


@pytest.mark.parametrize("customer", KNOWN, ids=lambda customer: customer.id)
def test_a_customer_has_their_own_orders(business: Business, customer: Customer) -> None:
    theirs = sorted(business.orders.of_customer(customer.id), key=lambda order: order.number)
    assert theirs == [order for order in BOUGHT if order.customer_id == customer.id]


def test_an_order_is_proven_by_the_address_of_its_buyer(business: Business) -> None:
    order = next(order for order in BOUGHT if order.customer_id == "cus_maya")
    assert business.orders.with_email(order.number, MAYA.email.upper()) == order
    assert business.orders.with_email(order.number, "daniel.okafor@example.com") is None
    assert business.orders.with_email("NW-99999", MAYA.email) is None
