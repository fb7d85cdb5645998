"""`careline dead-letters`: what could not be handled, and why."""

import json
from typing import Annotated, Any

import typer
from rich.table import Table

from infra.local.cli.running import Running, console


def dead_letters(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Show every dead letter with its reason; the letters stay where they are.

    Examples: careline dead-letters · careline dead-letters --json
    """
    running = Running.find()
    found = [
        {"queue": name, **_reason(body)}
        for name, url in running.queues.items()
        if "DeadLetters" in name or "Undelivered" in name
        for body in _peek(running, url)
    ]
    if as_json:
        console.print_json(data=found)
        return
    if not found:
        console.print("No dead letters.")
        return
    table = Table("Queue", "Reason", "What")
    for letter in found:
        table.add_row(letter["queue"], letter["reason"], letter["what"])
    console.print(table)


def _peek(running: Running, url: str) -> list[str]:
    """Bodies of the queue's messages, which become visible again at once."""
    sqs = running.aws("sqs")
    messages: list[dict[str, Any]] = []
    while batch := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=10
    ).get("Messages"):
        messages += batch
    for message in messages:
        sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return [message["Body"] for message in messages]


def _reason(body: str) -> dict[str, str]:
    try:
        letter = json.loads(body)
    except ValueError:
        letter = None
    if not isinstance(letter, dict) or "reason" not in letter:
        return {"reason": "failed on every try", "what": f"{len(body)} bytes"}
    turn = letter.get("turn", {})
    what = turn.get("message_id") or f"{len(str(letter.get('body', '')))} bytes"
    cause = letter.get("cause", "")
    return {"reason": f"{letter['reason']} {_first_line(cause)}".strip(), "what": what}


def _first_line(cause: str) -> str:
    try:
        return str(json.loads(cause).get("errorMessage", ""))
    except (ValueError, AttributeError):
        return cause[:200]
