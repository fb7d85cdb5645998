"""`careline graph load`: tells a deployed system's knowledge graph what a company pack knows."""

from datetime import datetime
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.build import ROOT
from infra.local.cli.running import console, fail
from infra.local.loading import load_graph
from shared.adapters.aws.graph import DynamoGraph
from shared.domain.errors import BrokenPack, InvalidInput, TransientError

app = typer.Typer(help="The knowledge graph of a deployed system.", no_args_is_help=True)


@app.command()
def load(
    table: Annotated[
        str, typer.Option(help="The graph's table: the output GraphTable of the data stack.")
    ],
    company: Annotated[str, typer.Option(help="The pack, a folder of companies/.")] = "northwind",
    as_of: Annotated[
        str | None,
        typer.Option(help="When the pack's data were true, such as 2026-05-06T00:00:00-05:00."),
    ] = None,
) -> None:
    """Load a company's customers, orders, products, rules and documents into a deployed graph,
    with the AWS credentials and the region of this shell.

    What events have told since the data were true stays as it is, so loading again is safe. By
    default they are true now, or on the first of the demo's day.

    Example: careline graph load --company northwind --table Careline-Data-Graph1A2B3C
    """
    pack = ROOT / "companies" / company
    if not pack.is_dir():
        fail(f"There is no pack companies/{company}.")
    try:
        moment = datetime.fromisoformat(as_of) if as_of else None
    except ValueError:
        fail(f"{as_of} is no time: write it as 2026-05-06T00:00:00-05:00.")
    try:
        with console.status("Telling the graph…"):
            count = load_graph(DynamoGraph(table), pack, moment)
    except (BrokenPack, InvalidInput, TransientError) as error:
        fail(f"{error}")
    except (BotoCoreError, ClientError) as error:
        fail(f"AWS refused: {error}")
    console.print(f"{count} things of {company} are in {table}.")
