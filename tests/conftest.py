"""The whole system, booted once from the synthesized template, for the tests that need it."""

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from infra.local.world import World


gc.set_threshold(10_000, 20, 20)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: no search for garbage need look at it again."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Nor at what ends with the process."""
    gc.freeze()


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
