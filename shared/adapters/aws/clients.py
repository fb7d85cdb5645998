"""boto3 clients with the house's time-outs: a turn would rather fail over than hang."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "adaptive", "max_attempts": 3},
)
_LONG = _CONFIG.merge(Config(read_timeout=60, retries={"mode": "standard", "max_attempts": 1}))


@cache
def client(service: str, endpoint: str | None = None) -> Any:
    """The one client of this service in the process; boto3 clients may be shared by threads."""
    config = _LONG if service == "stepfunctions" else _CONFIG
    return boto3.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]
