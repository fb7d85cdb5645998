"""`careline email`: be a customer who writes e-mails."""

from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from infra.local.cli.running import Running, console, fail
from infra.local.cli.talk import PATIENCE
from infra.local.post import Mailbox, write_mail


def email(
    text: Annotated[str, typer.Argument(help="What they write, or a file *.eml with a mail.")],
    sender: Annotated[str, typer.Option("--from", help="The customer's address.")] = "",
    subject: Annotated[str, typer.Option(help="The mail's subject.")] = "",
    reply: Annotated[bool, typer.Option(help="Answer the last letter they were sent.")] = False,
    forged: Annotated[bool, typer.Option(help="SPF, DKIM and DMARC fail.")] = False,
    spam: Annotated[bool, typer.Option(help="The mail server takes it for spam.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Send an e-mail as a customer and print the letter that answers it.

    Examples: careline email --from maya.lindqvist@example.com "is my order late?"
    · careline email --from maya.lindqvist@example.com --reply "and the other one?"
    · careline email events/samples/email.eml
    """
    running = Running.find()
    mailbox = Mailbox(**(running.mailbox or fail("This company has no e-mail address.")))
    raw = _raw(running, mailbox, text, sender, subject, reply=reply)
    address = parseaddr(str(message_from_bytes(raw, policy=policy.default)["From"]))[1].lower()
    before = len(_letters(running, address))
    mailbox.receive(raw, running.aws, sender=address, forged=forged, spam=spam)
    arrived = _letters(running, address, before, PATIENCE)
    if not arrived:
        fail(
            f"No answer within {PATIENCE:.0f} s: mails of machines get none; refused ones are in "
            "careline dead-letters."
        )
    for letter in arrived:
        if as_json:
            console.print_json(data=letter)
            continue
        console.print(letter["subject"], style="bold", markup=False)
        console.print(letter["text"] + "\n", soft_wrap=True, markup=False)


def _raw(
    running: Running, mailbox: Mailbox, text: str, sender: str, subject: str, *, reply: bool
) -> bytes:
    path = Path(text)
    if path.suffix == ".eml":
        if not path.exists():
            fail(f"There is no file {path}.")
        return path.read_bytes()
    if "@" not in sender:
        fail("Say who writes: --from maya.lindqvist@example.com")
    last = _letters(running, parseaddr(sender)[1].lower())[-1:] if reply else []
    if reply and not last:
        fail(f"{sender} has no letter to answer yet.")
    return write_mail(sender, mailbox.address, subject, text, *last)


def _letters(
    running: Running, address: str, after: int = 0, wait: float = 0.0
) -> list[dict[str, Any]]:
    asked: dict[str, str | float] = {"address": address, "after": after, "wait": wait}
    answer = httpx.get(f"{running.url}/_local/letters", params=asked, timeout=wait + 10)
    return list(answer.json())
