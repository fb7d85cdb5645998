"""Runs golden conversations through the company, in one process and without AWS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from infra.local.golden.judge import GoldenJudge, complaints_at_end
from infra.local.rehearsal import Rehearsal
from shared.adapters.golden import Script


@dataclass
class Outcome:
    """`passes` of `times` runs; `complaints` are the first failing run's, each after the customer's
    words that it is about."""

    script: Script
    times: int
    passes: int = 0
    complaints: list[tuple[str, str]] = field(default_factory=list)

    def is_as_expected(self, needed: int) -> bool:
        """Whether enough runs passed, or too few of one that is known to fail."""
        return (self.passes >= needed) == (self.script.known is None)

    def as_json(self) -> dict[str, Any]:
        return {
            "theme": self.script.theme,
            "name": self.script.name,
            "passes": self.passes,
            "times": self.times,
            "known": self.script.known,
            "complaints": self.complaints,
        }


def run(scripts: Iterable[Script], company: str, times: int = 1) -> Iterator[Outcome]:
    """Each script's outcome, as soon as there is one. An engine that may answer otherwise each time
    is asked several `times`."""
    listed = list(scripts)
    languages = tuple(dict.fromkeys(["en", *(script.language for script in listed)]))

    @cache
    def stage(speaks: tuple[str, ...]) -> tuple[Rehearsal, GoldenJudge]:
        rehearsal = Rehearsal(company, speaks)
        return rehearsal, GoldenJudge(rehearsal.company)

    for script in listed:
        outcome = Outcome(script, times)
        speaks = languages if script.theme == "languages" else ()
        for _ in range(times):
            complaints = play(script, *stage(speaks))
            outcome.passes += not complaints
            outcome.complaints = outcome.complaints or complaints
        yield outcome


def play(script: Script, rehearsal: Rehearsal, judge: GoldenJudge) -> list[tuple[str, str]]:
    """What goes wrong in one run."""
    past = rehearsal.past(script.given_today)
    talk = rehearsal.open(script.customer, script.channel, past)
    found: list[tuple[str, str]] = []
    for turn in script.turns:
        if turn.anew:
            who = turn.who if "who" in turn.model_fields_set else script.customer
            talk = rehearsal.open(who, script.channel, past)
        answer = talk.say(turn.customer)
        found += [
            (turn.customer, each) for each in judge.complaints_of(turn, answer, script.channel)
        ]
    return found + [
        ("at the end", each) for each in complaints_at_end(script, talk.memory, talk.endings())
    ]
