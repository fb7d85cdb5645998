"""`careline eval tau2`: do our systems do for a company that we did not make up what it asks?"""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from shared.domain.errors import InvalidInput

if TYPE_CHECKING:
    from infra.local.strangers.replay import Outcome, Verdict

_console = Console()


def tau2(
    data: Annotated[
        Path,
        typer.Option(
            envvar="TAU2_RETAIL",
            file_okay=False,
            help="Folder with db.json and tasks.json of tau2-bench's retail domain",
        ),
    ],
    out: Annotated[Path | None, typer.Option("--json", help="File for the outcomes")] = None,
) -> None:
    """Play tau2-bench's retail tasks, and all that its policy forbids, through our systems' ports.

    Ends with 1 where a task ends otherwise than the policy says, or something forbidden is done.
    Example: careline eval tau2 --data tau2-bench/data/tau2/domains/retail
    """
    from infra.local.strangers.replay import Stage, replay, try_forbidden
    from infra.local.strangers.shop import read_shop

    try:
        stage = Stage(read_shop(data))
        tasks = track(stage.shop.tasks, "playing the tasks", console=_console, transient=True)
        outcomes = list(replay(stage, tasks))
        verdicts = list(try_forbidden(stage))
    except InvalidInput as error:
        raise typer.BadParameter(str(error)) from error
    _show_tasks(outcomes)
    _show_forbidden(verdicts)
    if out:
        out.write_text(json.dumps(_as_json(outcomes, verdicts), indent=2), encoding="utf-8")
    if not all(each.is_equal for each in outcomes) or not all(each.holds for each in verdicts):
        raise typer.Exit(1)


def _show_tasks(outcomes: list["Outcome"]) -> None:
    table = Table("Tasks", "Number", title="Reference actions, against the policy")
    table.add_row("all", str(len(outcomes)))
    table.add_row("end equal", str(sum(each.is_equal for each in outcomes)))
    table.add_row("would end equal if nothing was done", str(_idle(outcomes)))
    table.add_row(
        "in which an action is refused by both", str(sum(o.refused > 0 for o in outcomes))
    )
    table.add_row(
        "that upstream's own tool ends otherwise", str(sum(o.upstream_differs for o in outcomes))
    )
    _console.print(table)
    for outcome in outcomes:
        if not outcome.is_equal:
            differs = ", ".join(outcome.differs)
            _console.print(f"[red]differs[/] task {outcome.task}: {differs}", highlight=False)


def _show_forbidden(verdicts: list["Verdict"]) -> None:
    actions = Counter(each.attempt.action.name for each in verdicts)
    table = Table("Action", "Tried", "Refused", "Left untouched", title="Forbidden actions")
    for name in (*actions, "all"):
        listed = [each for each in verdicts if name in (each.attempt.action.name, "all")]
        refused = sum(each.is_for_its_reason for each in listed)
        untouched = sum(each.is_untouched for each in listed)
        table.add_row(name, str(len(listed)), str(refused), str(untouched))
    _console.print(table)
    for verdict in verdicts:
        if not verdict.holds:
            met = verdict.refused_by or "nothing refused it"
            _console.print(f"[red]wrong[/] {verdict.attempt.rule}: {met}", highlight=False)


def _idle(outcomes: list["Outcome"]) -> int:
    return sum(each.changes_nothing for each in outcomes)


def _as_json(outcomes: list["Outcome"], verdicts: list["Verdict"]) -> dict[str, object]:
    return {
        "tasks": len(outcomes),
        "equal": sum(each.is_equal for each in outcomes),
        "equal_if_nothing_was_done": _idle(outcomes),
        "refused_by_both": [each.task for each in outcomes if each.refused],
        "upstream_differs": [each.task for each in outcomes if each.upstream_differs],
        "differs": {each.task: each.differs for each in outcomes if each.differs},
        "forbidden": [
            {"rule": each.attempt.rule, "refused_by": each.refused_by, "holds": each.holds}
            for each in verdicts
        ],
    }
