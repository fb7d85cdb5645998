"""The errands' state machines, as they were synthesized."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.local import build
from infra.local.asl import Definition
from infra.local.stepping import definitions

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def machines() -> Mapping[str, Definition]:
    build.build("northwind", print)
    return definitions(ROOT / "cdk.out")
