"""What was done to other systems under which key, for systems that know no idempotency keys.

The journal is written before the system is asked and again after; so a call that died between the
two is found, and what it replaced is known. What is done must bear repetition: it sets fields, or
looks for what it made before it makes it.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from shared.domain.errors import Conflict, Refused, TransientError
from shared.ports.systems.records import Record, Records

Before = dict[str, Any]
_TRIES = 5


class Journal:
    """One system's; `records` are the company's own."""

    def __init__(self, records: Records, system: str) -> None:
        self._records = records
        self._kind = f"journal-{system}"

    def once(
        self,
        key: str,
        owner: str,
        do: Callable[[Before], str],
        undo: Callable[[Before], None],
        before: Callable[[], Before] = dict,
    ) -> str:
        """What `do` answers, which is asked once only. `before` tells what it will replace, and
        both are given that, as it was the first time.

        Raises Refused for a key that was taken back, be it while it was being done: then it is
        undone again.
        """
        entry = self._begin(key, owner, before)
        if "receipt" in entry.value:
            return str(entry.value["receipt"])
        receipt = do(entry.value["before"])
        if self._change(key, owner, lambda value: {**value, "receipt": receipt}).value.get("void"):
            undo(entry.value["before"])
            raise _taken_back()
        return receipt

    def take_back(self, key: str, owner: str, undo: Callable[[Before], None]) -> None:
        """Undo what was done under the key, if anything was, and bar it from being done."""
        entry = self._change(key, owner, lambda value: {**value, "void": True})
        if "before" in entry.value and not entry.value.get("undone"):
            undo(entry.value["before"])
            self._change(key, owner, lambda value: {**value, "undone": True})

    def _begin(self, key: str, owner: str, before: Callable[[], Before]) -> Record:
        found = self._records.get(self._kind, key)
        if found is None:
            replaced = before()
            found = self._change(key, owner, lambda value: {"before": replaced, **value})
        if found.value.get("void"):
            raise _taken_back()
        return found

    def _change(
        self, key: str, owner: str, change: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> Record:
        for _ in range(_TRIES):
            found = self._records.get(self._kind, key) or Record(self._kind, key, owner, {})
            changed = replace(found, value=change(found.value))
            if changed.value == found.value:
                return found
            try:
                self._records.put(changed)
            except Conflict:
                continue
            return changed
        raise TransientError("the journal changes too often just now")


def mark_of(key: str) -> str:
    """A short name for a key, by which what was made under it is found in the other system."""
    return sha256(key.encode()).hexdigest()[:12].upper()


def _taken_back() -> Refused:
    return Refused("this was taken back before it was done")
