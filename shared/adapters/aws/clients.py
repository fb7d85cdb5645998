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
_ONCE: Any = {"mode": "standard", "total_max_attempts": 1}
_TWICE: Any = {"mode": "adaptive", "total_max_attempts": 2}
_SPECIAL = {
    # A synchronous execution answers when it ends; asking again would start another.
    "stepfunctions": Config(read_timeout=60, retries=_ONCE),
    # An e-mail of unknown fate must not be sent again behind the caller's back.
    "sesv2": Config(retries=_ONCE),
    # A silent model must leave time for the embedded composer within the function's own time-out.
    "bedrock-runtime": Config(read_timeout=10, retries=_TWICE),
    "sagemaker-runtime": Config(read_timeout=10, retries=_TWICE),
}


@cache
def client(service: str, endpoint: str | None = None, patience: int | None = None) -> Any:
    """The one client of this service in the process; boto3 clients may be shared by threads.

    `patience`: seconds after which it is given up, asked once only.
    """
    config = _CONFIG.merge(_SPECIAL.get(service, Config()))
    if patience:
        config = config.merge(Config(read_timeout=patience, retries=_ONCE))
    return boto3.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]
