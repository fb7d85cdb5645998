"""The questions that are asked of the knowledge graph. Each costs as much as its answer is large,
however large the rest of the graph is: a query reads one node's edges of one kind, a get reads
exactly the nodes that it names.
"""

from collections.abc import Collection, Iterable
from datetime import date

from shared.domain.graph import Edge, Kind, Node, NodeId
from shared.domain.orders import Customer, Order, OrderStatus, Product, SubscriptionStatus
from shared.domain.records import (
    EVERY,
    audience_id,
    category_id,
    customer_id,
    document_id,
    email_id,
    is_in,
    is_valid,
    order_id,
    phone_id,
    product_id,
    read_customer,
    read_order,
    read_product,
)
from shared.ports.graph import Graph


class GraphCustomers:
    """The port Customers."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def by_id(self, id_: str) -> Customer | None:
        return next(iter(self._read([customer_id(id_)])), None)

    def by_email(self, email: str) -> Customer | None:
        owners = self._read(self._graph.sources(email_id(email), Edge.HAS_EMAIL))
        return owners[0] if len(owners) == 1 else None

    def by_phone(self, phone: str) -> Customer | None:
        owners = self._read(self._graph.sources(phone_id(phone), Edge.HAS_PHONE))
        return owners[0] if len(owners) == 1 else None

    def _read(self, ids: list[NodeId]) -> list[Customer]:
        return [c for node in self._graph.get(ids).values() if (c := read_customer(node))]


class GraphOrders:
    """The port Orders, and what the orders consist of."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def of_customer(self, id_: str) -> list[Order]:
        return [order for node in self._placed_by(id_) if (order := read_order(node))]

    def with_email(self, number: str, email: str) -> Order | None:
        node = self._graph.get([order_id(number)]).get(order_id(number))
        order = read_order(node) if node else None
        if order is None:
            return None
        buyer = GraphCustomers(self._graph).by_id(order.customer_id)
        if buyer is None or not buyer.email:
            return None
        return order if buyer.email.lower() == email.lower() else None

    def with_products(self, id_: str) -> list[tuple[Order, tuple[Product, ...]]]:
        """The customer's orders, each with its products as the catalogue has them now."""
        nodes = self._placed_by(id_)
        products = self._graph.get(sku for node in nodes for sku in node.to(Edge.CONTAINS))
        known = {sku: product for sku, node in products.items() if (product := read_product(node))}
        return [
            (order, tuple(known[sku] for sku in node.to(Edge.CONTAINS) if sku in known))
            for node in nodes
            if (order := read_order(node))
        ]

    def _placed_by(self, id_: str) -> list[Node]:
        numbers = self._graph.sources(customer_id(id_), Edge.PLACED_BY)
        return list(self._graph.get(numbers).values())


class GraphDocuments:
    """The port Validity, and which rules and documents hold for whom. Versions that hold no more
    are read too, and left out of the answer."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def rules_of(self, sku: str, on: date) -> list[str]:
        """Ids of the policies' rules that may hold for the product: "return_window/premium"."""
        rules = self._rules(self._categories([product_id(sku)]), on)
        return [id_ for id_, holds in rules.items() if holds]

    def ended_rules(self, category: str, on: date) -> set[str]:
        return {id_ for id_, holds in self._rules([category], on).items() if not holds}

    def holding(self, ids: Collection[str], on: date, sku: str | None = None) -> set[str]:
        kinds = {EVERY, *self._categories([product_id(sku)])} if sku else {EVERY}
        told = self._graph.get(map(document_id, ids)).values()
        out = {
            node.id.key
            for node in told
            if _has_ended(node, on) or (len(kinds) > 1 and not _addresses(node, kinds))
        }
        return set(ids) - out

    def of_product(self, sku: str, region: str | None, locale: str, on: date) -> list[str]:
        """Ids of the documents that hold for the product in this region, or everywhere."""
        return self._for(region, self._categories([product_id(sku)]), locale, on)

    def of_customer(self, id_: str, locale: str, on: date) -> list[str]:
        """Ids of the documents that hold in the customer's region, for all products or for one
        that they ordered or have by a subscription."""
        who = customer_id(id_)
        customer = self._graph.get([who]).get(who)
        if customer is None:
            return []
        had = self._graph.get(
            [*self._graph.sources(who, Edge.PLACED_BY), *self._graph.sources(who, Edge.HELD_BY)]
        )
        products = [
            sku
            for node in had.values()
            if _is_had(node)
            for sku in (*node.to(Edge.CONTAINS), *node.to(Edge.GIVES))
        ]
        return self._for(customer.text("region"), self._categories(products), locale, on)

    def versions_of(self, id_: str) -> list[str]:
        """Ids of all that the document superseded, itself, and all by which it was superseded, in
        the order in which they came to hold."""
        found: dict[NodeId, Node] = {}
        waiting = [document_id(id_)]
        while waiting:
            nodes = self._graph.get(end for end in waiting if end not in found)
            found |= nodes
            waiting = [
                end
                for node in nodes.values()
                for end in (
                    *node.to(Edge.SUPERSEDES),
                    *self._graph.sources(node.id, Edge.SUPERSEDES),
                )
            ]
        return [
            node.id.key
            for node in sorted(found.values(), key=lambda node: node.text("valid_from") or "")
        ]

    def _for(self, region: str | None, categories: list[str], locale: str, on: date) -> list[str]:
        regions = [region, EVERY] if region else [EVERY]
        readers = [audience_id(where, what) for where in regions for what in (*categories, EVERY)]
        documents = self._reached(readers, Edge.ADDRESSES)
        return [each.id.key for each in documents if is_in(each, locale) and is_valid(each, on)]

    def _rules(self, categories: list[str], on: date) -> dict[str, bool]:
        """Whether each rule for products of these kinds holds on that day. A rule goes with the
        document that states it."""
        rules = self._reached(
            [category_id(name) for name in (*categories, EVERY)],
            Edge.GOVERNS,
        )
        ended = self._ended((end for rule in rules for end in rule.to(Edge.STATED_IN)), on)
        return {
            rule.id.key: is_valid(rule, on) and ended.isdisjoint(rule.to(Edge.STATED_IN))
            for rule in rules
        }

    def _ended(self, documents: Iterable[NodeId], on: date) -> set[NodeId]:
        """Those of which it is known that they do not hold on that day."""
        return {id_ for id_, node in self._graph.get(documents).items() if _has_ended(node, on)}

    def _categories(self, products: list[NodeId]) -> list[str]:
        nodes = self._graph.get(products).values()
        return sorted({end.key for node in nodes for end in node.to(Edge.BELONGS_TO)})

    def _reached(self, ends: list[NodeId], edge: Edge) -> list[Node]:
        """The nodes from which an edge leads to one of the ends, in the order of their ids."""
        sources = {source for end in ends for source in self._graph.sources(end, edge)}
        return list(self._graph.get(sorted(sources)).values())


def _has_ended(document: Node, on: date) -> bool:
    """Whether it is known that the document does not hold on that day."""
    return document.text("valid_from") is not None and not is_valid(document, on)


def _addresses(document: Node, kinds: set[str]) -> bool:
    """Whether its readers are those of a product of one of these kinds, or nothing tells who."""
    readers = document.to(Edge.ADDRESSES)
    return not readers or any(each.key.rpartition("/")[2] in kinds for each in readers)


def _is_had(node: Node) -> bool:
    """Whether an order or a subscription gives its customer what it contains."""
    if node.id.kind is Kind.ORDER:
        return node.text("status") != OrderStatus.CANCELLED
    return node.text("status") == SubscriptionStatus.ACTIVE
