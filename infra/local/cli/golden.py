"""`careline eval`: an intent model on messages, or a company on its golden conversations."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra.local.cli import learn
from shared.domain.errors import BrokenPack

app = typer.Typer(help="Measure an intent model, or a company on its golden conversations.")
_console = Console()


@app.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option("--data", help="CSV or JSON Lines: text, intent, language")
    ] = None,
    artefact: Annotated[
        Path | None, typer.Option("--artefact", help="What `careline train` wrote")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for JSON and calibration plot")] = None,
) -> None:
    """With --data and --artefact, measure an intent model on messages new to it."""
    if context.invoked_subcommand:
        return
    if not data or not artefact:
        raise typer.BadParameter("give --data and --artefact, or `careline eval golden`")
    learn.evaluate(data, artefact, out)


@app.command()
def golden(
    company: Annotated[str, typer.Argument(help="A folder of companies/")] = "northwind",
    theme: Annotated[str | None, typer.Option(help="Only this file of golden/")] = None,
    name: Annotated[str | None, typer.Option(help="Only those whose name holds this")] = None,
    times: Annotated[int, typer.Option(min=1, help="Runs of each conversation")] = 1,
    passes: Annotated[int | None, typer.Option(min=1, help="Runs that must pass")] = None,
    out: Annotated[Path | None, typer.Option("--json", help="File for the outcomes")] = None,
) -> None:
    """Play the golden conversations and judge them by facts, citations, actions and state.

    Ends with 1 where one fails that is not known to, or one passes that is. Example: careline eval
    golden northwind --theme guards
    """
    from infra.local.golden.run import Outcome, run
    from infra.local.rehearsal import ROOT
    from shared.adapters.golden import load_scripts

    needed = passes or times
    if needed > times:
        raise typer.BadParameter(f"--passes {needed} is more than --times {times}")
    try:
        scripts = load_scripts(ROOT / "companies" / company)
    except BrokenPack as error:
        raise typer.BadParameter(str(error)) from error
    chosen = [
        script
        for script in scripts
        if (not theme or script.theme == theme) and (not name or name in script.name)
    ]
    if not chosen:
        raise typer.BadParameter("no golden conversation is called so")
    by_theme: dict[str, list[Outcome]] = defaultdict(list)
    with _console.status("playing the golden conversations"):
        for outcome in run(chosen, company, times):
            by_theme[outcome.script.theme].append(outcome)
    outcomes = [outcome for listed in by_theme.values() for outcome in listed]
    _show(by_theme, needed)
    if out:
        out.write_text(json.dumps([each.as_json() for each in outcomes], indent=2))
    if not all(outcome.is_as_expected(needed) for outcome in outcomes):
        raise typer.Exit(1)


def _show(by_theme: dict[str, list["Outcome"]], needed: int) -> None:  # type: ignore[name-defined]  # noqa: F821
    table = Table("Theme", "Conversations", "Passed", "Known to fail", title="Golden conversations")
    outcomes = [outcome for listed in by_theme.values() for outcome in listed]
    for name, listed in (*by_theme.items(), ("all", outcomes)):
        passed = sum(outcome.passes >= needed for outcome in listed)
        known = sum(outcome.script.known is not None for outcome in listed)
        table.add_row(name, str(len(listed)), str(passed), str(known))
    _console.print(table)
    for outcome in outcomes:
        if outcome.is_as_expected(needed):
            continue
        script = outcome.script
        if script.known:
            _console.print(f"[yellow]mended?[/] {script.theme}: {script.name}: take `known` away")
            continue
        _console.print(f"[red]failed[/] {script.theme}: {script.name}", highlight=False)
        for words, complaint in outcome.complaints:
            _console.print(f"    {words!r}: {complaint}", highlight=False, markup=False)
