"""Runs Lambda functions in this process: their handler, their environment, their errors."""

import asyncio
import functools
import importlib
import json
import logging
import os
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from infra.local.template import ACCOUNT, REGION

_LOG = logging.getLogger(__name__)
_environment: ContextVar[dict[str, str] | None] = ContextVar("environment", default=None)


class FunctionEnviron(type(os.environ)):  # type: ignore[misc]
    """`os.environ` as the running function sees it: its own variables over the process's."""

    def __init__(self, base: "os._Environ[str]") -> None:
        self.__dict__.update(base.__dict__)

    def __getitem__(self, key: str) -> str:
        own = _environment.get()
        return own[key] if own and key in own else super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        own = _environment.get() or {}
        yield from own
        yield from (key for key in super().__iter__() if key not in own)


@dataclass(frozen=True)
class LocalFunction:
    """A function of the template. `environment` is resolved, with /opt mapped to layer assets."""

    name: str
    handler: str
    environment: dict[str, str]
    timeout: float
    """Seconds."""
    memory: int
    """MB."""

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}"

    @functools.cached_property
    def module(self) -> Any:
        return importlib.import_module(self.handler.rsplit(".", 1)[0])

    def warm(self) -> None:
        """What an initialised Lambda has behind it: imports done, and models loaded where the
        function offers to."""
        token = _environment.set(self.environment)
        try:
            getattr(self.module, "warm", lambda: None)()
        finally:
            _environment.reset(token)

    def invoke(self, event: Any) -> tuple[str, bool]:
        """The answer as JSON, and whether it is an error; events and answers cross as JSON text,
        as they do in Lambda."""
        token = _environment.set(self.environment)
        context = LambdaContext(self)
        _have_event_loop()
        try:
            handler = getattr(self.module, self.handler.rsplit(".", 1)[1])
            answer = json.dumps(handler(event, context))
        except Exception as error:
            _LOG.exception("%s failed", self.name)
            return json.dumps(_error(error)), True
        finally:
            _environment.reset(token)
        if context.get_remaining_time_in_millis() <= 0:
            late = f"Task timed out after {self.timeout:.2f} seconds"
            return json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": late}), True
        return answer, False


class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, function: LocalFunction) -> None:
        self.function_name = function.name
        self.function_version = "$LATEST"
        self.invoked_function_arn = function.arn
        self.memory_limit_in_mb = function.memory
        self.aws_request_id = str(uuid4())
        self.log_group_name = f"/aws/lambda/{function.name}"
        self.log_stream_name = "local"
        self._deadline = time.monotonic() + function.timeout

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline - time.monotonic()) * 1_000))


def map_opt(value: str, layers: list[Path]) -> str:
    """A path under /opt as it lies in the assets of the function's layers; the last one wins."""
    if not value.startswith("/opt/"):
        return value
    inside = value.removeprefix("/opt/")
    found = [layer / inside for layer in layers if (layer / inside).exists()]
    return str(found[-1]) if found else value


def install_environ() -> None:
    """Put FunctionEnviron behind os.environ, once."""
    if not isinstance(os.environ, FunctionEnviron):
        os.environ = FunctionEnviron(os.environ)  # noqa: B003


def _have_event_loop() -> None:
    """Lambda calls handlers in the main thread, which has an event loop; Mangum leans on it."""
    try:
        asyncio.get_event_loop_policy().get_event_loop()
    except RuntimeError:
        asyncio.set_event_loop(asyncio.new_event_loop())


def _error(error: Exception) -> dict[str, Any]:
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }
