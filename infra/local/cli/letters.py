"""`careline dead-letters` and `careline redrive`: what could not be handled, why, and once more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.table import Table

from infra.local import letters
from infra.local.cli.running import Running, console, fail
from shared.domain.errors import Refused

Json = Annotated[bool, typer.Option("--json", help="Print them as JSON.")]
Stack = Annotated[
    str, typer.Option(help="A deployed stack, such as Careline-Care, instead of the local run.")
]
_STACK_TYPES = {"queues": "AWS::SQS::Queue", "machines": "AWS::StepFunctions::StateMachine"}


@dataclass(frozen=True)
class _Place:
    """Where queues and machines are: this machine, or an AWS account."""

    aws: Callable[[str], Any]
    queues: dict[str, str]
    machines: list[str]


def dead_letters(as_json: Json = False, stack: Stack = "") -> None:
    """Show every dead letter with its reason; the letters stay where they are.

    Examples: careline dead-letters · careline dead-letters --json
    """
    place = _place(stack)
    sqs = place.aws("sqs")
    found = letters.letters(sqs, place.queues)
    for letter in found:
        letters.let_go(sqs, letter)
    shown = [{"queue": e.queue, "reason": e.reason, "what": e.what, "id": e.id} for e in found]
    if as_json:
        console.print_json(data=shown)
        return
    _show(shown, "No dead letters.")


def redrive(
    which: Annotated[
        str, typer.Argument(help="The id of a letter or the name of an execution; none lists them.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="All letters and executions.")] = False,
    as_json: Json = False,
    stack: Stack = "",
) -> None:
    """Try what failed once more, when its cause is mended: a dead letter goes back to the queue
    that it came from, a failed errand goes on at the step that failed. What fails again comes back.

    Examples: careline redrive · careline redrive 4bec112b-… · careline redrive --all
    """
    place = _place(stack)
    sqs, machines = place.aws("sqs"), place.aws("stepfunctions")
    waiting = letters.letters(sqs, place.queues)
    failed = letters.failures(machines, place.machines)
    wanted = {each.id for each in waiting} | {each.name for each in failed} if every else {which}
    outcomes = []
    for letter in waiting:
        if letter.id not in wanted:
            letters.let_go(sqs, letter)
        about = {"id": letter.id, "where": letter.queue, "reason": letter.reason}
        outcomes.append(about | _tried(letter.id in wanted, letters.redrive, sqs, letter))
        if outcomes[-1]["now"].startswith("stays"):
            letters.let_go(sqs, letter)
    for failure in failed:
        about = {"id": failure.name, "where": failure.machine, "reason": failure.error}
        is_wanted = failure.name in wanted
        outcomes.append(about | _tried(is_wanted, letters.redrive_execution, machines, failure))
    if which and not any(each["id"] == which for each in outcomes):
        fail(f"Nothing that failed is called {which}: careline redrive lists what there is.")
    if as_json:
        console.print_json(data=outcomes)
        return
    _show(outcomes, "Nothing has failed.")


def _tried(is_wanted: bool, again: Callable[..., str | None], *what: Any) -> dict[str, str]:
    if not is_wanted:
        return {"now": "waits"}
    try:
        return {"now": f"sent to {place}" if (place := again(*what)) else "goes on"}
    except Refused as refusal:
        return {"now": f"stays: {refusal}"}


def _place(stack: str) -> _Place:
    if stack:
        return _deployed(stack)
    running = Running.find()
    listed = running.aws("stepfunctions").list_state_machines()["stateMachines"]
    arns = [each["stateMachineArn"] for each in listed]
    return _Place(running.aws, running.queues, arns)


def _deployed(stack: str) -> _Place:
    """With the AWS credentials and the region of this shell."""
    try:
        pages = boto3.client("cloudformation").get_paginator("list_stack_resources")
        made = [
            (each["ResourceType"], each["LogicalResourceId"], each["PhysicalResourceId"])
            for page in pages.paginate(StackName=stack)
            for each in page["StackResourceSummaries"]
        ]
    except (BotoCoreError, ClientError) as error:
        fail(f"AWS refused: {error}")
    return _Place(
        lambda service: boto3.client(service),  # type: ignore[call-overload]
        {name: real for kind, name, real in made if kind == _STACK_TYPES["queues"]},
        [real for kind, _, real in made if kind == _STACK_TYPES["machines"]],
    )


def _show(rows: list[dict[str, str]], nothing: str) -> None:
    if not rows:
        console.print(nothing)
        return
    table = Table(*(name.capitalize() for name in rows[0]))
    for row in rows:
        table.add_row(*row.values())
    console.print(table)
