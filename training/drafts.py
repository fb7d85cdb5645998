"""Sentences of a hosted model, and faults in them: what it answered to our requests
(`tests/evaluation/drafts`), and what it wrote freely (`tests/evaluation/outsiders`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.adapters.yaml_text import parse_yaml
from shared.domain.evidence import Fact, Passage, Sentence
from shared.domain.judges.statements import Statement
from shared.domain.reply import DraftSentence


@dataclass(frozen=True)
class Fault:
    """What stands for the sentence at `at`, false or not allowed."""

    at: int
    kind: str
    text: str


@dataclass(frozen=True)
class Answered:
    """One request's question and what of its evidence the answer cites."""

    name: str
    question: str
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    answer: tuple[DraftSentence, ...]
    """True sentences."""
    faults: tuple[Fault, ...]

    def statement(self, at: int, text: str | None = None) -> Statement:
        """The sentence at `at`, or another one in its place, with what it cites."""
        said = self.answer[at]
        return Statement(
            text or said.text,
            tuple(fact for fact in self.facts if fact.id in said.support),
            tuple(passage for passage in self.passages if passage.id in said.support),
            question=self.question,
        )


def read_drafts(path: Path) -> list[Answered]:
    return [_answered(entry) for entry in parse_yaml(path.read_text(encoding="utf-8"))]


def read_free(path: Path) -> list[Answered]:
    """Of the groups that hold their article. Each fault stands for the first sentence."""
    groups = parse_yaml(path.read_text(encoding="utf-8"))
    return [_free(group) for group in groups if "article" in group]


def _answered(entry: dict[str, Any]) -> Answered:
    return Answered(
        name=entry["id"],
        question=entry["question"].strip(),
        passages=tuple(map(_passage, entry.get("passages", ()))),
        facts=tuple(Fact(key, key, "", text) for key, text in entry.get("facts", {}).items()),
        answer=tuple(DraftSentence(each["says"], tuple(each["by"])) for each in entry["answer"]),
        faults=tuple(map(_fault, entry.get("faults", "").splitlines())),
    )


def _free(group: dict[str, Any]) -> Answered:
    told = tuple(map(Sentence, group["article"].splitlines()))
    article = Passage(group["id"], group["id"], group["title"], "", "", "", told)
    return Answered(
        name=group["id"],
        question=group.get("question", "").strip(),
        passages=(article,),
        facts=(),
        answer=tuple(DraftSentence(line, (article.id,)) for line in group["faithful"].splitlines()),
        faults=tuple(_fault(f"0 {line}") for line in group["faults"].splitlines()),
    )


def _passage(entry: dict[str, str]) -> Passage:
    id_, title, heading = entry["id"], entry["title"], entry.get("heading", "")
    sentences = tuple(map(Sentence, entry["lines"].splitlines()))
    return Passage(id_, id_, title, heading, "", "", sentences)


def _fault(line: str) -> Fault:
    place, rest = line.split(" ", 1)
    kind, text = rest.split(": ", 1)
    return Fault(int(place), kind, text)
