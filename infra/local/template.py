"""Reads a cloud assembly: its stacks, its assets, and CloudFormation's intrinsic functions."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

ACCOUNT, REGION = "123456789012", "us-east-1"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "POWERTOOLS_TRACE_DISABLED": "true",
    "OPENBLAS_NUM_THREADS": "1",  # as the functions have it; numpy reads it when it is loaded
}
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": None,
}
_SUBSTITUTE = re.compile(r"\$\{(!?)([^}]+)\}")


class TemplateError(Exception):
    """The template holds something that the local run does not understand; nothing is guessed."""


@dataclass(frozen=True)
class Resource:
    stack: str
    id: str
    type: str
    properties: dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A provisioned resource: what Ref gives, and what GetAtt gives."""

    ref: str
    attributes: dict[str, str]


class Assembly:
    """The folder that synthesis wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = folder / "manifest.json"
        if not manifest.exists():
            raise TemplateError(f"{folder} holds no synthesized app: run `python app.py` first")
        self._artifacts = json.loads(manifest.read_text(encoding="utf-8"))["artifacts"]

    @cached_property
    def stacks(self) -> dict[str, dict[str, Any]]:
        """Templates by stack name, each after those that it depends on."""
        kind = "aws:cloudformation:stack"
        stacks = {key: value for key, value in self._artifacts.items() if value["type"] == kind}
        graph = {
            key: set(value.get("dependencies", ())) & set(stacks) for key, value in stacks.items()
        }
        return {
            name: self._read(stacks[name]["properties"]["templateFile"])
            for name in TopologicalSorter(graph).static_order()
        }

    @cached_property
    def alone(self) -> list[str]:
        """Logical ids of the functions whose role, in their own stack, grants nothing but to write
        their log."""
        return [
            id
            for template in self.stacks.values()
            for id, resource in template["Resources"].items()
            if resource["Type"] == "AWS::Lambda::Function"
            and _grants_nothing(template["Resources"], resource["Properties"]["Role"])
        ]

    def asset(self, key: str) -> Path:
        """The folder behind an S3 key such as <hash>.zip."""
        return self.folder / f"asset.{key.removesuffix('.zip')}"

    def _read(self, name: str) -> dict[str, Any]:
        return dict(json.loads((self.folder / name).read_text(encoding="utf-8")))


class Resolver:
    """Knows what was made so far, and resolves intrinsic functions against it."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Made] = {}
        self._exports: dict[str, Any] = {}
        self._outputs: dict[tuple[str, str], Any] = {}

    def add(self, resource: Resource, made: Made) -> None:
        self._made[resource.stack, resource.id] = made

    def export(self, stack: str, outputs: dict[str, Any]) -> dict[str, Any]:
        """Resolve a stack's outputs and keep those that it exports."""
        values = {key: self.resolve(stack, output["Value"]) for key, output in outputs.items()}
        for key, output in outputs.items():
            self._outputs[stack, key] = values[key]
            if "Export" in output:
                self._exports[self.resolve(stack, output["Export"]["Name"])] = values[key]
        return values

    def resolve(self, stack: str, value: Any) -> Any:
        """`value` without intrinsic functions; keys whose value is AWS::NoValue are left out."""
        if isinstance(value, list):
            return [self.resolve(stack, entry) for entry in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(stack, name, argument)
        resolved = {key: self.resolve(stack, entry) for key, entry in value.items()}
        return {key: entry for key, entry in resolved.items() if entry is not None}

    def _call(self, stack: str, name: str, argument: Any) -> Any:
        match name:
            case "Ref":
                return self._ref(stack, argument)
            case "Fn::GetAtt":
                owner, attribute = (
                    argument if isinstance(argument, list) else argument.split(".", 1)
                )
                return self._attribute(stack, owner, attribute)
            case "Fn::Join":
                separator, parts = argument
                return separator.join(str(part) for part in self.resolve(stack, parts))
            case "Fn::Sub":
                return self._substitute(stack, argument)
            case "Fn::Select":
                at, entries = argument
                return self.resolve(stack, entries)[int(at)]
            case "Fn::Split":
                separator, text = argument
                return self.resolve(stack, text).split(separator)
            case "Fn::ImportValue":
                return self._exports[self.resolve(stack, argument)]
            case "Fn::GetStackOutput":
                return self._outputs[argument["StackName"], argument["OutputName"]]
        raise TemplateError(f"{name} is not understood by the local run")

    def _ref(self, stack: str, name: str) -> Any:
        if name in PSEUDO:
            return PSEUDO[name]
        if name == "AWS::StackName":
            return stack
        return self._of(stack, name).ref

    def _attribute(self, stack: str, owner: str, attribute: str) -> str:
        attributes = self._of(stack, owner).attributes
        if attribute not in attributes:
            raise TemplateError(f"{stack}/{owner} gives no {attribute} in the local run")
        return attributes[attribute]

    def _of(self, stack: str, name: str) -> Made:
        if (stack, name) not in self._made:
            raise TemplateError(f"{stack}/{name} is referred to before it is made")
        return self._made[stack, name]

    def _substitute(self, stack: str, argument: Any) -> str:
        text, values = argument if isinstance(argument, list) else (argument, {})

        def put(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return "${" + name + "}"
            if name in values:
                return str(self.resolve(stack, values[name]))
            function = "Fn::GetAtt" if "." in name else "Ref"
            return str(self._call(stack, function, name))

        return _SUBSTITUTE.sub(put, text)


def in_order(stack: str, template: dict[str, Any]) -> Iterator[Resource]:
    """The stack's resources, each after those that it refers to."""
    found = template.get("Resources", {})
    graph = {
        name: (set(_mentioned(body)) | set(_listed(body.get("DependsOn", []))))
        & set(found) - {name}
        for name, body in found.items()
    }
    for name in TopologicalSorter(graph).static_order():
        body = found[name]
        yield Resource(stack, name, body["Type"], body.get("Properties", {}))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _mentioned(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            yield from _mentioned(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key == "Ref":
                yield entry
            elif key == "Fn::GetAtt":
                yield entry[0] if isinstance(entry, list) else entry.split(".")[0]
            elif key == "Fn::Sub":
                text = entry[0] if isinstance(entry, list) else entry
                yield from (name.split(".")[0] for _, name in _SUBSTITUTE.findall(text))
                yield from _mentioned(entry[1:] if isinstance(entry, list) else [])
            else:
                yield from _mentioned(entry)


def _grants_nothing(resources: dict[str, Any], role: Any) -> bool:
    id = role["Fn::GetAtt"][0] if "Fn::GetAtt" in role else None
    elsewhere = {"Policies", "ManagedPolicyArns"}
    if id not in resources or elsewhere & resources[id]["Properties"].keys():
        return False
    statements = [
        statement
        for policy in resources.values()
        if policy["Type"] == "AWS::IAM::Policy" and {"Ref": id} in policy["Properties"]["Roles"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    return all(
        action.startswith("logs:") for statement in statements for action in _actions(statement)
    )


def _actions(statement: dict[str, Any]) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else actions
