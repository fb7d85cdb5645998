"""`careline train risk`: what became of a company's conversations teaches whom to look after."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table

from shared.domain.errors import BrokenPack, InvalidInput

if TYPE_CHECKING:  # imported where it is needed: it takes a second
    from training.scorecards import Fitted, Outcomes

_console = Console()
_LIMITS = (0.1, 0.2, 0.3, 0.5, 0.7)


def risk(
    data: Annotated[
        Path, typer.Option("--data", help="CSV or JSON Lines: signs, outcome, conversation")
    ],
    risk: Annotated[str, typer.Argument(help="escalation or churn")] = "escalation",
    out: Annotated[Path, typer.Option(help="The pack's risk.yaml, written anew")] = Path(
        "risk.yaml"
    ),
) -> None:
    """Fit a risk's points to what became of conversations, so that its score is a probability.

    A row is a message: its signs as `TurnCompleted` tells them, and `escalated` or `left` (0, 1).
    Example: careline train risk churn --data outcomes.csv --out companies/northwind/risk.yaml
    """
    from shared.adapters.risk_cards import read_risks
    from training.scorecards import OUTCOMES, fit, read_outcomes

    if risk not in OUTCOMES:
        raise typer.BadParameter(f"{risk!r} is no risk: give {' or '.join(OUTCOMES)}")
    try:
        outcomes = read_outcomes(data, risk)
        stated = read_risks(out)
    except (InvalidInput, BrokenPack) as error:
        raise typer.BadParameter(str(error)) from error
    fitted = fit(outcomes, risk)
    stated[risk] = {
        "base": fitted.card.base,
        "points": dict(fitted.card.points),
        "card": fitted.figures,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(yaml.safe_dump(stated, sort_keys=False), encoding="utf-8")
    _show_card(fitted, risk)
    _show_limits(fitted, outcomes)
    _console.print(f"{risk} is in {out}: lay it into the company's pack, beside company.yaml")


def _show_card(fitted: "Fitted", risk: str) -> None:
    from shared.domain.risk import JUDGED

    judged = getattr(JUDGED, risk)
    table = Table("Sign", "Points", "Judged", title=f"{risk}: points")
    for name, was in {"base": judged.base, **judged.points}.items():
        now = fitted.card.base if name == "base" else fitted.card.points.get(name)
        table.add_row(name, "not in the data" if now is None else f"{now:.2f}", f"{was:.2f}")
    _console.print(table)
    table = Table("On outcomes not fitted to", "Fitted", "Judged")
    for name, words in (
        ("auroc", "AUROC (ranks)"),
        ("brier", "Brier score"),
        ("ece", "calibration error"),
    ):
        pair = (fitted.figures[card][name] for card in ("held_out", "judged"))
        table.add_row(words, *(f"{value:.3f}" for value in pair))
    _console.print(table)


def _show_limits(fitted: "Fitted", outcomes: "Outcomes") -> None:
    from training.scorecards import at_limit

    table = Table("A person from", "takes over", "rightly", "catches", title="If the limit were")
    for limit in _LIMITS:
        found = at_limit(fitted, outcomes.came_true, limit)
        shares = (f"{found[name]:.1%}" for name in ("taken_over", "rightly", "caught"))
        table.add_row(f"{limit:.2f}", *shares)
    _console.print(table)
