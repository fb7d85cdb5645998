"""`careline train`: intents from a company's own messages."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from shared.domain.errors import BrokenPack, InvalidInput

if TYPE_CHECKING:  # imported where it is needed: it takes a second
    from training.data import Examples

app = typer.Typer(help="Learn from a company's own messages and outcomes.")
_console = Console()


@app.callback(invoke_without_command=True)
def train(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option("--data", help="CSV or JSON Lines: text, intent, language")
    ] = None,
    company: Annotated[
        str, typer.Option(help="Without --data: the company whose seed utterances teach")
    ] = "northwind",
    out: Annotated[Path, typer.Option(help="Where the artefact goes")] = Path("intents.npz"),
    most_wrong: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Highest share of wrong automated answers")
    ] = 0.02,
    floor: Annotated[
        float, typer.Option(min=0, max=1, help="Confidence below which nothing is automated")
    ] = 0.85,
) -> None:
    """Train an intent model: from labelled messages, or from the pack's seed utterances.

    Example: careline train --data messages.csv --out intents.npz
    """
    if context.invoked_subcommand:
        return
    from shared.domain.routing import RoutingPolicy
    from training import intents

    try:
        examples = _examples(data, company)
    except (InvalidInput, BrokenPack) as error:
        raise typer.BadParameter(str(error)) from error
    for remark in examples.remarks:
        _console.print(f"[yellow]note[/] {remark}", highlight=False)
    with Progress(console=_console, transient=True) as progress:
        shown = progress.add_task("starting", total=1.0)
        model = intents.train(
            examples.rows,
            intents.encoder_for(examples.rows),
            policy=RoutingPolicy(sure_enough=floor, most_wrong=most_wrong),
            is_sample=data is not None,
            tell=lambda stage, done: progress.update(shown, description=stage, completed=done),
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    model.save(out)
    card = out.with_suffix(".json")
    card.write_text(json.dumps(model.card, indent=2), encoding="utf-8")
    _console.print(f"{out} ({out.stat().st_size / 1024**2:.1f} MB), its card in {card}")
    _tell_threshold(model.card, most_wrong)


def _tell_threshold(card: dict[str, Any], most_wrong: float) -> None:
    found = card["threshold"]
    _console.print(
        f"cross-fitted accuracy {card['accuracy']:.3f}; from confidence {found['value']:.3f} on it "
        f"would act on {found['coverage']:.1%} of messages, {found['precision']:.2%} of them right"
    )
    if found["certified"]:
        _console.print(
            f"certified: at most {most_wrong:.1%} wrong, with probability 90%, for messages like "
            "these (Learn-then-Test)"
        )
    else:
        _console.print(
            f"[yellow]not certified[/]: {found['messages']:,} messages do not prove at most "
            f"{most_wrong:.1%} wrong (at least {found['needed']:,} above the floor are needed)"
        )


def _examples(data: Path | None, company: str) -> "Examples":
    from infra.local.rehearsal import ROOT
    from shared.adapters.pack import load_company
    from training.company import seeds_of
    from training.data import Examples, read_examples

    if data:
        return read_examples(data)
    return Examples(tuple(seeds_of(load_company(ROOT / "companies" / company))), ())
