"""The whole system, booted once from the synthesized template, for the tests that need it."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from infra.local.world import World


@pytest.fixture(scope="session")
def world() -> "Iterator[World]":
    from infra.local import build
    from infra.local.world import World

    build.build("northwind", print)
    environment = dict(os.environ)
    with World(aws_port=0, retry_delay=0.01, together=True) as running:
        yield running
    os.environ.clear()
    os.environ.update(environment)
