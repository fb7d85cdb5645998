"""Where moto 5.2.5 is wrong for a running system, and what is done about it (where it is slow:
moto_pace.py).

Each is a private hook: the version is pinned, and tests/local holds each of them to its promise.
"""

import copy
import functools
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import ConditionalCheckFailed, TransactionCanceledException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodb.responses import DynamoHandler
from moto.sqs.models import Queue
from moto.sqs.responses import SQSResponse

Listener = Callable[..., None]
lock = threading.RLock()
"""Held while moto's queues and tables are read or written."""
_on_record: list[Callable[[Table, Any], None]] = []
_on_message: list[Callable[[Queue], None]] = []


@functools.cache
def install() -> None:
    """Mend moto, once a process."""
    _serialize(DynamoHandler)
    _serialize(SQSResponse)
    _undo_transactions_by_item()
    _tell(
        StreamShard,
        "add",
        lambda shard: [call(shard.table, shard.items[-1]) for call in _on_record],
    )
    _tell(Queue, "add_message", lambda queue: [call(queue) for call in _on_message])


def listen(
    on_record: Callable[[Table, Any], None], on_message: Callable[[Queue], None]
) -> Callable[[], None]:
    """Be told of each new stream record and queue message; call the answer to stop."""
    _on_record.append(on_record)
    _on_message.append(on_message)

    def stop() -> None:
        _on_record.remove(on_record)
        _on_message.remove(on_message)

    return stop


def replace(original: Any, replacement: Any) -> None:
    """Under every name by which one of moto's modules knows it."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("moto"):
            for name, value in list(vars(module).items()):
                if value is original:
                    setattr(module, name, replacement)


def rewired(function: Any, **names: Any) -> Any:
    """The same function seeing other things under the names."""
    scope = {**function.__globals__, **names}
    return types.FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, function.__closure__
    )


def _serialize(handler: Any) -> None:
    """moto's dispatch is not safe for threads: under stress two writers won one condition."""
    original = handler.call_action

    @functools.wraps(original)
    def call_action(self: Any) -> Any:
        with lock:
            return original(self)

    handler.call_action = call_action


def _tell(owner: Any, method: str, tell: Callable[[Any], Any]) -> None:
    original = getattr(owner, method)

    @functools.wraps(original)
    def told(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = original(self, *args, **kwargs)
        tell(self)
        return answer

    setattr(owner, method, told)


def _undo_transactions_by_item() -> None:
    """moto copies every touched table before a transaction: 10 ms, growing with the data.

    Here the conditions are asked first, so that nothing is written (and no stream tells of it) when
    one fails; whatever else fails puts back the touched items only.
    """
    original = DynamoDBBackend.transact_write_items
    unbacked = rewired(original, copy=_TablesUncopied)

    @functools.wraps(original)
    def transact_write_items(self: Any, transact_items: list[dict[str, Any]]) -> None:
        reasons = [_failed_condition(self, entry) for entry in transact_items]
        if any(code for code, *_ in reasons):
            raise TransactionCanceledException(reasons)
        before = [
            (self.tables[name], key, copy.deepcopy(self.get_item(name, key)))
            for name, key in map(functools.partial(_key, self), transact_items)
        ]
        try:
            unbacked(self, transact_items)
        except Exception:
            for table, key, item in before:
                _put_back(table, key, item)
            raise

    DynamoDBBackend.transact_write_items = transact_write_items


class _TablesUncopied:
    """The `copy` module as moto's transaction sees it."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        return value if isinstance(value, Table) else copy.deepcopy(value)


def _key(backend: Any, entry: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    ((kind, operation),) = entry.items()
    name = operation["TableName"]
    table = backend.get_table(name)
    values = operation["Item"] if kind == "Put" else operation["Key"]
    wanted = (table.hash_key_attr, table.range_key_attr)
    return name, {part: values[part] for part in wanted if part}


def _failed_condition(backend: Any, entry: dict[str, Any]) -> tuple[Any, Any, Any]:
    name, key = _key(backend, entry)
    ((_, operation),) = entry.items()
    expression = operation.get("ConditionExpression")
    if expression is None:
        return None, None, None
    condition = get_filter_expression(
        expression,
        operation.get("ExpressionAttributeNames"),
        operation.get("ExpressionAttributeValues"),
    )
    current = backend.get_item(name, key)
    if condition.expr(current):
        return None, None, None
    wants_old = operation.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    old = current.to_json()["Attributes"] if wants_old and current else None
    return "ConditionalCheckFailed", str(ConditionalCheckFailed().message), old


def _put_back(table: Table, key: dict[str, Any], item: Any) -> None:
    names = (table.hash_key_attr, table.range_key_attr)
    hash_key, range_key = (DynamoType(key[name]) if name else None for name in names)
    place: Any = table.items if range_key is None else table.items[hash_key]
    at = hash_key if range_key is None else range_key
    if item is None:
        place.pop(at, None)
    else:
        place[at] = item
