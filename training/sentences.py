"""Sentences that a source bears and sentences that it does not (`tests/evaluation/sentences`)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shared.domain.errors import InvalidInput

ARTICLES = Path(__file__).parents[1] / "tests" / "evaluation" / "sentences"


@dataclass
class Group:
    """A source and what was written of it: `true` with the lines that bear each sentence, by their
    numbers from 1, and `false` with its kind."""

    name: str
    title: str
    question: str = ""
    lines: list[str] = field(default_factory=list)
    true: list[tuple[list[int], str]] = field(default_factory=list)
    false: list[tuple[str, str]] = field(default_factory=list)


def groups(letters: str = "") -> list[Group]:
    """Of the files of some writers, by their letters; of all, if none is named."""
    paths = sorted(ARTICLES.glob("*.txt"))
    return [
        group
        for path in paths
        if not letters or path.name[0] in letters
        for group in read_groups(path)
    ]


def read_groups(path: Path) -> Iterator[Group]:
    """Raises InvalidInput, which names the line, where a file has another form than the README."""
    group: Group | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, _, told = line.strip().partition(" ")
        before, bar, text = (part.strip() for part in told.partition("|"))
        if mark == "#":
            if group:
                yield group
            group = Group(before, text)
        elif mark and (group is None or mark not in "?>+-" or (mark in "+-" and not bar)):
            raise InvalidInput(f"{path.name}:{number}: write # id | title, then lines of ? > + -")
        elif mark and group:
            _add(group, mark, told, before, text)
    if group:
        yield group


def _add(group: Group, mark: str, told: str, before: str, text: str) -> None:
    match mark:
        case "?":
            group.question = f"{group.question} {told}".strip()
        case ">":
            group.lines.append(told)
        case "+":
            numbers = [int(each) for each in before.split(",") if each.strip().isdigit()]
            group.true.append((numbers, text))
        case "-":
            group.false.append((before.split()[0], text))
