"""Reads what a company's pack lets its errands do: errands.yaml.

limits:  # by action; amounts in the company's currency, see shared/domain/errands/authority.py
rules:   # the numbers that its policies leave to it, by name
clauses: # the sentences of its documents that what it does rests on, by the name of the rule
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.policies import plain, states
from shared.adapters.yaml_text import parse_yaml
from shared.domain.documents import Document
from shared.domain.errands.authority import Limit
from shared.domain.errands.run import Basis
from shared.domain.errors import BrokenPack

_Amount = Annotated[Decimal, Field(ge=0, decimal_places=2)] | None
_Times = Annotated[int, Field(ge=0)] | None


class _Limit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    alone: _Amount = None
    one_person: _Amount = None
    customer_day: _Amount = None
    company_day: _Amount = None
    customer_times: _Times = None
    company_times: _Times = None


class _Clause(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document: str
    clause: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limits: dict[str, _Limit] = Field(default_factory=dict)
    rules: dict[str, int] = Field(default_factory=dict)
    clauses: dict[str, _Clause] = Field(default_factory=dict)


def load_limits(root: Path) -> tuple[dict[str, Limit], dict[str, int]]:
    """Limits by action, and rules. Raises BrokenPack, which says what to mend."""
    told = _read(root)
    return {action: _limit(action, each) for action, each in told.limits.items()}, told.rules


def load_clauses(root: Path, documents: Iterable[Document]) -> dict[str, Basis]:
    """By the name of the rule. Raises BrokenPack for a document that is not there, and for a clause
    that does not stand in it word for word."""
    known = {document.id: document for document in documents}
    found = {}
    for name, told in _read(root).clauses.items():
        document = known.get(told.document)
        if document is None:
            raise BrokenPack(f"errands.yaml: clauses.{name}: there is no document {told.document}")
        if not states(document, told.clause):
            raise BrokenPack(f"errands.yaml: clauses.{name}: it is no sentence of {told.document}")
        found[name] = Basis(name, plain(told.clause), document.source)
    return found


def _read(root: Path) -> _File:
    path = root / "errands.yaml"
    if not path.exists():
        return _File()
    try:
        return _File.model_validate(parse_yaml(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        raise BrokenPack(
            f"errands.yaml: {'.'.join(map(str, flaw['loc']))}: {flaw['msg']}"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"errands.yaml: it cannot be read: {error}") from error


def _limit(action: str, told: _Limit) -> Limit:
    def cents(amount: Decimal | None) -> int | None:
        return None if amount is None else int(amount * 100)

    return Limit(
        action,
        alone=cents(told.alone),
        one_person=cents(told.one_person),
        customer_day=cents(told.customer_day),
        company_day=cents(told.company_day),
        customer_times=told.customer_times,
        company_times=told.company_times,
    )
