"""What the Amazon States Language's values mean, in definitions whose query language is JSONPath.

https://states-language.net/spec.html. States are plain JSON values that nobody changes: what is put
into one is put into a copy of the objects on its way, so that branches may share the rest.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any
Definition = Mapping[str, Any]
Path = tuple[str | int, ...]

_PATH = re.compile(r"\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*")
_PART = re.compile(r"\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]")
_COMPARISONS: dict[str, Callable[[Json, Json], bool]] = {
    "StringEquals": lambda value, wanted: isinstance(value, str) and value == wanted,
    "BooleanEquals": lambda value, wanted: isinstance(value, bool) and value == wanted,
    "IsPresent": lambda _value, wanted: wanted,
}
ALL = "States.ALL"


class NotPlayable(Exception):
    """A definition uses what is not known here."""


class StateFailed(Exception):
    """A state failed with an error's name, which retries and catches know, and a cause."""

    def __init__(self, error: str, cause: str) -> None:
        super().__init__(f"{error}: {cause}")
        self.error, self.cause = error, cause


def path_failure(path: str) -> StateFailed:
    return StateFailed("States.ParameterPathFailure", f"the input has no {path}")


@functools.cache
def parse(path: str) -> Path:
    """The keys and indexes of a reference path such as `$.heard[0]`."""
    if not _PATH.fullmatch(path):
        raise NotPlayable(f"the path {path}")
    return tuple(
        int(number) if number else key or quoted for key, number, quoted in _PART.findall(path)
    )


def get(data: Json, path: str) -> Json:
    """What lies at a reference path; StateFailed where nothing does."""
    value = data
    try:
        for part in parse(path):
            value = value[part]
    except (KeyError, IndexError, TypeError):
        raise path_failure(path) from None
    return value


def put(data: Json, path: str | None, value: Json) -> Json:
    """The data with `value` at a ResultPath: in its place (`$`), nowhere (null), or inside."""
    if path is None:
        return data
    return _put(data, parse(path), value)


def _put(data: Json, path: Path, value: Json) -> Json:
    if not path:
        return value
    inside = data if isinstance(data, dict) else {}
    return {**inside, path[0]: _put(inside.get(path[0]), path[1:], value)}


def fill(template: Json, data: Json, context: Json) -> Json:
    """A payload template: keys that end with `.$` hold a path into the data, or after another `$`
    into the context object."""
    if isinstance(template, dict):
        filled = {}
        for name, value in template.items():
            if name.endswith(".$"):
                inside = value.startswith("$$")
                filled[name[:-2]] = get(context, value[1:]) if inside else get(data, value)
            else:
                filled[name] = fill(value, data, context)
        return filled
    if isinstance(template, list):
        return [fill(each, data, context) for each in template]
    return template


def choose(state: Definition, data: Json) -> str:
    """The state that a Choice goes on with."""
    for rule in state["Choices"]:
        (comparison,) = rule.keys() - {"Variable", "Next"}
        if _holds(comparison, rule, data):
            return str(rule["Next"])
    if "Default" not in state:
        raise StateFailed("States.NoChoiceMatched", "no rule is true, and there is no default")
    return str(state["Default"])


def _holds(comparison: str, rule: Definition, data: Json) -> bool:
    """Whatever else compares a value that is not there fails."""
    try:
        value = get(data, rule["Variable"])
    except StateFailed:
        if comparison == "IsPresent":
            return not rule[comparison]
        raise
    return _COMPARISONS[comparison](value, rule[comparison])


@dataclass(frozen=True)
class Retry:
    """How often an error's state is tried again, and the seconds before each of these tries."""

    attempts: int
    interval: float
    backoff: float
    longest: float

    def wait(self, attempt: int) -> float:
        """Seconds before the try that follows the failed one, which is counted from 0."""
        return min(self.interval * self.backoff**attempt, self.longest)


NEVER = Retry(attempts=0, interval=0, backoff=1, longest=0)


def retry(state: Definition, error: str) -> Retry:
    """The first retrier that names the error."""
    for each in state.get("Retry", []):
        if {error, ALL} & set(each["ErrorEquals"]):
            return Retry(
                attempts=each.get("MaxAttempts", 3),
                interval=each.get("IntervalSeconds", 1),
                backoff=each.get("BackoffRate", 2.0),
                longest=each.get("MaxDelaySeconds", float("inf")),
            )
    return NEVER


def catch(state: Definition, error: str) -> Definition | None:
    """The first catcher that names the error."""
    catchers: list[Definition] = state.get("Catch", [])
    return next((each for each in catchers if {error, ALL} & set(each["ErrorEquals"])), None)


_FIELDS = {
    "Task": {"Resource", "Parameters", "TimeoutSeconds"},
    "Pass": {"Result", "Parameters"},
    "Choice": {"Choices", "Default"},
    "Parallel": {"Branches", "Parameters"},
    "Map": {"ItemProcessor", "ItemsPath", "ItemSelector"},
    "Succeed": set[str](),
    "Fail": {"Error", "Cause"},
}
_EVERYWHERE = {"Type", "Comment", "Next", "End", "InputPath", "ResultPath", "Retry", "Catch"}


def states(definition: Definition) -> Iterator[tuple[str, Definition]]:
    """Every state with its name, those inside branches and maps too."""
    for name, state in definition["States"].items():
        yield name, state
        inner = [*state.get("Branches", []), state.get("ItemProcessor", {"States": {}})]
        for each in inner:
            yield from states(each)


def check(definition: Definition) -> None:
    """Raise NotPlayable where the definition uses what is not known here."""
    for name, state in states(definition):
        unknown = state.keys() - _FIELDS.get(state["Type"], set()) - _EVERYWHERE
        if state["Type"] not in _FIELDS or unknown:
            raise NotPlayable(f"{name}: {', '.join(sorted(unknown)) or state['Type']}")
        for rule in state.get("Choices", []):
            if len(rule.keys() - {"Variable", "Next"} & _COMPARISONS.keys()) != 1:
                raise NotPlayable(f"{name}: a rule of {', '.join(rule)}")
