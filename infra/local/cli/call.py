"""`careline call`: be a customer on the phone."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import typer

from infra.local.cli.running import Running, console, fail
from infra.local.cli.talk import PATIENCE
from infra.local.phone import PATH, PhoneCall, heard_in

_NUMBER = re.compile(r"\+\d{3,15}")


def call(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="The caller's number, unless --as says who; then what they say."),
    ] = None,
    customer: Annotated[str, typer.Option("--as", help="Call as this demo customer.")] = "",
    unverified: Annotated[
        bool, typer.Option(help="The flow has not made sure of who calls.")
    ] = False,
    keys: Annotated[bool, typer.Option(help="They press keys instead of speaking.")] = False,
    confidence: Annotated[
        float, typer.Option(min=0, max=1, help="How sure Lex is of what it hears.")
    ] = 0.93,
    as_json: Annotated[bool, typer.Option("--json", help="Print the hook's answers.")] = False,
) -> None:
    """Call as a customer: what you type goes to the bot's code hook as Amazon Lex tells it, and
    what would be said is printed, as it is heard and as SSML. An empty line is silence.

    Examples: careline call --as cus_maya · careline call +15550100 "where is my order?"
    · careline call +15550100 0 --keys
    """
    running = Running.find()
    said = list(words or [])
    number = _number_of(running, customer) if customer else (said.pop(0) if said else "")
    if not _NUMBER.fullmatch(number):
        fail("Say who calls: careline call +15550100, or careline call --as cus_maya")
    talk = PhoneCall(lambda event: tell(running, event), number, is_verified=not unverified)
    for each in said or _typed():
        answer = talk.say(each, mode="DTMF" if keys else "Speech", confidence=confidence)
        show(answer, as_json=as_json)
        if talk.is_over:
            return


def tell(running: Running, event: dict[str, Any]) -> dict[str, Any]:
    """The hook's answer to an event of Lex's; ends the command where there is none."""
    answer = httpx.post(running.url + PATH, json=event, timeout=PATIENCE)
    told = dict(answer.json())
    if answer.status_code != 200:
        fail(f"The hook gave no answer: {told.get('errorMessage', told)}")
    return told


def show(answer: dict[str, Any], *, as_json: bool = False) -> None:
    if as_json:
        console.print_json(data=answer)
        return
    console.print(" ".join(heard_in(answer)), soft_wrap=True, markup=False)
    for message in answer["messages"]:
        console.print(message["content"], style="dim", soft_wrap=True, markup=False)
    state = answer["sessionState"]
    if state["dialogAction"]["type"] == "Close":
        told = state["sessionAttributes"]
        names = ("outcome", "reason", "caseId", "summary")
        for name in (name for name in names if name in told):
            console.print(f"{name}: {told[name]}", style="bold", soft_wrap=True, markup=False)


def _number_of(running: Running, customer: str) -> str:
    listed = httpx.get(f"{running.url}/shop/customers").json()
    found = next((each["phone"] for each in listed if each["id"] == customer), None)
    return str(found or fail(f"There is no demo customer {customer}: see /shop/customers."))


def _typed() -> Iterator[str]:
    while True:
        try:
            yield console.input("[bold]You[/bold]: ").strip()
        except (EOFError, KeyboardInterrupt):
            return
