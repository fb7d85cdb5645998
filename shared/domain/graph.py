"""The knowledge graph: typed nodes and edges, kept current by events that come late, twice and in
any order.

A node is the newest of all that was told of it, attribute by attribute. Joining is commutative,
associative and idempotent, so any delivery of the same events ends in the same graph
(a last-writer-wins map, https://inria.hal.science/inria-00555588, section 3.2). Edges belong to the
node that tells of them and are joined with it; the other end is an index that follows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from shared.domain.errors import InvalidInput

LONGEST_KEY = 512
"""Bytes of a node's key: two of them and their names fit a DynamoDB sort key of 1,024.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""
MOST_EDGES = 48
"""Edges that one event may tell: replacing as many still fits a DynamoDB transaction of 100 writes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
"""

Value: TypeAlias = str | tuple[str, ...]
"""What an attribute holds; "" says that there is none (any more)."""


class Kind(StrEnum):
    CUSTOMER = "customer"
    PHONE = "phone"
    """A number in E.164."""
    EMAIL = "email"
    """An address in lower case."""
    REGION = "region"
    ORDER = "order"
    PRODUCT = "product"
    CATEGORY = "category"
    """What the policies call a product's kind; * is every product."""
    SUBSCRIPTION = "subscription"
    RULE = "rule"
    """One typed rule of a policy."""
    DOCUMENT = "document"
    AUDIENCE = "audience"
    """The readers of one region with a product of one category: `region/category`, * for every."""


class Edge(StrEnum):
    """A typed edge from the node that tells of it, and its name as seen from the other end."""

    inverse: str
    source: Kind
    target: Kind
    is_single: bool

    def __new__(
        cls, name: str, inverse: str, source: Kind, target: Kind, is_single: bool = False
    ) -> "Edge":
        edge = str.__new__(cls, name)
        edge._value_ = name
        edge.inverse, edge.source, edge.target = inverse, source, target
        edge.is_single = is_single
        return edge

    HAS_PHONE = "has_phone", "phone_of", Kind.CUSTOMER, Kind.PHONE, True
    HAS_EMAIL = "has_email", "email_of", Kind.CUSTOMER, Kind.EMAIL, True
    LIVES_IN = "lives_in", "home_of", Kind.CUSTOMER, Kind.REGION, True
    PLACED_BY = "placed_by", "placed", Kind.ORDER, Kind.CUSTOMER, True
    CONTAINS = "contains", "ordered_in", Kind.ORDER, Kind.PRODUCT
    BELONGS_TO = "belongs_to", "has_product", Kind.PRODUCT, Kind.CATEGORY, True
    HELD_BY = "held_by", "holds", Kind.SUBSCRIPTION, Kind.CUSTOMER, True
    GIVES = "gives", "given_by", Kind.SUBSCRIPTION, Kind.PRODUCT, True
    GOVERNS = "governs", "governed_by", Kind.RULE, Kind.CATEGORY
    STATED_IN = "stated_in", "states", Kind.RULE, Kind.DOCUMENT, True
    ADDRESSES = "addresses", "reads", Kind.DOCUMENT, Kind.AUDIENCE
    SUPERSEDES = "supersedes", "superseded_by", Kind.DOCUMENT, Kind.DOCUMENT, True


@dataclass(frozen=True, order=True)
class NodeId:
    """Raises InvalidInput for a key that is empty or too long."""

    kind: Kind
    key: str

    def __post_init__(self) -> None:
        if not self.key or len(self.key.encode()) > LONGEST_KEY:
            raise InvalidInput(f"the id of a {self.kind} needs 1 to {LONGEST_KEY} bytes")

    def __str__(self) -> str:
        return f"{self.kind}#{self.key}"

    @classmethod
    def parse(cls, text: str) -> "NodeId":
        """The id that reads so as text."""
        kind, _, key = text.partition("#")
        return cls(Kind(kind), key)


@dataclass(frozen=True)
class Told:
    """An attribute's value, as of the event that told it."""

    value: Value
    as_of: datetime

    @property
    def rank(self) -> tuple[datetime, str]:
        """Who wins: the newer one; of the same moment always the same one."""
        return self.as_of, repr(self.value)


@dataclass(frozen=True)
class Linked:
    """All edges of one kind from a node, as of the event that told them."""

    to: tuple[NodeId, ...]
    as_of: datetime

    @property
    def rank(self) -> tuple[datetime, str]:
        return self.as_of, " ".join(map(str, self.to))


NOTHING: Mapping[str, Told] = MappingProxyType({})
NOWHERE: Mapping[Edge, Linked] = MappingProxyType({})


@dataclass(frozen=True)
class Node:
    """What is known of one thing. `removed_at` hides all that was told until then, so that a late
    event does not bring back what was removed."""

    id: NodeId
    attributes: Mapping[str, Told] = field(default_factory=lambda: NOTHING)
    edges: Mapping[Edge, Linked] = field(default_factory=lambda: NOWHERE)
    removed_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything was told of it that still holds."""
        return bool(self.attributes or self.edges)

    def text(self, name: str) -> str | None:
        """An attribute that is one text; None where there is none."""
        told = self.attributes.get(name)
        return told.value if told and isinstance(told.value, str) and told.value else None

    def texts(self, name: str) -> tuple[str, ...]:
        """An attribute that is several texts."""
        told = self.attributes.get(name)
        return told.value if told and isinstance(told.value, tuple) else ()

    def to(self, edge: Edge) -> tuple[NodeId, ...]:
        """Where its edges of this kind lead."""
        linked = self.edges.get(edge)
        return linked.to if linked else ()

    def one(self, edge: Edge) -> NodeId | None:
        """Where its only edge of this kind leads."""
        return next(iter(self.to(edge)), None)

    def ends(self) -> set[tuple[Edge, NodeId]]:
        return {(edge, target) for edge, linked in self.edges.items() for target in linked.to}


def told(
    id_: NodeId,
    as_of: datetime,
    attributes: Mapping[str, Value | None],
    edges: Mapping[Edge, Iterable[NodeId] | None] = MappingProxyType({}),
) -> Node:
    """What one event tells of a node; None leaves a name untold.

    Raises InvalidInput for a time without its offset, an edge that may not lie between such nodes,
    or too many of them.
    """
    moment = _utc(as_of)
    linked = {
        edge: Linked(tuple(sorted(set(targets))), moment)
        for edge, targets in edges.items()
        if targets is not None
    }
    for edge, each in linked.items():
        _check(id_, edge, each.to)
    if sum(len(each.to) for each in linked.values()) > MOST_EDGES:
        raise InvalidInput(f"{id_.kind} {id_.key} has more than {MOST_EDGES} edges: split it")
    return Node(
        id_,
        {name: Told(value, moment) for name, value in attributes.items() if value is not None},
        linked,
    )


def removal(id_: NodeId, as_of: datetime) -> Node:
    """Tells that all which was told of the node until then holds no more."""
    return Node(id_, removed_at=_utc(as_of))


def joined(one: Node, other: Node) -> Node:
    """All that both tell of the same node, the newer word on each name."""
    removed = max(filter(None, (one.removed_at, other.removed_at)), default=None)
    return Node(
        one.id,
        _newest(one.attributes, other.attributes, removed),
        _newest(one.edges, other.edges, removed),
        removed,
    )


_Name = TypeVar("_Name", bound=str)
_Dated = TypeVar("_Dated", Told, Linked)


def _newest(
    one: Mapping[_Name, _Dated], other: Mapping[_Name, _Dated], removed: datetime | None
) -> dict[_Name, _Dated]:
    together = dict(one)
    for name, dated in other.items():
        if name not in together or together[name].rank < dated.rank:
            together[name] = dated
    return {name: d for name, d in together.items() if removed is None or d.as_of > removed}


def _check(source: NodeId, edge: Edge, targets: tuple[NodeId, ...]) -> None:
    strange = {end.kind for end in targets if end.kind is not edge.target}
    if source.kind is not edge.source or strange:
        raise InvalidInput(
            f"{edge} leads from {edge.source} to {edge.target}, "
            f"not from {source.kind} to {next(iter(strange), edge.target)}"
        )
    if edge.is_single and len(targets) > 1:
        raise InvalidInput(f"a {edge.source} has one {edge} at most")
    if source in targets:
        raise InvalidInput(f"{source.kind} {source.key} {edge} itself")


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInput("a time needs its offset, such as 2026-05-06T09:00:00-05:00")
    return moment.astimezone(UTC)
