"""`careline chat` and `careline sms`: be a customer."""

import json
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer
from websockets.sync.client import ClientConnection, connect

from infra.local.cli.running import Running, console, fail

PATIENCE = 30.0
"""Seconds to wait for a reply before saying that none came."""


def chat(
    customer: Annotated[str, typer.Option("--as", help="Sign in as this demo customer.")] = "",
    once: Annotated[str, typer.Option(help="Say this, print the reply, and leave.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print replies as JSON.")] = False,
) -> None:
    """Chat as a customer, over the same HTTP and WebSocket APIs as the widget.

    Examples: careline chat · careline chat --as cus_maya --once "where is my order?"
    """
    running = Running.find()
    with httpx.Client(base_url=running.url, timeout=PATIENCE) as http:
        session = _open(http, customer)
        http.headers["Authorization"] = f"Bearer {session['token']}"
        ticket = http.post("/v1/tickets").json()["ticket"]
        with connect(f"{session['socketUrl']}?ticket={ticket}") as socket:
            if not once:
                company = session["company"]
                console.print(f"[bold]{company['assistant']}[/bold]: {company['greeting']}")
            for text in [once] if once else _typed():
                _show(_ask(http, socket, session["conversationId"], text), as_json)


def _open(http: httpx.Client, customer: str) -> dict[str, Any]:
    body = {}
    if customer:
        signed_in = http.get("/shop/identity", params={"customer": customer})
        if signed_in.status_code != 200:
            fail(f"There is no demo customer {customer}: see /shop/customers.")
        body = {"identityToken": signed_in.json()["identityToken"]}
    return dict(http.post("/v1/sessions", json=body).raise_for_status().json())


def _ask(
    http: httpx.Client, socket: ClientConnection, conversation: str, text: str
) -> dict[str, Any]:
    message = {"clientMessageId": uuid4().hex, "text": text}
    answer = http.post(f"/v1/conversations/{conversation}/messages", json=message)
    if answer.status_code != 202:
        fail(answer.json().get("detail", f"the message was refused: {answer.status_code}"))
    try:
        return dict(json.loads(socket.recv(timeout=PATIENCE))["message"])
    except TimeoutError:
        fail(f"No reply within {PATIENCE:.0f} s: look at careline dead-letters.")


def _show(message: dict[str, Any], as_json: bool) -> None:
    if as_json:
        console.print_json(data=message)
        return
    console.print(f"[bold]Careline[/bold]: {message['text']}", soft_wrap=True)
    for citation in message["citations"]:
        console.print(
            f"  [dim]{citation['number']}. {citation['title']} · {citation['source']}[/dim]"
        )


def _typed() -> Any:
    while True:
        try:
            text = console.input("[bold]You[/bold]: ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if text:
            yield text


def sms(
    number: Annotated[str, typer.Argument(help="The customer's number, e.g. +15550100.")],
    text: Annotated[str, typer.Argument(help="What they write.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as JSON.")] = False,
) -> None:
    """Send an SMS as a customer and print the reply that their phone receives.

    Example: careline sms +15550100 "where is my order?"
    """
    running = Running.find()
    before = len(_inbox(running, number, 0, 0))
    publish_sms(running, number, text)
    arrived = _inbox(running, number, before, PATIENCE)
    if not arrived:
        fail(f"No reply within {PATIENCE:.0f} s: look at careline dead-letters.")
    for message in arrived:
        if as_json:
            console.print_json(data=message)
        else:
            console.print(f"[bold]{message['from']}[/bold]: {message['text']}", soft_wrap=True)


def publish_sms(running: Running, number: str, text: str) -> None:
    """Publish what End User Messaging publishes for an SMS that came in."""
    body = {
        "originationNumber": number,
        "destinationNumber": running.sms_number,
        "messageKeyword": "KEYWORD_123456789012",
        "messageBody": text,
        "inboundMessageId": str(uuid4()),
    }
    running.aws("sns").publish(TopicArn=running.sms_topic, Message=json.dumps(body))


def _inbox(running: Running, number: str, after: int, wait: float) -> list[dict[str, str]]:
    asked: dict[str, str | float] = {"number": number, "after": after, "wait": wait}
    answer = httpx.get(f"{running.url}/_local/sms", params=asked, timeout=wait + 10)
    return list(answer.json())
