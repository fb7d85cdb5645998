"""Replies of a hosted model, right and wrong, for the judges to be measured on."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from shared.adapters.pack import load_company, load_documents
from shared.adapters.yaml_text import parse_yaml
from shared.domain.checking import Checker
from shared.domain.evidence import Fact, Passage
from shared.domain.judges.outgoing import judges_for
from shared.domain.judges.statements import StatementJudge
from shared.domain.passages import split_document
from shared.domain.reply import DraftSentence

HERE = Path(__file__).parent
PACK = HERE.parents[2] / "companies" / "northwind"


@dataclass(frozen=True)
class Case:
    """A question with what was found for it, and a draft."""

    name: str
    question: str
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    draft: tuple[DraftSentence, ...]
    language: str = "en"

    def shown(self) -> list[str]:
        """What of the draft passes the judges."""
        checker = Checker(self.passages, self.facts, judges(), self.question, self.language)
        for sentence in self.draft:
            checker.take(sentence)
        checker.close()
        return [sentence.text for sentence in checker.reply("").sentences]

    def with_sentence(self, at: int, sentence: DraftSentence) -> "Case":
        """The same with another sentence at that place, or after the last."""
        return replace(self, draft=(*self.draft[:at], sentence, *self.draft[at + 1 :]))


@dataclass(frozen=True)
class Fault:
    """A draft of which the sentence at `at` is false, and how."""

    kind: str
    case: Case
    at: int

    @property
    def is_caught(self) -> bool:
        return self.case.draft[self.at].text not in self.case.shown()


@cache
def judges() -> tuple[StatementJudge, ...]:
    company = load_company(PACK)
    return judges_for(company.manner, company.order_numbers)


@cache
def passages() -> dict[str, Passage]:
    return {part.id: part for each in load_documents(PACK) for part in split_document(each)}


@cache
def cases(name: str) -> list[Case]:
    """The faithful drafts of a file."""
    return [_case(entry) for entry in _read(name)]


@cache
def faults(name: str) -> list[Fault]:
    """The false drafts of a file."""
    found = []
    for entry in _read(name):
        case = _case(entry)
        for fault in entry["faults"]:
            wrong = DraftSentence(fault["text"], tuple(fault["support"]))
            at = min(fault["at"], len(case.draft))
            found.append(Fault(fault["kind"], case.with_sentence(at, wrong), at))
    return found


def _read(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = parse_yaml((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return listed


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        name=entry["name"],
        question=entry["question"],
        passages=tuple(passages()[key] for key in entry["passages"]),
        facts=tuple(Fact(key, key, "now", text) for key, text in entry.get("facts", [])),
        draft=tuple(DraftSentence(text, tuple(support)) for text, support in entry["reply"]),
    )
