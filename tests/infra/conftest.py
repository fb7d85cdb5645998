"""The app as it was built, and deployments that choose otherwise, each synthesized once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from infra.cloud.constructs.streams import Kafka
from infra.local import build
from tests.infra.templates import CHOSEN_STACKS, Assembly, synthesize

HOSTED = {
    "model_streams": "true",
    "mood_engine": "bedrock",
    "mood_model_id": "maker.m-v1:0",
    "search_engine": "opensearch",
    "search_endpoint": "https://help.example",
    "search_domain_arn": "arn:aws:es:us-east-1:111122223333:domain/help",
}
CONNECTED: dict[str, Any] = {
    "kafka": Kafka(
        topics=("orders", "customers"),
        cluster_arn="arn:aws:kafka:us-east-1:111122223333:cluster/orders/6a7e8feb-b491-4cf7-1",
        group="care",
    ),
    "partners": ("aws.partner/shopify.com/1234567/careline",),
    "system_secrets": ("arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf",),
    "mail_sender": "care@shop.example",
}
OWN_KAFKA = Kafka(
    topics=("orders",),
    bootstrap_servers=("kafka-1.shop.example:9093", "kafka-2.shop.example:9093"),
    secret_arn="arn:aws:secretsmanager:us-east-1:111122223333:secret:kafka-AbCdEf",
)


@pytest.fixture(scope="session")
def assembly() -> Assembly:
    """What is deployed with the context of cdk.json."""
    build.build("northwind", print)
    return Assembly(build.ROOT / "cdk.out")


@pytest.fixture(scope="session")
def chosen(shared_folder: Path) -> Assembly:
    """A deployment with hosted models and search, and with systems and streams of its own."""
    return once(shared_folder / "chosen", lambda to: synthesize(to, HOSTED, **CONNECTED))


@pytest.fixture(scope="session")
def chosen_otherwise(shared_folder: Path) -> Assembly:
    """One with Comprehend, and a Kafka that is not MSK."""
    context = {"mood_engine": "comprehend"}
    return once(shared_folder / "otherwise", lambda to: synthesize(to, context, kafka=OWN_KAFKA))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Of all the processes that run these tests."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def once(folder: Path, write: Callable[[Path], None]) -> Assembly:
    """The deployment in the folder, written by the first process that wants it."""
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            write(folder)
    return Assembly(folder, CHOSEN_STACKS)
