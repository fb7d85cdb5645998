"""Reads the typed rules of a company pack, policies/*.yaml, and holds them to their prose."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.domain.documents import Document
from shared.domain.entitlements import (
    NO_POLICIES,
    Dimensions,
    Entitlement,
    Policies,
    Rule,
    Span,
    Start,
    find_ties,
)
from shared.domain.errors import BrokenPack
from shared.domain.passages import split_sentences

_DIMENSIONS = "dimensions.yaml"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Rule(_Row):
    id: str
    when: dict[str, str | list[str]] = Field(default_factory=dict)
    days: int = Field(0, ge=0, le=3_650)
    months: int = Field(0, ge=0, le=600)
    starts: Start | None = None
    document: str
    clause: str
    valid_from: date | None = None
    valid_to: date | None = None


class _File(_Row):
    entitlement: str
    intents: list[str]
    asked_with: list[str]
    starts: Start
    rules: list[_Rule] = Field(min_length=1)


def load_policies(root: Path, documents: Iterable[Document]) -> Policies:
    """The rules of the pack at `root`; none is a valid answer.

    A rule holds from and to the days of its document unless it names its own. Raises BrokenPack
    naming the file, the rule and what to mend: an unknown dimension, value or document, a clause
    that the document does not contain, an impossible date, a tie.
    """
    folder = root / "policies"
    if not folder.is_dir():
        return NO_POLICIES
    words = _dimensions(folder / _DIMENSIONS)
    known = {document.id: document for document in documents}
    files = sorted(path for path in folder.glob("*.yaml") if path.name != _DIMENSIONS)
    return Policies(Dimensions(words), tuple(_entitlement(path, words, known) for path in files))


def _entitlement(
    path: Path, words: Mapping[str, Mapping[str, Sequence[str]]], documents: dict[str, Document]
) -> Entitlement:
    try:
        row = _File.model_validate(_read(path))
    except ValidationError as error:
        first = error.errors()[0]
        _broken(path, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    rules = tuple(_rule(path, each, row.starts, words, documents) for each in row.rules)
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
    starts: Start,
    words: Mapping[str, Mapping[str, Sequence[str]]],
    documents: dict[str, Document],
) -> Rule:
    document = documents.get(row.document)
    if document is None:
        _broken(path, f"the rule {row.id} names the document {row.document}, which is not there")
    if _plain(row.clause) not in map(_plain, split_sentences(document.text)):
        _broken(path, f"the clause of {row.id} is no sentence of {row.document}")
    when = {name: frozenset([v] if isinstance(v, str) else v) for name, v in row.when.items()}
    for name, values in when.items():
        if name not in words:
            _broken(path, f"the rule {row.id} depends on {name}, which {_DIMENSIONS} lacks")
        if strange := values - words[name].keys():
            _broken(path, f"the rule {row.id} has the {name} {sorted(strange)[0]}")
    if not row.days and not row.months:
        _broken(path, f"the rule {row.id} grants neither days nor months")
    valid_from = row.valid_from or document.scope.valid_from
    valid_to = row.valid_to or document.scope.valid_to or date.max
    if valid_to < valid_from:
        _broken(path, f"the rule {row.id} ends on {valid_to}, before it begins on {valid_from}")
    return Rule(
        row.id,
        when,
        Span(row.days, row.months),
        row.starts or starts,
        row.document,
        _plain(row.clause),
        valid_from,
        valid_to,
    )


def _dimensions(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        name: {str(value): tuple(names) for value, names in values.items()}
        for name, values in _read(path).items()
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _broken(path, "the file is missing")
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        _broken(path, f"it cannot be read: {error}")
    if not isinstance(content, dict):
        _broken(path, "it must hold a mapping")
    return content


def _plain(text: str) -> str:
    return " ".join(text.split())


def _broken(path: Path, mend: str) -> NoReturn:
    raise BrokenPack(f"policies/{path.name}: {mend}")
