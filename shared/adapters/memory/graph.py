"""The knowledge graph in memory: for rehearsals, reports and small companies."""

from collections.abc import Iterable

from shared.domain.graph import Edge, Node, NodeId, joined


class MemoryGraph:
    def __init__(self) -> None:
        self._nodes: dict[NodeId, Node] = {}
        self._sources: dict[tuple[Edge, NodeId], set[NodeId]] = {}

    def tell(self, news: Node) -> None:
        before = self._nodes.get(news.id, Node(news.id))
        after = joined(before, news)
        for end in before.ends() - after.ends():
            self._sources[end].discard(news.id)
        for end in after.ends():
            self._sources.setdefault(end, set()).add(news.id)
        self._nodes[news.id] = after

    def get(self, ids: Iterable[NodeId]) -> dict[NodeId, Node]:
        nodes = {id_: self._nodes[id_] for id_ in ids if id_ in self._nodes}
        return {id_: node for id_, node in nodes.items() if node.is_known}

    def sources(self, target: NodeId, edge: Edge) -> list[NodeId]:
        return sorted(self._sources.get((edge, target), ()))
