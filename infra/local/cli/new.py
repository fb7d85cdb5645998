"""`careline new errand`: the folder of a new errand, which runs as it is."""

import re
from pathlib import Path
from typing import Annotated

import typer

from functions.workflows.declared import ROOT
from infra.local.cli.running import console, fail

app = typer.Typer(help="Begin something new.", no_args_is_help=True)
_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")


@app.command()
def errand(
    name: Annotated[str, typer.Argument(help="Such as gift_wrap: lower case, with underscores.")],
    folder: Annotated[Path, typer.Option(help="Where the errands are declared.")] = ROOT,
) -> None:
    """A new errand that asks whether it shall, writes a note to the CRM, and says so.

    Change its steps and texts, give an intent of your pack `errand: <name>`, and run make up.

    Example: careline new errand gift_wrap
    """
    if not _NAME.fullmatch(name):
        fail(f"{name} is no name of an errand: write lower case with underscores, like gift_wrap.")
    place = folder / name
    if place.exists():
        fail(f"There is an errand {name} already.")
    place.mkdir()
    words = name.replace("_", " ")
    (place / "__init__.py").write_text("", encoding="utf-8")
    (place / "errand.yaml").write_text(_DECLARATION.format(words=words), encoding="utf-8")
    (place / "steps.py").write_text(_STEPS.format(title=words.capitalize()), encoding="utf-8")
    console.print(f"{place} is there: change its steps and texts, and run make up.")


_DECLARATION = """# What it does, in a sentence.
title: {words}
answer_within_days: 7
steps:
  - look: consequence # find out what is needed, and plan what will change
    identity: known_number # of the customer: anonymous, known_number, email_code or signed_in
  - agree # the customer says yes to the plan, and the limits allow it
  - do: note # a deed; give it `undo: <function>` where it can be taken back
    courtesy: true # one whose failure stops nothing; take it away for a deed that matters
  - look: receipt # say what was done
texts:
  will_note: "I note that you would like this: {words}."
  did_note: "Done: I've noted it (case {{receipt}})."
"""

_STEPS = '''"""{title}."""

from functions.workflows.office import Office
from functions.workflows.receipts import receipts
from functions.workflows.words import says
from shared.domain.errands.run import Change, Run, Step


def consequence(run: Run, office: Office) -> Step:
    """What will change, for the customer to agree to; `action` is what limits are set for."""
    words = says(run, office, "will_note")
    return Step(plan=(Change("note", "note", words, source="Your account"),))


def note(run: Run, office: Office) -> str:
    """Idempotent by its key: it may be called more than once."""
    words = says(run, office, "will_note")
    return office.crm.note(run.key("note"), run.customer, "Wish", words)


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, {{}})
'''
