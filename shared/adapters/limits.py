"""Reads what a company's pack lets its errands do: errands.yaml.

limits:  # by action; amounts in the company's currency, see shared/domain/errands/authority.py
rules:   # the numbers that its policies leave to it, by name
"""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.domain.errands.authority import Limit
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


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limits: dict[str, _Limit] = Field(default_factory=dict)
    rules: dict[str, int] = Field(default_factory=dict)


def load_limits(root: Path) -> tuple[dict[str, Limit], dict[str, int]]:
    """Limits by action, and rules. Raises BrokenPack, which says what to mend."""
    path = root / "errands.yaml"
    if not path.exists():
        return {}, {}
    try:
        told = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        raise BrokenPack(
            f"errands.yaml: {'.'.join(map(str, flaw['loc']))}: {flaw['msg']}"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"errands.yaml: it cannot be read: {error}") from error
    return {action: _limit(action, each) for action, each in told.limits.items()}, told.rules


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
