"""Tells the knowledge graph what a company pack knows."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from shared.adapters.memory.business import MemoryCatalogue
from shared.adapters.pack import (
    load_company,
    load_customers,
    load_documents,
    load_orders,
    load_products,
)
from shared.adapters.policies import load_policies
from shared.domain.graph import Node
from shared.domain.records import (
    tell_customer,
    tell_document,
    tell_order,
    tell_product,
    tell_rule,
)
from shared.ports.graph import Graph


def load_graph(graph: Graph, pack: Path, as_of: datetime | None = None) -> int:
    """Tell all that the pack knows as of that moment, and say of how many things. Events of a later
    time stay as they were. By default the moment is now, or the first of the demo's day.

    Raises BrokenPack.
    """
    company = load_company(pack)
    if as_of is None and company.today:
        as_of = datetime.combine(company.today, time.min, ZoneInfo(company.timezone))
    nodes = list(_all(pack, as_of or datetime.now(UTC)))
    for node in nodes:
        graph.tell(node)
    return len(nodes)


def _all(pack: Path, as_of: datetime) -> Iterator[Node]:
    products, documents = load_products(pack), load_documents(pack)
    for customer in load_customers(pack):
        yield tell_customer(
            customer.id,
            as_of,
            name=customer.name,
            email=customer.email,
            phone=customer.phone,
            tier=customer.tier,
            region=customer.region,
        )
    for product in products:
        yield tell_product(product, as_of)
    catalogue = MemoryCatalogue(products, documents)
    for order in load_orders(pack):
        yield tell_order(
            order.number,
            as_of,
            customer=order.customer_id,
            skus=[sold.sku for item in order.items if (sold := catalogue.product(item))],
            items=order.items,
            status=order.status,
            placed=order.placed,
            carrier=order.carrier,
            tracking=order.tracking,
            due=order.due,
            delay=order.delay,
            delivered_at=order.delivered_at,
            prices=order.prices,
        )
    for document in documents:
        yield tell_document(document, as_of)
    for entitlement in load_policies(pack, documents).entitlements:
        for rule in entitlement.rules:
            yield tell_rule(entitlement.name, rule, as_of)
