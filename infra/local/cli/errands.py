"""`careline errands`: what colleagues and operators do about errands, and `careline inbox`."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from functions.workflows import declared
from infra.local.cli.running import Running, console, fail
from infra.local.world import ENVIRONMENT
from shared.adapters.aws.errands import DynamoErrands
from shared.adapters.aws.records import DynamoRecords
from shared.adapters.demo.others import LETTER
from shared.domain.errands.run import Status
from shared.domain.errors import NotFound
from shared.events import ApprovalGiven

app = typer.Typer(help="Approve, watch, stop and retry errands.", no_args_is_help=True)
Run = Annotated[str, typer.Argument(help="The run, such as run_5f0c…")]
Person = Annotated[str, typer.Option("--as", help="Who decides.")]


@contextmanager
def _errands() -> Iterator[tuple[Running, DynamoErrands]]:
    running = Running.find()
    os.environ.update(ENVIRONMENT)
    try:
        yield running, DynamoErrands(running.table("Errands"), running.aws_url)
    except NotFound as error:
        fail(f"{error}.")


@app.command()
def waiting() -> None:
    """What waits for a colleague's approval, with its figures."""
    with _errands() as (_, errands):
        table = Table("What would be done", "Approvals")
        table.add_column("Run", no_wrap=True)
        for asked in errands.approvals():
            given = f"{len(asked.given_by)} of {asked.needed}"
            table.add_row(" ".join(asked.words), given, asked.run_id)
        console.print(table)


@app.command()
def approve(run: Run, person: Person) -> None:
    """Let a run go on. Two different people where it says 2.

    Example: careline errands approve run_5f0c… --as ada
    """
    _decide(run, person, is_approved=True)


@app.command()
def deny(run: Run, person: Person) -> None:
    """Do not let it: the customer is told, and a colleague explains."""
    _decide(run, person, is_approved=False)


@app.command()
def show(run: Run) -> None:
    """Where a run stands, and every line of its audit."""
    with _errands() as (_, errands):
        found = errands.find(run)
        console.print(f"{found.errand}: {found.status.value}", style="bold")
        table = Table("When", "Step", "What", "Receipt")
        for line in errands.audit(run):
            table.add_row(f"{line.at:%Y-%m-%d %H:%M:%S}", line.step, line.what, line.receipt)
        console.print(table)


@app.command()
def retry(run: Run) -> None:
    """Try the failed step of a stuck run again, once what was broken is mended."""
    with _errands() as (running, errands):
        found, token = errands.find(run), errands.token(run)
        if found.status is not Status.STUCK or token is None:
            fail(f"{run} is {found.status.value}: only a stuck run can be tried again.")
        running.aws("stepfunctions").send_task_success(taskToken=token, output=json.dumps("retry"))


@app.command()
def off(errand: Annotated[str, typer.Argument(help="The errand's name.")]) -> None:
    """Stop an errand: none begins, and none that runs does anything more."""
    _switch(errand, off=True)


@app.command()
def on(errand: Annotated[str, typer.Argument(help="The errand's name.")]) -> None:
    """Let it run again."""
    _switch(errand, off=False)


def inbox(
    address: Annotated[str, typer.Argument(help="A demo customer's e-mail address.")],
) -> None:
    """The letters that the demo company has sent to an address, newest last.

    Example: careline inbox maya.lindqvist@example.com
    """
    running = Running.find()
    os.environ.update(ENVIRONMENT)
    records = DynamoRecords(running.table("Systems"), running.aws_url)
    for letter in records.of(LETTER, address):
        console.print(letter.value["subject"], style="bold")
        console.print(letter.value["text"] + "\n")


def _decide(run: str, person: str, *, is_approved: bool) -> None:
    with _errands() as (running, errands):
        errands.find(run)
        decision = ApprovalGiven(
            occurred_at=datetime.now(UTC), run_id=run, person=person, is_approved=is_approved
        )
        running.aws("events").put_events(
            Entries=[
                {
                    "EventBusName": running.bus,
                    "Source": "careline.desk",
                    "DetailType": "ApprovalGiven",
                    "Detail": decision.model_dump_json(),
                }
            ]
        )


def _switch(errand: str, *, off: bool) -> None:
    if errand not in declared.names():
        fail(f"There is no errand {errand}: there is {', '.join(declared.names())}.")
    with _errands() as (_, errands):
        errands.switch(errand, off=off)
