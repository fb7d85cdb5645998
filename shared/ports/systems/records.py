"""Where the demo company's systems keep their records."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Record:
    """`owner` is the customer or order that it belongs to; `version` counts its writes."""

    kind: str
    id: str
    owner: str
    value: dict[str, Any]
    version: int = 0


class Records(Protocol):
    def get(self, kind: str, id_: str) -> Record | None: ...

    def of(self, kind: str, owner: str) -> list[Record]:
        """In the order of their ids."""

    def put(self, record: Record) -> None:
        """Raises Conflict where another write came first: `version` is the one that was read, and 0
        for a new record."""
