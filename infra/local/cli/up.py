"""`careline up`: build, boot, and stay until Ctrl-C."""

import os
import signal
import socket
import threading
from dataclasses import asdict
from typing import Annotated

import typer

from infra.local import build
from infra.local.cli.running import TABLES, Running, console, fail
from shared.adapters.yaml_text import parse_yaml


def up(
    port: Annotated[int, typer.Option(help="Where the shop and the APIs answer.")] = 8700,
    aws_port: Annotated[int, typer.Option(help="Where the aws CLI may connect.")] = 8701,
    company: Annotated[
        str, typer.Option(help="The pack to run, a folder of companies/.")
    ] = "northwind",
) -> None:
    """Run the whole platform on this machine, from the very template that is deployed.

    Examples: careline up · careline up --port 9000 --aws-port 9001
    """
    for wanted, option in ((port, "--port"), (aws_port, "--aws-port")):
        if _is_taken(wanted):
            fail(f"Port {wanted} is in use: stop what uses it, or choose another with {option}.")
    try:
        with console.status("Looking at what has changed…") as status:
            build.build(company, lambda says: status.update(f"{says}…"))
            status.update("Booting the template on moto…")
            from infra.local.staff import PEOPLE
            from infra.local.world import World

            world = World(port=port, aws_port=aws_port).start()
    except build.BuildFailed as error:
        fail(f"A build step failed: {error}")
    pack = parse_yaml((build.ROOT / "companies" / company / "company.yaml").read_text("utf-8"))
    estate = world.estate
    Running(
        pid=os.getpid(),
        url=world.url,
        aws_url=f"http://127.0.0.1:{aws_port}",
        sms_topic=next(topic for topic in estate.topics if "Sms" in topic),
        sms_number=pack["sms"]["number"],
        bus=estate.buses[0],
        bucket=world.bucket("Knowledge"),
        mailbox=next(map(asdict, estate.mailboxes), None),
        tables={name: world.table(name) for name in TABLES},
        queues=estate.queues,
    ).write()
    customer = pack.get("demo", {}).get("customer", "")
    count = f"{len(estate.functions)} functions, {len(estate.machines)} state machines, "
    console.print(
        f"\n[bold]Careline is up[/bold]: {count}{len(estate.queues)} queues, from cdk.out\n"
    )
    console.print(f"  Shop with the chat widget   {world.url}/")
    lead = next(iter(PEOPLE))
    console.print(f"  Console                     {world.url}/console   ({lead})")
    console.print(f"  API description             {world.url}/openapi.json")
    console.print(f"  AWS endpoint for the CLI    http://127.0.0.1:{aws_port}\n")
    console.print("  Model: embedded (no account, no key)")
    console.print(f"  Try:   careline chat --as {customer}")
    console.print('         careline sms +15550100 "where is my order?"')
    console.print('         careline email --from maya.lindqvist@example.com "is my order late?"')
    console.print(f"         careline call --as {customer}\n")
    try:
        _wait()
    finally:
        Running.forget()
        world.stop()


def _wait() -> None:
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    while not stop.wait(1):
        pass


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
