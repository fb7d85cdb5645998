"""`careline parity`: does every language get what English gets?"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

_console = Console()


def parity(
    company: Annotated[str, typer.Argument(help="A folder of companies/")] = "northwind",
    customer: Annotated[str | None, typer.Option("--as", help="A signed-in customer's id")] = None,
    out: Annotated[Path | None, typer.Option(help="File for the figures as JSON")] = None,
) -> None:
    """Compare route and action of the golden messages in every language with English.

    Example: careline parity northwind --as cus_maya
    """
    from infra.local.parity import as_json, compare, messages_of

    messages = messages_of(company)
    if not messages:
        raise typer.BadParameter(f"companies/{company} has no golden/languages.yaml")
    with _console.status("reading every message in every language"):
        found = compare(company, messages, customer)
    table = Table("Language", "Messages", "As English", title="Route and action")
    for language, count in found.messages.items():
        table.add_row(language, str(count), f"{found.share(language):.0%}")
    table.add_row("all", str(found.messages.total()), f"{found.share():.1%}")
    _console.print(table)
    if found.differences:
        table = Table("Language", "Message", "English goes to", "This goes to", title="Differences")
        for each in found.differences:
            routes = (
                ", ".join("/".join(part or "-" for part in wish) for wish in route)
                for route in (each.wanted, each.got)
            )
            table.add_row(each.language, each.text, *routes)
        _console.print(table)
    if out:
        out.write_text(json.dumps(as_json(found), indent=2, ensure_ascii=False), encoding="utf-8")
