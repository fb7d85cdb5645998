"""Where moto 5.2.5 and botocore are slow for a running system, and what is done about it.

A turn makes a dozen calls to AWS, and what they mean takes the least of their time. Each hook
leaves the meaning as it is; tests/local holds the running system to it.
"""

import copy
import functools
import inspect
import marshal
import pickle
import string
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonpath_ng.ext
import moto.core.parse
import moto.stepfunctions.parser.asl.component.common.path.result_path as result_path
import moto.stepfunctions.parser.asl.component.common.string.string_expression as string_expression
import moto.stepfunctions.parser.asl.component.state.exec.execute_state as execute_state
import moto.stepfunctions.parser.asl.eval.states as states
import moto.stepfunctions.parser.asl.utils.json_path as json_path
from botocore.parsers import BaseJSONParser
from botocore.validate import ParamValidator
from moto.core import utils
from moto.core.common_models import BaseModel
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import validators
from moto.dynamodb.parsing.ast_nodes import (
    DepthFirstTraverser,
    Expression,
    Node,
    UpdateExpressionFunction,
)
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.events.models import EventPattern
from moto.moto_api._internal.moto_random import MotoRandom
from moto.sqs.models import Message, Queue, SQSBackend

from infra.local.moto_mends import replace, rewired

_SCALARS = {"S", "N", "BOOL", "NULL"}


@functools.cache
def install() -> None:
    """Once a process."""
    _cache_pure_functions()
    _read_the_clock_at_once()
    _draw_names_at_once()
    _forget_instances()
    _read_retention_alone()
    _count_messages_when_asked()
    _query_one_partition()
    _size_up_an_item_once()
    _walk_expressions_by_kind()
    _match_without_copying()
    _copy_what_may_change()
    _read_as_it_is(BaseJSONParser, "_handle_structure")
    _read_as_it_is(moto.core.parse.BaseJSONParser, "_parse_structure")
    _write_as_it_is()
    _take_as_it_is()
    for module in (states, execute_state, string_expression):
        module.copy = _JsonCopy


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


def _draw_names_at_once() -> None:
    """moto draws each of the 52 letters of a request's id by itself."""

    def get_random_string(
        self: Any, length: int = 20, include_digits: bool = True, lower_case: bool = False
    ) -> str:
        letters = string.ascii_letters + (string.digits if include_digits else "")
        drawn = "".join(self.choices(letters, k=length))
        return drawn.lower() if lower_case else drawn

    MotoRandom.get_random_string = get_random_string


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


def _size_up_an_item_once() -> None:
    """moto sizes up all of a new item again for each attribute that it puts in: here for the last,
    with all others there."""

    def __init__(  # noqa: N807
        self: Any, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]
    ) -> None:
        self.hash_key = hash_key
        self.range_key = range_key
        typed = {name: DynamoType(value) for name, value in attrs.items()}
        last = typed.popitem() if typed else None
        self.attrs = LimitedSizeDict(typed)
        if last is not None:
            self.attrs.__setitem__(*last)

    Item.__init__ = __init__


def _walk_expressions_by_kind() -> None:
    """Ten walks over the tree of an update ask each node, whose classes are abstract, what it is,
    and the walk what it looks for at each node."""
    is_kind = functools.cache(issubclass)
    inner = (Expression, UpdateExpressionFunction)

    def traverse(self: Any, root: Any) -> Any:
        processors = self._processing_map()

        def walk(node: Any, at: int) -> Any:
            kind = type(node)
            if not is_kind(kind, Node):
                return node
            parent = node.parent
            for number, child in enumerate(node.children or ()):
                self.pre_processing_of_child(node, number)
                walk(child, number)
            for wanted, process in processors.items():
                if is_kind(kind, wanted):
                    node = process(node)
                    node.parent = parent
                    if parent:
                        parent.children[at] = node
                    break
            return node

        return walk(root, -1)

    def find_clauses(self: Any, clause_types: list[type]) -> list[Any]:
        found = []
        for child in self.children or ():
            if type(child) in clause_types:
                found.append(child)
            elif is_kind(type(child), inner):
                found += find_clauses(child, clause_types)
        return found

    DepthFirstTraverser.traverse = traverse
    Node.find_clauses = find_clauses


