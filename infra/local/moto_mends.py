"""Where moto 5.2.5 is wrong or slow for a running system, and what is done about it.

Each is a private hook: the version is pinned, and tests/local holds each of them to its promise.
"""

import copy
import functools
import inspect
import pickle
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonpath_ng.ext
import moto.stepfunctions.parser.asl.component.common.path.result_path as result_path
import moto.stepfunctions.parser.asl.utils.json_path as json_path
from moto.core import utils
from moto.core.common_models import BaseModel
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import ConditionalCheckFailed, TransactionCanceledException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodb.parsing import validators
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.responses import DynamoHandler
from moto.sqs.models import Message, Queue, SQSBackend
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
    _cache_pure_functions()
    _read_the_clock_at_once()
    _forget_instances()
    _read_retention_alone()
    _count_messages_when_asked()
    _undo_transactions_by_item()
    _query_one_partition()
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


def _cache_pure_functions() -> None:
    """Every request and every state converts, inspects and parses the same few texts again; a
    JSONPath alone takes 0.8 ms to parse."""
    for function in (utils.camelcase_to_underscores, utils.method_names_from_class):
        replace(function, functools.lru_cache(4_096)(function))
    for module in (json_path, result_path, jsonpath_ng.ext):
        module.parse = functools.lru_cache(4_096)(module.parse)
    parse = functools.lru_cache(4_096)(UpdateExpressionParser.make)
    UpdateExpressionParser.make = parse  # whose tree is copied before it is filled in:
    validators.deepcopy = lambda tree: pickle.loads(pickle.dumps(tree, pickle.HIGHEST_PROTOCOL))


def _read_the_clock_at_once() -> None:
    """moto takes the time by way of two dates, once for each message of a queue and each count."""
    by_date = utils.unix_time
    replace(by_date, lambda when=None: time.time() if when is None else by_date(when))


def _forget_instances() -> None:
    """moto keeps every message, item and execution that it ever made, to clear them between tests:
    0.4 MB a turn, and half a second for each full garbage collection."""
    BaseModel.__new__ = lambda cls, *_, **__: object.__new__(cls)


def _read_retention_alone() -> None:
    """moto asks for all attributes of a queue, its counts among them, to know one for a message."""

    def is_valid(self: Any, queue_name: str, message: Message) -> bool:
        kept = self.get_queue(queue_name).message_retention_period
        return bool((message.sent_timestamp or 0) / 1_000 + kept > utils.unix_time())

    SQSBackend.is_message_valid_based_on_retention_period = is_valid


def _count_messages_when_asked() -> None:
    """moto counts all messages of a queue, three times, to know whether one that is put in needs a
    deduplication id."""
    counted = Queue.attributes.fget
    Queue.attributes = property(lambda queue: _Attributes(queue, counted))


class _Attributes(Mapping[str, Any]):
    """A queue's attributes; all but one are found out together, when one of them is asked for."""

    def __init__(self, queue: Queue, counted: Callable[[Queue], dict[str, Any]]) -> None:
        self._queue, self._counted = queue, counted

    def get(self, name: str, default: Any = None) -> Any:
        if name == "ContentBasedDeduplication":
            has_it = self._queue.fifo_queue
            return str(self._queue.content_based_deduplication).lower() if has_it else default
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self._counted(self._queue)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted(self._queue))

    def __len__(self) -> int:
        return len(self._counted(self._queue))


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


def _query_one_partition() -> None:
    """moto's query walks the whole table for one partition, and copies in depth what it found for
    the sake of projections: here it sees the partition only, and copies where one is asked for."""
    original = Table.query
    uncopied = rewired(original, copy=_ItemsUncopied)
    signature = inspect.signature(original)

    @functools.wraps(original)
    def query(self: Any, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
        asked = signature.bind(self, hash_key, *args, **kwargs).arguments
        if asked.get("index_name"):
            return original(self, hash_key, *args, **kwargs)
        view = copy.copy(self)
        view.items = {hash_key: self.items[hash_key]} if hash_key in self.items else {}
        run = original if asked.get("projection_expressions") else uncopied
        return run(view, hash_key, *args, **kwargs)

    Table.query = query


class _ItemsUncopied:
    """The `copy` module as a query without projection sees it."""

    @staticmethod
    def deepcopy(value: list[Any]) -> list[Any]:
        return value


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
