"""Synthesizing needs nothing but the repository, gives the same twice, and passes its judges."""

import json
from pathlib import Path

import pytest
from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import lint  # type: ignore[import-untyped]
from cfnlint.config import ManualArgs  # type: ignore[import-untyped]

from app import careline
from infra.cloud.deployment import new_app
from tests.infra.templates import STACKS, Assembly

IGNORED = {
    "W3005": "the CDK lets a function depend on its role's policy, and names the role with it",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """A second synthesis, with cdk-nag watching; a finding makes it raise."""
    app = careline(new_app(str(tmp_path_factory.mktemp("judged"))))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return Assembly(Path(app.synth().directory))


def test_the_template_asks_nothing_of_an_account(assembly: Assembly) -> None:
    manifest = json.loads((assembly.folder / "manifest.json").read_text(encoding="utf-8"))
    assert not manifest.get("missing")
    for name in STACKS:
        assert manifest["artifacts"][name]["environment"] == "aws://unknown-account/unknown-region"


def test_cdk_nag_finds_nothing_and_a_second_synthesis_gives_the_same(
    assembly: Assembly, judged: Assembly
) -> None:
    assert judged.templates == assembly.templates


def test_assets_hold_sources_only(assembly: Assembly) -> None:
    shipped = {path.relative_to(assembly.folder) for path in assembly.folder.rglob("asset.*/**/*")}
    assert shipped
    assert not [path for path in shipped if "__pycache__" in path.parts or path.suffix == ".pyc"]


@pytest.mark.parametrize("stack", STACKS)
def test_cfn_lint_finds_nothing(assembly: Assembly, stack: str) -> None:
    template = (assembly.folder / f"{stack}.template.json").read_text(encoding="utf-8")
    found = lint(template, config=ManualArgs(regions=["us-east-1"]))
    assert not [str(match) for match in found if match.rule.id not in IGNORED]
