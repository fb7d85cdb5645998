"""Rows of a DynamoDB table by their keys, many in one request."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shared.adapters.aws.items import from_item, to_item
from shared.domain.errors import TransientError

_AT_ONCE = 100
"""Keys of one request:
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""
_TRIES, _PAUSE = 6, 0.02
"""Times that a busy table is asked for the rest, and seconds before the first."""


def read_rows(dynamo: Any, table: str, keys: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows that there are; no key may be named twice. Raises TransientError where the table
    stays too busy."""
    wanted = [to_item(key) for key in keys]
    for start in range(0, len(wanted), _AT_ONCE):
        yield from _read(dynamo, table, wanted[start : start + _AT_ONCE])


def _read(dynamo: Any, table: str, keys: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for attempt in range(_TRIES):
        answer = dynamo.batch_get_item(RequestItems={table: {"Keys": keys}})
        yield from map(from_item, answer["Responses"].get(table, []))
        keys = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        if not keys:
            return
        time.sleep(_PAUSE * 2**attempt)
    raise TransientError("the table is too busy to be read")
