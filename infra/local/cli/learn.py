"""`careline train` and `careline eval`: intents from a company's own messages."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from shared.domain.errors import InvalidInput

_console = Console()
Data = Annotated[Path, typer.Option("--data", help="CSV or JSON Lines: text, intent, language")]
_SHOWN = 8


def train(
    data: Data,
    out: Annotated[Path, typer.Option(help="Where the artefact goes")] = Path("intents.npz"),
    most_wrong: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Highest share of wrong automated answers")
    ] = 0.02,
    floor: Annotated[
        float, typer.Option(min=0, max=1, help="Confidence below which nothing is automated")
    ] = 0.85,
) -> None:
    """Train an intent model from labelled messages."""
    from shared.domain.routing import RoutingPolicy
    from training import intents
    from training.data import read_examples

    try:
        examples = read_examples(data)
    except InvalidInput as error:
        raise typer.BadParameter(str(error)) from error
    for remark in examples.remarks:
        _console.print(f"[yellow]note[/] {remark}", highlight=False)
    policy = RoutingPolicy(sure_enough=floor, most_wrong=most_wrong)
    with Progress(console=_console, transient=True) as progress:
        shown = progress.add_task("starting", total=1.0)
        model = intents.train(
            examples.rows,
            intents.encoder_for(examples.rows),
            policy=policy,
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


def evaluate(data: Path, artefact: Path, out: Path | None) -> None:
    """Measure an intent model on messages that it was not trained on."""
    from shared.adapters.models.encoders import encoder_named
    from shared.adapters.models.intents import IntentModel
    from training.data import read_examples
    from training.evaluation import draw_calibration, suggest_merges
    from training.evaluation import evaluate as measure

    try:
        examples = read_examples(data)
        model = _loaded(IntentModel, artefact)
        figures = measure(model, examples.rows, encoder_named(model.card["encoder"]))
    except InvalidInput as error:
        raise typer.BadParameter(str(error)) from error
    for remark in examples.remarks:
        _console.print(f"[yellow]note[/] {remark}", highlight=False)
    if figures["leaked"]:
        _console.print(
            f"[yellow]leak[/] {figures['leaked']:,} messages are training messages: "
            "the figures are too good"
        )
    if figures["unknown_intents"]:
        unknown = ", ".join(figures["unknown_intents"][:_SHOWN])
        _console.print(f"[yellow]note[/] intents that the artefact does not know: {unknown}")
    _show(figures)
    for one, other in suggest_merges(figures):
        _console.print(f"[yellow]merge?[/] {one} and {other} are taken for each other")
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "evaluation.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")
        draw_calibration(figures, out / "calibration.svg")
        _console.print(f"figures and calibration plot are in {out}")


def _loaded(model: Any, artefact: Path) -> Any:
    try:
        return model.load(artefact)
    except FileNotFoundError as error:
        raise InvalidInput(f"there is no artefact {artefact}: make one: careline train") from error
    except (ValueError, KeyError, OSError) as error:
        raise InvalidInput(f"{artefact} is no intent artefact: make one: careline train") from error


def _show(figures: dict[str, Any]) -> None:
    table = Table("Figure", "Value", title=f"{figures['messages']:,} messages")
    for name in (
        "accuracy",
        "macro_f1",
        "ece",
        "threshold",
        "coverage",
        "precision",
        "accuracy_within_scope_gate",
    ):
        table.add_row(name.replace("_", " "), f"{figures[name]:.4f}")
    for name, value in figures.get("out_of_scope", {}).items():
        table.add_row(f"out of scope: {name}", f"{value:.4f}" if name != "messages" else str(value))
    _console.print(table)
    if len(figures["by_language"]) > 1:
        table = Table("Language", "Messages", "Accuracy")
        for row in figures["by_language"]:
            table.add_row(row["language"], str(row["messages"]), f"{row['accuracy']:.3f}")
        _console.print(table)
    table = Table("Intent", "Messages", "Precision", "Recall", "F1", title="Weakest intents")
    for row in sorted(figures["per_intent"], key=lambda row: row["f1"])[:_SHOWN]:
        scores = (f"{row[name]:.3f}" for name in ("precision", "recall", "f1"))
        table.add_row(row["intent"], str(row["messages"]), *scores)
    _console.print(table)
    table = Table("Intent", "Taken for", "Messages", title="Confusions")
    for row in figures["confusions"][:_SHOWN]:
        table.add_row(row["intent"], row["taken_for"], str(row["messages"]))
    _console.print(table)
