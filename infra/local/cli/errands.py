"""`careline errands`: what colleagues and operators do about errands, and `careline inbox`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from functions.console import errands as office
from functions.workflows import declared
from infra.local.cli.running import Running, console, fail
from infra.local.template import ENVIRONMENT
from shared.adapters.aws.bus import DESK, CompanyBus
from shared.adapters.aws.errands import DynamoErrands
from shared.adapters.aws.machines import StandardMachines
from shared.adapters.aws.records import DynamoRecords
from shared.adapters.demo.others import LETTER
from shared.domain.errors import Refused

app = typer.Typer(help="Approve, watch, stop and retry errands.", no_args_is_help=True)
Run = Annotated[str, typer.Argument(help="The run, such as run_5f0c…")]
Name = Annotated[str, typer.Argument(help="The errand's name.")]
Person = Annotated[str, typer.Option("--as", help="Who decides.")]


@contextmanager
def _errands() -> Iterator[tuple[Running, DynamoErrands]]:
    running = Running.find()
    os.environ.update(ENVIRONMENT)
    try:
        yield running, DynamoErrands(running.table("Errands"), running.aws_url)
    except Refused as error:
        fail(f"{error}.")


@app.command()
def waiting() -> None:
    """What waits for a colleague's approval, with its figures."""
    with _errands() as (_, errands):
        table = Table("What would be done", "By which rule", "Approvals")
        table.add_column("Run", no_wrap=True)
        for asked in errands.approvals():
            given = f"{len(asked.given_by)} of {asked.needed}"
            plan = errands.find(asked.run_id).plan
            rules = dict.fromkeys(
                f"{basis.rule}: {basis.clause}" for change in plan for basis in change.rests_on
            )
            table.add_row(" ".join(asked.words), "\n".join(rules), given, asked.run_id)
        console.print(table)


@app.command()
def approve(run: Run, person: Person) -> None:
    """Let a run go on. Two different people where it says 2.

    Example: careline errands approve run_5f0c… --as ada
    """
    _decide(run, person, is_approved=True)


@app.command()
def deny(
    run: Run,
    person: Person,
    reason: Annotated[str, typer.Option(help="For the run's audit.")],
) -> None:
    """Do not let it: the customer is told, and a colleague explains."""
    _decide(run, person, is_approved=False, reason=reason)


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
def stuck() -> None:
    """What is half done and waits for somebody to mend what broke it."""
    with _errands() as (_, errands):
        table = Table("Errand", "Last", "Run")
        for each in office.stuck(errands):
            last = f"{each.last.step}: {each.last.what}" if each.last else ""
            table.add_row(each.run.errand, last, each.run.id)
        console.print(table)


@app.command()
def retry(run: Run, person: Person) -> None:
    """Try the failed step of a stuck run again, once what was broken is mended."""
    with _errands() as (running, errands):
        office.retry(run, person, errands, StandardMachines({}, running.aws_url), _now)


@app.command()
def off(errand: Name, person: Person) -> None:
    """Stop an errand: none begins, and none that runs does anything more."""
    _switch(errand, person, off=True)


@app.command()
def on(errand: Name, person: Person) -> None:
    """Let it run again."""
    _switch(errand, person, off=False)


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


def _decide(run: str, person: str, *, is_approved: bool, reason: str | None = None) -> None:
    with _errands() as (running, errands):
        desk = CompanyBus(running.bus, DESK, running.aws_url)
        office.decide(run, person, errands, desk, _now, is_approved=is_approved, reason=reason)


def _switch(errand: str, person: str, *, off: bool) -> None:
    with _errands() as (_, errands):
        office.switch(errand, person, errands, declared.names(), off=off)


def _now() -> datetime:
    return datetime.now(UTC)
