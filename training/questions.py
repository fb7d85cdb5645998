"""Questions that strangers ask of articles, with the lines that answer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.sentences import groups

QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "questions"
HELD = QUESTIONS / "q4.txt"
"""Of which nothing is learned."""


@dataclass(frozen=True)
class Question:
    text: str
    lines: tuple[str, ...]
    """Of its article."""
    right: tuple[int, ...]
    """The places of those that answer."""


def read_questions(path: Path) -> list[Question]:
    """Raises KeyError for a question about an article that is not there."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        article, right, text = line.split(" | ", 2)
        places = tuple(int(each) - 1 for each in right.split(","))
        found.append(Question(text, _articles()[article], places))
    return found


@cache
def _articles() -> dict[str, tuple[str, ...]]:
    """The lines of each, by its id."""
    return {group.name: tuple(group.lines) for group in groups()}
