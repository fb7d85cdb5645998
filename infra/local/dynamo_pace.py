"""Where moto's DynamoDB, and botocore on the way to it, are slow (moto_pace.py tells of the rest).

An attribute of an item is JSON that means the same to everyone, such as {"S": "a"}; most of a call
went into looking for the nine other things that it could have been.
"""

import copy
import functools
import inspect
from typing import Any

import moto.core.parse
from botocore.parsers import BaseJSONParser
from botocore.validate import ParamValidator
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.ast_nodes import (
    DepthFirstTraverser,
    Expression,
    Node,
    UpdateExpressionFunction,
)

from infra.local.moto_mends import rewired

_SCALARS = {"S", "N", "BOOL", "NULL"}


def install() -> None:
    """Once a process."""
    _query_one_partition()
    _size_up_an_item_once()
    _walk_expressions_by_kind()
    _copy_what_may_change()
    _read_as_it_is(BaseJSONParser, "_handle_structure")
    _read_as_it_is(moto.core.parse.BaseJSONParser, "_parse_structure")
    _write_as_it_is()
    _take_as_it_is()


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
