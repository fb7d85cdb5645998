"""The demo's records in this process's memory."""

import copy
import threading
from dataclasses import replace
from typing import Any

from shared.domain.errors import Conflict
from shared.ports.systems.records import Record

Value = dict[str, Any]


class MemoryRecords:
    def __init__(self) -> None:
        self._records: dict[tuple[str, str], Record] = {}
        self._lock = threading.Lock()

    def get(self, kind: str, id_: str) -> Record | None:
        return copy.deepcopy(self._records.get((kind, id_)))

    def of(self, kind: str, owner: str) -> list[Record]:
        found = [
            each for each in self._records.values() if each.kind == kind and each.owner == owner
        ]
        return copy.deepcopy(sorted(found, key=lambda each: each.id))

    def take(self, others: "MemoryRecords") -> None:
        """A copy of all of the others'."""
        self._records.update(others._records)

    def all(self) -> list[tuple[str, str, Value]]:
        """Kind, id and value of each."""
        return [(each.kind, each.id, each.value) for each in self._records.values()]

    def put(self, record: Record) -> None:
        place = record.kind, record.id
        with self._lock:
            kept = self._records.get(place)
            if (kept.version if kept else 0) != record.version:
                raise Conflict(f"{record.kind} {record.id} has changed meanwhile")
            self._records[place] = copy.deepcopy(replace(record, version=record.version + 1))
