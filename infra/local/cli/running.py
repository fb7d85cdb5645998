"""How one `careline` finds the system that another one runs."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import boto3
import typer
from rich.console import Console

from infra.local.build import STAMPS
from infra.local.template import REGION

console = Console()
errors = Console(stderr=True)
_FILE = STAMPS / "run.json"
TABLES = ("Conversations", "Errands", "Ledger", "Systems")
"""Those that the command line looks into."""


@dataclass(frozen=True)
class Running:
    """Where a system answers, and the names that the command line needs of its template."""

    pid: int
    url: str
    aws_url: str
    sms_topic: str
    sms_number: str
    bus: str
    bucket: str
    mailbox: dict[str, str] | None
    """Where mail to the company goes, if it has an address."""
    tables: dict[str, str]
    queues: dict[str, str]

    def write(self) -> None:
        _FILE.parent.mkdir(exist_ok=True)
        _FILE.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def forget() -> None:
        _FILE.unlink(missing_ok=True)

    @staticmethod
    def look() -> "Running | None":
        """The running system, if there is one."""
        try:
            running = Running(**json.loads(_FILE.read_text(encoding="utf-8")))
            os.kill(running.pid, 0)
        except (OSError, ValueError, TypeError):
            return None
        return running

    @staticmethod
    def find() -> "Running":
        """The running system; ends the command with the mend if there is none."""
        running = Running.look()
        if running is None:
            fail("Careline is not running here. Start it in another terminal: make up")
        return running

    def table(self, name: str) -> str:
        """The name of a table, by that of its construct."""
        return self.tables[name]

    def aws(self, service: str) -> Any:
        """A boto3 client of the running system's AWS endpoint."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.aws_url,
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )


def fail(sentence: str) -> NoReturn:
    """End the command with one clear sentence."""
    errors.print(f"[red]{sentence}[/red]", soft_wrap=True)
    raise typer.Exit(1)


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fail(f"There is no file {path}.")
    except (ValueError, OSError) as error:
        fail(f"{path} is not JSON: {error}")
