"""The app is synthesized once for all these tests."""

from pathlib import Path

import pytest

from app import careline
from infra.cloud.deployment import new_app
from tests.infra.templates import Assembly


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    out = tmp_path_factory.mktemp("cdk")
    careline(new_app(str(out))).synth()
    return Assembly(Path(out))
