"""Handlers for test_environments.py, each called in a process of its own."""

import os
import threading
from typing import Any

_BOTH = threading.Barrier(2, timeout=20)


def tells(event: Any, context: Any) -> dict[str, Any]:
    variables = {name: os.environ.get(name) for name in ("NAME", "AWS_ENDPOINT_URL")}
    return {"event": event, "process": os.getpid(), "name": context.function_name, **variables}


def raises(_event: Any, _context: Any) -> None:
    raise ValueError("no such colour")


def meets(_event: Any, _context: Any) -> str:
    """Answers once another event is being handled, too."""
    _BOTH.wait()
    return "met"


def dies(_event: Any, _context: Any) -> None:
    os._exit(1)
