"""Where the knowledge graph is kept."""

from collections.abc import Iterable
from typing import Protocol

from shared.domain.graph import Edge, Node, NodeId


class Graph(Protocol):
    def tell(self, news: Node) -> None:
        """Join what is told of a node with what is known, and its edges with both their ends, all
        or nothing. Telling it again, or after something newer, changes nothing that is newer.

        Raises TransientError where others keep changing the node.
        """

    def get(self, ids: Iterable[NodeId]) -> dict[NodeId, Node]:
        """The nodes of which anything is known, in the order of `ids`; others are left out."""

    def sources(self, target: NodeId, edge: Edge) -> list[NodeId]:
        """The nodes from which edges of this kind lead to the target, sorted. It costs as much as
        they are many, whatever else the target has."""
