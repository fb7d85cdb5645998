"""Execution environments: a process of its own for each function whose role grants it no service.

On Lambda every function has one. Here the others share a process with moto, whose tables and queues
they use; these need nothing of it, and beside it they leave its interpreter's lock alone.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from infra.local.functions import LocalFunction

_ROOT = Path(__file__).parents[2]
_NOWHERE = "http://127.0.0.1:9"
"""Where a call to AWS would go that the function has no right to: the discard port."""
_DYING = 1.0
"""Seconds that a process may take from its last word to its end."""
_DONE, _FAILED = b"0", b"1"
_EXITED = {"errorType": "Runtime.ExitError", "errorMessage": "Runtime exited with an error"}
"""https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html"""


class FunctionApart(LocalFunction):
    """A function in a process of its own, which takes several events at a time. One that dies fails
    the events that it had; the next event starts another."""

    def __init__(self, function: LocalFunction, log: Path) -> None:
        """Starts the process, whose logs are appended to `log`, and does not wait for it."""
        super().__init__(**asdict(function))
        self._log = log
        self._key = os.urandom(16)
        self._lock = threading.Lock()
        self._start()

    def warm(self) -> None:
        """Wait until the process has done its imports and loaded its models."""
        with self._lock:
            self._find()

    def invoke(self, event: Any) -> tuple[str, bool]:
        try:
            connection, free = self._connection()
            connection.send_bytes(json.dumps(event).encode())
            said = connection.recv_bytes()
        except (EOFError, OSError):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_DYING)
            return json.dumps(_EXITED), True
        free.put(connection)
        return said[1:].decode(), said[:1] == _FAILED

    def stop(self) -> None:
        """End the process; it also ends with this one."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=5)

    def _start(self) -> None:
        self._address = ""
        self._free: SimpleQueue[Connection] = SimpleQueue()
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                cwd=_ROOT,
                env={**os.environ, **self.environment, "AWS_ENDPOINT_URL": _NOWHERE},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl+C is for whoever started the system
            )
        assert self._process.stdin is not None
        print(self._key.hex(), json.dumps(asdict(self)), file=self._process.stdin, flush=True)

    def _find(self) -> None:
        if self._process.poll() is not None:
            self._start()
        if not self._address:
            assert self._process.stdout is not None
            self._address = self._process.stdout.readline().strip()

    def _connection(self) -> tuple[Connection, SimpleQueue[Connection]]:
        """One that is free, or another, which the process answers in another thread; and where it
        goes afterwards."""
        with self._lock:
            self._find()
            try:
                return self._free.get_nowait(), self._free
            except Empty:
                return Client(self._address, authkey=self._key), self._free


def main() -> None:
    """The process: told on stdin which function it is, says on stdout where it listens, and ends
    with whoever started it."""
    says, sys.stdout = sys.stdout, sys.stderr  # which functions may write to
    key, spec = sys.stdin.readline().split(" ", 1)
    function = LocalFunction(**json.loads(spec))
    from shared.runtime.telemetry import logger

    logger.registered_handler.setStream(sys.stderr)  # type: ignore[attr-defined]
    function.warm()
    listener = Listener(authkey=bytes.fromhex(key))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    print(listener.address, file=says, flush=True)
    while True:
        threading.Thread(target=_serve, args=(function, listener.accept()), daemon=True).start()


def _serve(function: LocalFunction, connection: Connection) -> None:
    while True:
        try:
            event = json.loads(connection.recv_bytes())
        except EOFError:
            return
        answer, failed = function.invoke(event)
        connection.send_bytes((_FAILED if failed else _DONE) + answer.encode())


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
