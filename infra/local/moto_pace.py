"""Where moto 5.2.5 and botocore are slow for a running system, and what is done about it.

A turn makes a dozen calls to AWS, and what they mean takes the least of their time. Each hook
leaves the meaning as it is; tests/local holds the running system to it.
"""

import copy
import functools
import marshal
import pickle
import string
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonpath_ng.ext
import moto.stepfunctions.parser.asl.component.common.path.result_path as result_path
import moto.stepfunctions.parser.asl.component.common.string.string_expression as string_expression
import moto.stepfunctions.parser.asl.component.state.exec.execute_state as execute_state
import moto.stepfunctions.parser.asl.eval.states as states
import moto.stepfunctions.parser.asl.utils.json_path as json_path
from moto.core import utils
from moto.core.common_models import BaseModel
from moto.dynamodb.parsing import validators
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.events.models import EventPattern
from moto.moto_api._internal.moto_random import MotoRandom
from moto.sqs.models import Message, Queue, SQSBackend

from infra.local import dynamo_pace
from infra.local.moto_mends import replace


@functools.cache
def install() -> None:
    """Once a process."""
    _cache_pure_functions()
    _read_the_clock_at_once()
    _draw_names_at_once()
    _forget_instances()
    _read_retention_alone()
    _count_messages_when_asked()
    _match_without_copying()
    dynamo_pace.install()
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


class _JsonCopy:
    """The `copy` module as the interpreter sees it: its values are JSON, which marshal copies ten
    times faster; whatever is not goes the slow way."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        try:
            return marshal.loads(marshal.dumps(value))
        except ValueError:
            return copy.deepcopy(value)
