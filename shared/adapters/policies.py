"""Reads the typed rules of a company pack, policies/*.yaml, and holds them to their prose."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.documents import Document
from shared.domain.entitlements import (
    Entitlement,
    Fee,
    Outcome,
    Refusal,
    Rule,
    Span,
    Start,
    find_ties,
)
from shared.domain.errors import BrokenPack
from shared.domain.money import Money
from shared.domain.passages import split_sentences
from shared.domain.policies import NO_POLICIES, Dimensions, Policies

_DIMENSIONS = "dimensions.yaml"
_SAID = {
    Span: ("{}_until", "{}_over", "{}_not_begun", "was_delivered", "was_ordered"),
    Refusal: ("{}_refused",),
    Fee: ("return_costs", "return_costs_nothing"),
}
"""The pack's texts that tell a customer how their own product stands, by what a rule says."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Rule(_Row):
    id: str
    when: dict[str, str | list[str]] = Field(default_factory=dict)
    days: int = Field(0, ge=0, le=3_650)
    months: int = Field(0, ge=0, le=600)
    starts: Start | None = None
    amount_minor: int | None = Field(None, ge=0)
    percent: int | None = Field(None, ge=0, le=100)
    refused: bool = False
    document: str
    clause: str
    valid_from: date | None = None
    valid_to: date | None = None


class _File(_Row):
    entitlement: str
    intents: list[str]
    asked_with: list[str]
    starts: Start = Start.DELIVERY
    currency: str = Field("USD", pattern="^[A-Z]{3}$")
    rules: list[_Rule] = Field(min_length=1)
    exceptions: list[_Rule] = Field(default_factory=list)


def load_policies(root: Path, documents: Iterable[Document]) -> Policies:
    """The rules of the pack at `root`; none is a valid answer.

    A rule holds from and to the days of its document unless it names its own. Raises BrokenPack
    naming the file, the rule and what to mend: an unknown dimension, value or document, a clause
    that the document does not contain, an impossible date, a tie, a text that is not there.
    """
    folder = root / "policies"
    if not folder.is_dir():
        return NO_POLICIES
    words = _dimensions(folder / _DIMENSIONS)
    known = {document.id: document for document in documents}
    files = sorted(path for path in folder.glob("*.yaml") if path.name != _DIMENSIONS)
    found = tuple(_entitlement(path, words, known) for path in files)
    texts = _read(root / "voice.yaml").keys()
    for path, entitlement in zip(files, found, strict=True):
        for outcome in {type(rule.outcome) for rule in entitlement.rules}:
            for key in (each.format(entitlement.name) for each in _SAID[outcome]):
                if key not in texts:
                    _broken(path, f"voice.yaml lacks the text {key}, which its rules need")
    return Policies(Dimensions(words), found)


def _entitlement(
    path: Path, words: Mapping[str, Mapping[str, Sequence[str]]], documents: dict[str, Document]
) -> Entitlement:
    try:
        row = _File.model_validate(_read(path))
    except ValidationError as error:
        first = error.errors()[0]
        _broken(path, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    rules = tuple(
        _rule(path, each, row, words, documents, is_exception=is_exception)
        for is_exception, rows in ((False, row.rules), (True, row.exceptions))
        for each in rows
    )
    if {Span, Fee} <= {type(rule.outcome) for rule in rules}:
        _broken(
            path, "an entitlement grants time or takes money: put the fees into a file of theirs"
        )
    repeated = {rule.id for rule in rules if [each.id for each in rules].count(rule.id) > 1}
    if repeated:
        _broken(path, f"two rules are called {sorted(repeated)[0]}")
    for one, other in find_ties(rules):
        _broken(
            path,
            f"the rules {one.id} and {other.id} can both hold and grant differently: add a rule "
            "for the case in which both do",
        )
    return Entitlement(row.entitlement, frozenset(row.intents), tuple(row.asked_with), rules)


def _rule(
    path: Path,
    row: _Rule,
    file: _File,
    words: Mapping[str, Mapping[str, Sequence[str]]],
    documents: dict[str, Document],
    *,
    is_exception: bool,
) -> Rule:
    document = documents.get(row.document)
    if document is None:
        _broken(path, f"the rule {row.id} names the document {row.document}, which is not there")
    if not states(document, row.clause):
        _broken(path, f"the clause of {row.id} is no sentence of {row.document}")
    when = {name: frozenset([v] if isinstance(v, str) else v) for name, v in row.when.items()}
    for name, values in when.items():
        if name not in words:
            _broken(path, f"the rule {row.id} depends on {name}, which {_DIMENSIONS} lacks")
        if strange := values - words[name].keys():
            _broken(path, f"the rule {row.id} has the {name} {sorted(strange)[0]}")
    valid_from = row.valid_from or document.scope.valid_from
    valid_to = row.valid_to or document.scope.valid_to or date.max
    if valid_to < valid_from:
        _broken(path, f"the rule {row.id} ends on {valid_to}, before it begins on {valid_from}")
    return Rule(
        row.id,
        when,
        _outcome(path, row, file),
        row.document,
        plain(row.clause),
        valid_from,
        valid_to,
        is_exception,
    )


def _outcome(path: Path, row: _Rule, file: _File) -> Outcome:
    said: list[Outcome] = []
    if row.days or row.months:
        said.append(Span(row.days, row.months, row.starts or file.starts))
    if row.amount_minor is not None:
        said.append(Fee(Money(row.amount_minor, file.currency)))
    if row.percent is not None:
        said.append(Fee(percent=row.percent))
    if row.refused:
        said.append(Refusal())
    if len(said) != 1:
        _broken(
            path,
            f"the rule {row.id} must say one thing: days and months, amount_minor, percent, or "
            "refused",
        )
    return said[0]


def _dimensions(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    listed = {
        name: {str(value): tuple(names) for value, names in values.items()}
        for name, values in _read(path).items()
    }
    for name, values in listed.items():
        wordless = [value for value, names in values.items() if not names]
        if len(wordless) > 1:
            _broken(path, f"of {name}, {' and '.join(wordless)} have no words: only one value may")
    return listed


def _read(path: Path) -> dict[str, Any]:
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _broken(path, "the file is missing")
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        _broken(path, f"it cannot be read: {error}")
    if not isinstance(content, dict):
        _broken(path, "it must hold a mapping")
    return content


def states(document: Document, clause: str) -> bool:
    """Whether the clause is one of its sentences, however its lines are broken."""
    return plain(clause) in map(plain, split_sentences(document.text))


def plain(text: str) -> str:
    return " ".join(text.split())


def _broken(path: Path, mend: str) -> NoReturn:
    raise BrokenPack(f"policies/{path.name}: {mend}")
