"""CloudFormation's functions: what a template's Ref, Fn::GetAtt, Fn::Sub and the like stand for.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.errors import BrokenTemplate

Node = Any
ACCOUNT = "123456789012"
REGION = "us-east-1"
_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]+)\}")
_NOTHING = object()
"""What AWS::NoValue stands for: the property is left out."""


@dataclass(frozen=True)
class Made:
    """A resource that exists now: what Ref gives for it, and what Fn::GetAtt does."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def references(node: Node) -> set[str]:
    """The logical ids that a piece of a template refers to; pseudo parameters are left out."""
    if isinstance(node, list):
        return set().union(*(references(part) for part in node))
    if not isinstance(node, dict):
        return set()
    found: set[str] = set()
    for key, value in node.items():
        if key == "Ref":
            found.add(value)
        elif key == "Fn::GetAtt":
            found.add(value.split(".")[0] if isinstance(value, str) else value[0])
        elif key == "Fn::Sub":
            text, own = (value, {}) if isinstance(value, str) else value
            names = {name.split(".")[0] for mark, name in _PLACEHOLDER.findall(text) if not mark}
            found |= (names - own.keys()) | references(own)
        else:
            found |= references(value)
    return {id for id in found if not id.startswith("AWS::")}


class Resolver:
    """Resolves the values of one stack; tell it with `add` what has been made.

    `exports` are the values that stacks have exported so far, by export name, and `outputs` those
    of every stack, by stack and output. Raises BrokenTemplate for what cannot be resolved.
    """

    def __init__(
        self, stack: str, body: Node, exports: Mapping[str, str], outputs: Mapping[str, Node]
    ) -> None:
        self._body = body
        self._exports = exports
        self._outputs = outputs
        self._made: dict[str, Made] = {}
        self._pseudo: dict[str, Node] = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": REGION,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": stack,
            "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{stack}/local",
            "AWS::NotificationARNs": [],
            "AWS::NoValue": _NOTHING,
        }
        self._functions: dict[str, Callable[[Node], Node]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._substitute,
            "Fn::Join": lambda args: args[0].join(map(str, self(args[1]))),
            "Fn::Select": lambda args: self(args[1])[int(self(args[0]))],
            "Fn::Split": lambda args: self(args[1]).split(args[0]),
            "Fn::If": lambda args: self(args[1 if self.condition(args[0]) else 2]),
            "Fn::FindInMap": self._find_in_map,
            "Fn::ImportValue": self._import,
            "Fn::GetStackOutput": self._stack_output,
            "Fn::Base64": lambda text: base64.b64encode(self(text).encode()).decode(),
            "Fn::Equals": lambda args: self(args[0]) == self(args[1]),
            "Fn::And": lambda args: all(self(part) for part in args),
            "Fn::Or": lambda args: any(self(part) for part in args),
            "Fn::Not": lambda args: not self(args[0]),
            "Condition": self.condition,
        }

    def add(self, id: str, made: Made) -> None:
        self._made[id] = made

    def __call__(self, node: Node) -> Node:
        """The node with every function in it replaced by its value."""
        if isinstance(node, list):
            return [value for part in node if (value := self(part)) is not _NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            name, args = next(iter(node.items()))
            # A property may be called Condition, as in a policy; the function's argument is a name.
            if name in self._functions and (name != "Condition" or isinstance(args, str)):
                return self._functions[name](args)
            if name.startswith("Fn::"):
                raise BrokenTemplate(f"{name} is not understood here: {args}")
        resolved = {key: self(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value is not _NOTHING}

    def condition(self, name: str) -> bool:
        try:
            return bool(self(self._body["Conditions"][name]))
        except KeyError as error:
            raise BrokenTemplate(f"the template has no condition {name}") from error

    def _ref(self, name: str) -> Node:
        if name in self._pseudo:
            return self._pseudo[name]
        if name in self._made:
            return self._made[name].ref
        parameter = self._body.get("Parameters", {}).get(name)
        if parameter is None or "Default" not in parameter:
            raise BrokenTemplate(f"Ref {name}: no such resource, nor a parameter with a default")
        return parameter["Default"]

    def _attribute(self, args: Node) -> Node:
        id, _, name = args.partition(".") if isinstance(args, str) else (args[0], "", args[1])
        if id not in self._made:
            raise BrokenTemplate(f"Fn::GetAtt {id}.{name}: {id} was not made")
        try:
            return self._made[id].attributes[name]
        except KeyError as error:
            raise BrokenTemplate(f"Fn::GetAtt {id}.{name}: the local {id} has none") from error

    def _substitute(self, args: Node) -> str:
        text, own = (args, {}) if isinstance(args, str) else args

        def value(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            if name in own:
                return str(self(own[name]))
            return str(self._attribute(name) if "." in name else self._ref(name))

        return _PLACEHOLDER.sub(value, text)

    def _find_in_map(self, args: Node) -> Node:
        table, first, second = (self(part) for part in args[:3])
        try:
            return self._body["Mappings"][table][first][second]
        except KeyError as error:
            raise BrokenTemplate(f"Fn::FindInMap {table}.{first}.{second}: no entry") from error

    def _import(self, args: Node) -> Node:
        name = self(args)
        try:
            return self._exports[name]
        except KeyError as error:
            raise BrokenTemplate(f"Fn::ImportValue {name}: no stack exports it") from error

    def _stack_output(self, args: Node) -> Node:
        stack, name = self(args["StackName"]), self(args["OutputName"])
        try:
            return self._outputs[stack][name]
        except KeyError as error:
            raise BrokenTemplate(f"Fn::GetStackOutput {stack}.{name}: no such output") from error
