"""The errands as they are declared: a folder of errands/ each, with its steps in order and its
texts (errand.yaml) and what the steps do (steps.py). Its state machine is made of the same file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from functions.workflows.office import Office
from shared.domain.conversation import Identity
from shared.domain.errands.run import Run, Step
from shared.domain.errors import BrokenPack, UnknownErrand
from shared.domain.evidence import Fact

ROOT = Path(__file__).parent / "errands"
AGREE = "agree"
HAPPENED, LATE = "happened", "late"
"""What a wait came to."""

Look = Callable[[Run, Office], Step]
Do = Callable[[Run, Office], str]
Undo = Callable[[Run, Office], None]


@dataclass(frozen=True)
class Wait:
    """For an outside event about the subject; `said` is what the customer hears meanwhile. A step
    that gives None has nothing to wait for."""

    subject: str
    said: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Errand:
    """`looks` come with the identity that the customer must have proven for them. A deed answers
    with its receipt; one without an undo cannot be taken back, or need not be."""

    name: str
    title: str
    looks: Mapping[str, tuple[Look, Identity]]
    deeds: Mapping[str, Do]
    undos: Mapping[str, Undo]
    waits: Mapping[str, Callable[[Run, Office], Wait | None]]
    texts: Mapping[str, str]
    stops: frozenset[str] = frozenset()
    """The looks at which a customer who wants it no more has everything taken back."""
    is_declined_to_person: bool = False
    """Whether a person takes over when the customer declines what we would do."""


def names() -> list[str]:
    """Of all errands that are declared."""
    return sorted(path.parent.name for path in ROOT.glob("*/errand.yaml"))


@cache
def titles() -> Mapping[str, str]:
    """Of all errands, by their names."""
    return {name: str(_stated(name)["title"]) for name in names()}


@cache
def begun_at(event: str) -> tuple[str, ...]:
    """The errands that begin at an event, by its name."""
    return tuple(name for name in names() if _stated(name).get("begins_at") == event)


@cache
def texts_of_all() -> Mapping[str, str]:
    """What any errand may say."""
    return dict(yaml.safe_load((ROOT / "texts.yaml").read_text(encoding="utf-8")))


@cache
def texts_in(language: str) -> Mapping[str, Mapping[str, str]]:
    """The texts of each errand in a language, and under `any` what they share; empty for one that
    nobody has written."""
    place = ROOT / "languages" / f"{language}.yaml"
    told: Any = yaml.safe_load(place.read_text(encoding="utf-8")) if place.exists() else {}
    return dict(told)


@cache
def errand(name: str) -> Errand:
    """Raises UnknownErrand, or BrokenPack naming a step that nothing carries out."""
    if name not in names():
        raise UnknownErrand(f"no errand {name!r} is declared; there is {', '.join(names())}")
    stated = _stated(name)
    module = import_module(f"functions.workflows.errands.{name}.steps")

    def function(called: str) -> Any:
        found = getattr(module, called, None)
        if not callable(found):
            raise BrokenPack(f"{name}/errand.yaml names {called}, which steps.py has not")
        return found

    steps = [step for step in stated["steps"] if step != AGREE]
    return Errand(
        name=name,
        title=stated["title"],
        looks={
            step["look"]: (function(step["look"]), Identity(step.get("identity", "anonymous")))
            for step in steps
            if "look" in step
        },
        deeds={step["do"]: function(step["do"]) for step in steps if "do" in step},
        undos={step["do"]: function(step["undo"]) for step in steps if "undo" in step},
        waits={step["wait"]: function(step["wait"]) for step in steps if "wait" in step},
        texts={**texts_of_all(), **stated["texts"]},
        stops=frozenset(step["look"] for step in steps if step.get("stop") == "undo"),
        is_declined_to_person=bool(stated.get("declined_to_person")),
    )


@cache
def _stated(name: str) -> Mapping[str, Any]:
    """What the errand's file says."""
    return dict(yaml.safe_load((ROOT / name / "errand.yaml").read_text(encoding="utf-8")))
