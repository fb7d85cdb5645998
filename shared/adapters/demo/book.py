"""Records that change under idempotency keys, and can be put back by them."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from shared.domain.errors import Conflict, NotFound, Refused, TransientError
from shared.ports.systems.records import Record, Records

Value = dict[str, Any]
Tell = Callable[[str, dict[str, Any]], None]
"""Sends an event: its type, and what it tells besides its time."""


def quiet(_type: str, _told: dict[str, Any]) -> None:
    """For whoever has nobody to tell."""


_VOID = "void"
_TRIES = 20


class Book:
    """Each record remembers, under `keys`, what every change of it replaced; so a key works once,
    and only what it changed goes back, whatever else changed since."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def read(self, kind: str, id_: str) -> Value:
        """Raises NotFound."""
        record = self._records.get(kind, id_)
        if record is None:
            raise NotFound(f"there is no {kind} {id_}")
        return record.value

    def of(self, kind: str, owner: str) -> list[tuple[str, Value]]:
        return [(record.id, record.value) for record in self._records.of(kind, owner)]

    def add(self, kind: str, id_: str, owner: str, value: Value) -> None:
        """A new record, once."""
        try:
            self._records.put(Record(kind, id_, owner, value))
        except Conflict:
            return

    def change(
        self, key: str, kind: str, id_: str, change: Callable[[Value], Value], owner: str = ""
    ) -> str:
        """Apply the change once for the key, and answer with the key's own receipt. An `owner`
        makes a record that is not there yet."""

        def write(value: Value) -> Value:
            keys = value.get("keys", {})
            if keys.get(key) == _VOID:
                raise Refused(f"{key} was taken back before it was done")
            if key in keys:
                return value
            new = change({name: kept for name, kept in value.items() if name != "keys"})
            before = {name: value.get(name) for name in new if new[name] != value.get(name)}
            return {**value, **new, "keys": {**keys, key: before}}

        self._write(kind, id_, write, owner)
        return receipt_of(key)

    def undo(
        self,
        key: str,
        kind: str,
        id_: str,
        owner: str = "",
        revert: Callable[[Value], Value] | None = None,
    ) -> None:
        """Put back what the key changed, or what `revert` makes of the record; a key that has
        changed nothing yet never will."""

        def write(value: Value) -> Value:
            keys = value.get("keys", {})
            if keys.get(key) == _VOID:
                return value
            was_done = key in keys
            back = revert(value) if revert and was_done else keys.get(key, {})
            return {**value, **back, "keys": {**keys, key: _VOID}}

        self._write(kind, id_, write, owner)

    def _write(self, kind: str, id_: str, change: Callable[[Value], Value], owner: str) -> None:
        for _ in range(_TRIES):
            record = self._records.get(kind, id_)
            if record is None:
                if not owner:
                    raise NotFound(f"there is no {kind} {id_}")
                record = Record(kind, id_, owner, {})
            value = change(record.value)
            if value == record.value:
                return
            try:
                self._records.put(replace(record, value=value))
            except Conflict:
                continue
            return
        raise TransientError(f"{kind} {id_} changes too often just now")


def receipt_of(key: str) -> str:
    """The number under which a system knows what was done: short, and always the same for a key."""
    return sha256(key.encode()).hexdigest()[:8].upper()
