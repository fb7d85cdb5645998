"""Who may import what: the house's arrows, read from the code itself."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STANDARD = sys.stdlib_module_names

MAY_IMPORT = {
    "shared/domain": {"shared.domain"},
    "shared/contracts.py": {"shared.domain", "pydantic"},
    "shared/events.py": {"shared.domain", "shared.contracts", "pydantic"},
    "shared/telling.py": {"shared.domain", "shared.events", "pydantic"},
    "shared/ports": {"shared.domain", "shared.contracts", "shared.ports", "numpy"},
    "functions": {
        "functions",
        "shared.domain",
        "shared.contracts",
        "shared.events",
        "shared.telling",
        "shared.ports",
        "shared.runtime",
    },
    "infra/cloud": {"infra.cloud"},
    "infra/local": {"infra.local", "shared", "functions", "training"},
    "training": {"training", "shared"},
}
OURS = {"functions", "shared", "infra", "training", "tests", "bench"}
PURE = {
    *("shared/contracts.py", "shared/events.py", "shared/telling.py"),
    *("shared/domain", "shared/ports"),
}
"""Rooms that may import nothing but the standard library and what MAY_IMPORT names."""


def modules(room: str) -> list[Path]:
    place = ROOT / room
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def is_under(name: str, allowed: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in allowed)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = MAY_IMPORT[room]
    parents = {room.rsplit(".", 1)[0] for room in allowed if "." in room}
    assert modules(room), f"{room} is empty"
    for path in modules(room):
        for name in imports(path):
            top = name.split(".")[0]
            if top in STANDARD or name in parents:
                continue
            if top in OURS or room in PURE:
                assert is_under(name, allowed), f"{path.relative_to(ROOT)} imports {name}"


def test_services_know_no_aws() -> None:
    for path in [*ROOT.glob("functions/*/service.py"), *ROOT.glob("shared/domain/*.py")]:
        used = {name.split(".")[0] for name in imports(path)}
        assert not used & {"boto3", "botocore", "aws_lambda_powertools"}, path


def test_only_wiring_and_adapters_import_adapters() -> None:
    for path in ROOT.glob("functions/**/*.py"):
        assert not any(name.startswith("shared.adapters") for name in imports(path)), path


def test_the_local_runtime_reads_the_template_and_never_the_cdk() -> None:
    for path in modules("infra/local"):
        assert not any(name.startswith("aws_cdk") for name in imports(path)), path


def test_no_file_outgrows_its_job() -> None:
    for room in ("functions", "shared", "infra", "training", "bench"):
        for path in modules(room):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 320, (
                f"{path.relative_to(ROOT)} has {lines} lines: which two things is it?"
            )