def _match_without_copying() -> None:
    """moto copies a whole event and flattens it for each pattern, which looks at one or two of its
    fields."""

    def matches_event(self: Any, event: dict[str, Any]) -> bool:
        return not self._pattern or self._does_event_match(_Fields(event), self._pattern)

    EventPattern.matches_event = matches_event


class _Fields:
    """An event's fields by their paths, such as detail.kind."""

    def __init__(self, event: dict[str, Any]) -> None:
        self._event = event

    def get(self, path: str, default: Any) -> Any:
        found: Any = self._event
        for name in path.split("."):
            if not isinstance(found, dict) or name not in found:
                return default
            found = found[name]
        return default if isinstance(found, dict) and found else found


def _copy_what_may_change() -> None:
    """moto copies an item before it updates it, each attribute in depth: the value of a scalar is
    never changed, but replaced."""

    def deepcopy(self: Any, memo: dict[int, Any]) -> Any:
        copied = object.__new__(Item)
        copied.hash_key, copied.range_key = self.hash_key, self.range_key
        copied.attrs = LimitedSizeDict(
            {
                name: value if value.type in _SCALARS else copy.deepcopy(value, memo)
                for name, value in self.attrs.items()
            }
        )
        return copied

    Item.__deepcopy__ = deepcopy


def _read_as_it_is(parser: Any, method: str) -> None:
    """botocore and moto look for each of the ten members that an attribute of an item could have,
    to make of it what it is."""
    original = getattr(parser, method)

    def structure(self: Any, shape: Any, value: Any) -> Any:
        if shape.name == "AttributeValue" and _is_wire(value):
            return value
        return original(self, shape, value)

    setattr(parser, method, structure)


def _write_as_it_is() -> None:
    """moto tries forty spellings of each member of each structure that it answers with, and of the
    ten members that an attribute of an item could have, though DynamoDB's answers are in their wire
    format already."""
    original, look = JSONSerializer._serialize, JSONSerializer.get_value

    def serialize(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and key:
            wire = value if isinstance(value, dict) else value.to_json()
            if _is_wire(wire):
                serialized[key] = wire
                return
        original(self, serialized, value, shape, key)

    def get_value(self: Any, value: Any, key: str, shape: Any) -> Any:
        spelt = self.operation_model.service_model.service_name == "dynamodb"
        if spelt and type(value) is dict and not self._value_picker.response_transformers:
            return value.get(key)
        return look(self, value, key, shape)

    JSONSerializer._serialize = serialize
    JSONSerializer.get_value = get_value


def _take_as_it_is() -> None:
    """botocore asks of each of those members what it is before it sends them."""
    original = ParamValidator._validate_structure

    def validate(self: Any, params: Any, shape: Any, errors: Any, name: str) -> None:
        if not (shape.name == "AttributeValue" and _is_wire(params)):
            original(self, params, shape, errors, name)

    ParamValidator._validate_structure = validate


def _is_wire(attribute: Any) -> bool:
    """Whether an attribute's value is JSON as DynamoDB writes it, such as {"L": [{"S": "a"}]}."""
    if not isinstance(attribute, dict) or len(attribute) != 1:
        return False
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "N":
            return isinstance(value, str)
        case "BOOL" | "NULL":
            return isinstance(value, bool)
        case "M":
            return isinstance(value, dict) and all(map(_is_wire, value.values()))
        case "L":
            return isinstance(value, list) and all(map(_is_wire, value))
    return False


class _JsonCopy:
    """The `copy` module as the interpreter sees it: its values are JSON, which marshal copies ten
    times faster; whatever is not goes the slow way."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        try:
            return marshal.loads(marshal.dumps(value))
        except ValueError:
            return copy.deepcopy(value)
