"""What a template's resources became that run in this process rather than on moto."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.functions import LocalFunction
from infra.local.post import Mailbox
from infra.local.schedule import Scheduled
from infra.local.tokens import JwtAuthorizer


@dataclass
class Estate:
    """Filled in as resources are made; `asset` finds the folder behind an asset's S3 key."""

    asset: Callable[[str], Path]
    socket_base: str
    """Where the gateway's WebSocket stages are, e.g. ws://127.0.0.1:8700."""
    functions: dict[str, LocalFunction] = field(default_factory=dict)
    layers: dict[str, Path] = field(default_factory=dict)
    mappings: list[dict[str, Any]] = field(default_factory=list)
    apis: dict[str, dict[str, Any]] = field(default_factory=dict)
    integrations: dict[str, str] = field(default_factory=dict)
    """Function names by integration id."""
    authorizers: dict[str, str] = field(default_factory=dict)
    """Function names of those of WebSocket APIs."""
    token_authorizers: dict[str, JwtAuthorizer] = field(default_factory=dict)
    routes: list[dict[str, Any]] = field(default_factory=list)
    queues: dict[str, str] = field(default_factory=dict)
    """Queue URLs by logical id."""
    machines: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    buses: list[str] = field(default_factory=list)
    buckets: dict[str, str] = field(default_factory=dict)
    """Names by logical id."""
    timetable: list[Scheduled] = field(default_factory=list)
    mailboxes: list[Mailbox] = field(default_factory=list)
    code_hooks: dict[str, LocalFunction] = field(default_factory=dict)
    """Of a bot's locales, by their ids."""

    def function(self, arn: str) -> LocalFunction:
        """The function of an ARN, a name, or an API Gateway invocation URI."""
        name = arn.split("/functions/")[-1].removesuffix("/invocations").split(":function:")[-1]
        return self.functions[name.split(":")[0]]
