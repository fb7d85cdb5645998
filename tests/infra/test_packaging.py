"""What is shipped: each function finds all that it imports, and fits into Lambda."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from aws_cdk import Stack
from aws_cdk.assertions import Annotations, Match

from infra.cloud import packaging
from infra.cloud.constructs.assets import Layers
from infra.cloud.deployment import new_app
from infra.cloud.packaging import LIMIT, MEGABYTE, ROOT, WITH_WHEELS, requirements, size
from tests.infra.templates import Assembly

RUNTIME = {"boto3", "botocore", "s3transfer", "urllib3", "jmespath", "dateutil", "six"}
"""What Lambda's Python runtime brings: the SDK and what it asks for."""

IMPORT_ALL = """
import importlib, sys

foreign = set({foreign!r})

class Elsewhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in foreign:
            raise ModuleNotFoundError(f"{{name}} is in none of the function's layers")

sys.meta_path.insert(0, Elsewhere())
for handler in {handlers!r}:
    module, _, attribute = handler.rpartition(".")
    assert callable(getattr(importlib.import_module(module), attribute)), handler
for module in {modules!r}:
    importlib.import_module(module)
"""


def layers_of(assembly: Assembly) -> dict[str, frozenset[str]]:
    """The names of each function's layers."""
    return {
        name: frozenset(
            assembly.readable(layer).strip("${}").rpartition("/")[2].lower()
            for layer in function["Layers"]
        )
        for name, function in assembly.functions().items()
    }


def pinned(path: Path) -> set[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("layers", "adapters"),
    [
        (("base",), ["shared.adapters.pack", "shared.adapters.aws.conversations"]),
        (("base", "http"), []),
        (
            ("base", "http", "sources", "console"),
            ["shared.adapters.aws.inbox", "shared.adapters.sources.files"],
        ),
        (("base", "encoder"), ["shared.adapters.models.mood", "shared.adapters.aws.index"]),
        (
            ("base", "encoder", "language"),
            [
                "shared.adapters.language.mentions",
                "shared.adapters.language.identify",
                "shared.adapters.aws.past",
                "shared.adapters.search.workbench",
            ],
        ),
        (
            ("base", "sources"),
            [
                "shared.adapters.aws.inbox",
                "shared.adapters.sources.confluence",
                "shared.adapters.sources.notion",
                "shared.adapters.sources.website",
                "shared.adapters.sources.zendesk",
            ],
        ),
    ],
    ids=["base", "http", "console", "encoder", "language", "sources"],
)
def test_a_function_imports_only_what_its_layers_hold(
    assembly: Assembly, layers: tuple[str, ...], adapters: list[str]
) -> None:
    handlers = [
        assembly.functions()[name]["Handler"]
        for name, given in layers_of(assembly).items()
        if given - {"company"} == set(layers)
    ]
    assert handlers
    shipped = {
        name for layer in layers if layer in WITH_WHEELS for name, _ in pinned(requirements(layer))
    }
    foreign = {
        module
        for module, distributions in packages_distributions().items()
        if not any(_canonical(each) in {*shipped, "careline"} for each in distributions)
    }
    script = IMPORT_ALL.format(
        foreign=sorted(foreign - RUNTIME), handlers=handlers, modules=adapters
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("layer", WITH_WHEELS)
def test_lambda_runs_the_versions_that_are_tested(layer: str) -> None:
    assert pinned(requirements(layer)) <= pinned(ROOT / "requirements" / "dev.txt")


def test_every_function_fits_with_its_layers(assembly: Assembly) -> None:
    def unpacked(content: dict[str, str]) -> int:
        return size([assembly.folder / f"asset.{content['S3Key'].removesuffix('.zip')}"])

    layers = assembly.of_type("Lambda::LayerVersion")
    sizes = {name: unpacked(layer["Content"]) for name, layer in layers.items()}
    functions = assembly.functions()
    for name, given in layers_of(assembly).items():
        whole = unpacked(functions[name]["Code"]) + sum(
            sizes[f"Layers/{layer.capitalize()}"] for layer in given
        )
        assert whole <= LIMIT, f"{name} has {whole / MEGABYTE:.0f} MB"


def test_a_layer_without_its_wheels_cannot_be_deployed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaging, "BUILD", tmp_path / "layers")
    stack = Stack(new_app(str(tmp_path / "out")), "Stack")
    Layers(
        stack,
        "Layers",
        company="northwind",
        languages=["en", "de"],
        search="opensearch",
        connects=True,
        signs_in=True,
    )
    for layer in WITH_WHEELS:
        Annotations.from_stack(stack).has_error(
            f"/Stack/Layers/{layer.capitalize()}", Match.string_like_regexp("no current wheels")
        )


def test_wheels_are_old_once_the_requirements_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(command: list[str], **_: object) -> None:
        assert "--require-hashes" in command
        Path(command[command.index("--target") + 1]).mkdir(parents=True)

    lock = tmp_path / "requirements.txt"
    lock.write_text("pyyaml==6", encoding="utf-8")
    monkeypatch.setattr(packaging, "BUILD", tmp_path / "layers")
    monkeypatch.setattr(packaging, "requirements", lambda _: lock)
    monkeypatch.setattr(subprocess, "run", install)
    assert packaging.fetch("base") is True
    assert packaging.fetch("base") is False
    lock.write_text("pyyaml==7", encoding="utf-8")
    assert not packaging.is_current("base")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
