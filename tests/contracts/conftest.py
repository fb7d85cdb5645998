"""AWS adapters against moto, one fresh account a test: the moto that the local run has."""

import os
from collections.abc import Iterator

import pytest
from moto import mock_aws

from infra.local import moto_mends, moto_pace
from shared.adapters.aws.clients import client

KEYS = {"pk": "HASH", "sk": "RANGE"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", os.environ.get("AWS_DEFAULT_REGION", "us-east-1"))
    moto_mends.install()
    moto_pace.install()
    client.cache_clear()
    # A session of its own would read the services' descriptions anew for each test.
    with mock_aws(config={"core": {"reset_boto3_session": False}}):
        yield
    client.cache_clear()


@pytest.fixture
def table(aws: None) -> str:
    client("dynamodb").create_table(
        TableName="rows",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in KEYS],
        BillingMode="PAY_PER_REQUEST",
    )
    return "rows"
