"""`careline eval`: an intent model on messages that it was not trained on."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from shared.domain.errors import InvalidInput

_console = Console()
_SHOWN = 8


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
