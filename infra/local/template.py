"""The synthesized stacks, in the order in which they can be deployed, and their resources."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from infra.local.errors import BrokenTemplate
from infra.local.intrinsics import Resolver, references

Node = Any
"""A piece of a template: JSON."""


@dataclass(frozen=True)
class Resource:
    """One resource as the template declares it, its values not yet resolved."""

    id: str
    type: str
    properties: Node
    depends_on: frozenset[str]


@dataclass(frozen=True)
class Stack:
    name: str
    body: dict[str, Node]
    assets: dict[str, Path]
    """Folder of each asset, by the key that the template names it with."""

    def ordered(self, resolve: Resolver) -> Iterator[Resource]:
        """The resources whose condition holds, each after those it refers to.

        Raises BrokenTemplate for a circle or a reference to nothing.
        """
        here = {
            id: _resource(id, declared)
            for id, declared in self.body.get("Resources", {}).items()
            if "Condition" not in declared or resolve.condition(declared["Condition"])
        }
        known = self.body.get("Resources", {}).keys()
        graph = {}
        for id, resource in here.items():
            unknown = resource.depends_on - known - self.body.get("Parameters", {}).keys()
            if unknown:
                raise BrokenTemplate(f"{self.name}/{id} refers to {sorted(unknown)[0]}: no such id")
            graph[id] = resource.depends_on & here.keys()
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            raise BrokenTemplate(f"{self.name}: circle {' → '.join(error.args[1])}") from error
        yield from (here[id] for id in order)

    @cached_property
    def outputs(self) -> dict[str, Node]:
        return dict(self.body.get("Outputs", {}))


def load_stacks(cdk_out: Path) -> list[Stack]:
    """The stacks that the assembly's manifest names, each after those it depends on.

    Raises BrokenTemplate where there is no assembly.
    """
    try:
        artifacts = _read(cdk_out / "manifest.json")["artifacts"]
    except FileNotFoundError as error:
        raise BrokenTemplate(f"{cdk_out} holds no synthesized app: run python app.py") from error
    stacks = {
        id: artifact
        for id, artifact in artifacts.items()
        if artifact["type"] == "aws:cloudformation:stack"
    }
    needs = {
        id: [other for other in artifact.get("dependencies", []) if other in stacks]
        for id, artifact in stacks.items()
    }
    return [_stack(id, stacks[id], artifacts, cdk_out) for id in _order(needs)]


def _order(needs: dict[str, list[str]]) -> Iterator[str]:
    return iter(TopologicalSorter(needs).static_order())


def _stack(id: str, artifact: Node, artifacts: dict[str, Node], cdk_out: Path) -> Stack:
    properties = artifact["properties"]
    listed = artifacts.get(f"{id}.assets", {}).get("properties", {}).get("file")
    return Stack(
        name=properties.get("stackName", id),
        body=_read(cdk_out / properties["templateFile"]),
        assets=_assets(cdk_out, cdk_out / listed) if listed else {},
    )


def _assets(cdk_out: Path, listing: Path) -> dict[str, Path]:
    return {
        destination["objectKey"]: cdk_out / file["source"]["path"]
        for file in _read(listing).get("files", {}).values()
        for destination in file["destinations"].values()
        if "path" in file["source"]
    }


def _resource(id: str, declared: Node) -> Resource:
    listed = declared.get("DependsOn", [])
    named = {listed} if isinstance(listed, str) else set(listed)
    return Resource(
        id=id,
        type=declared["Type"],
        properties=declared.get("Properties", {}),
        depends_on=frozenset(named | references(declared.get("Properties", {}))),
    )


def _read(path: Path) -> Node:
    return json.loads(path.read_text(encoding="utf-8"))
