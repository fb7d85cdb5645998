"""The synthesized templates, made readable."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.cloud.deployment import Deployment, new_app
from infra.cloud.stacks.care import CareStack
from infra.cloud.stacks.data import DataStack

CHOSEN_STACKS = (DATA, CARE) = ("Careline-Data", "Careline-Care")
STACKS = (*CHOSEN_STACKS, "Careline-Watch")
Properties = dict[str, Any]


def synthesize(folder: Path, context: Mapping[str, str], **changes: Any) -> None:
    """The stacks that a deployment's choices show in: those of `context`, which `cdk deploy` is
    told with -c, and `changes` of what the pack says."""
    app = new_app(str(folder))
    for name, value in context.items():
        app.node.set_context(name, value)
    deployment = replace(Deployment.read(app), **changes)
    CareStack(app, CARE, data=DataStack(app, DATA), deployment=deployment)
    app.synth()


class Assembly:
    """A cloud assembly: what `python app.py` writes."""

    def __init__(self, folder: Path, stacks: Sequence[str] = STACKS) -> None:
        self.folder = folder
        self.templates = {name: self._read(f"{name}.template.json") for name in stacks}

    def of_type(self, kind: str, stack: str | None = None) -> dict[str, Properties]:
        """Properties of all resources of a type such as SQS::Queue, by their readable names."""
        return {
            name_of(resource): resource.get("Properties", {})
            for template in ([self.templates[stack]] if stack else self.templates.values())
            for resource in template["Resources"].values()
            if resource["Type"] == f"AWS::{kind}"
        }

    def functions(self) -> dict[str, Properties]:
        """Properties of the functions by the names of their capabilities."""
        return {
            name.removesuffix("/Function"): properties
            for name, properties in self.of_type("Lambda::Function").items()
        }

    def statements(self) -> Iterator[tuple[str, Properties]]:
        """Every statement of every role's policy, with the role's readable name."""
        for policy in self.of_type("IAM::Policy").values():
            for statement in policy["PolicyDocument"]["Statement"]:
                for role in policy["Roles"]:
                    yield self.readable(role).strip("${}"), statement

    def readable(self, value: Any) -> str:
        """A value with its references by construct path: ${Turns/Function.Arn}."""
        match value:
            case {"Ref": name}:
                return f"${{{self._name(name)}}}"
            case {"Fn::GetAtt": [name, attribute]}:
                return f"${{{self._name(name)}.{attribute}}}"
            case {"Fn::ImportValue": export}:
                return self.readable(self._exported(export))
            case {"Fn::Join": [between, parts]}:
                return str(between).join(self.readable(part) for part in parts)
        return str(value)

    def _name(self, logical_id: str) -> str:
        for template in self.templates.values():
            if logical_id in template["Resources"]:
                return name_of(template["Resources"][logical_id])
        return logical_id

    def _exported(self, name: str) -> Any:
        for template in self.templates.values():
            for output in template.get("Outputs", {}).values():
                if output.get("Export", {}).get("Name") == name:
                    return output["Value"]
        raise KeyError(name)

    def _read(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return content


def name_of(resource: dict[str, Any]) -> str:
    path: str = resource["Metadata"]["aws:cdk:path"]
    return path.partition("/")[2].removesuffix("/Resource")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
