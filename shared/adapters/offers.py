"""Reads what a company's pack lets its assistant give: offers.yaml. Without the file, nothing.

asked_by:   # intents of customers who ask to be given something
offers:
  late_parcel:
    percent: 10                # or `amount`, in the company's currency: off the next order
    at_most: 40                # of a percent, in the company's currency; without it, no cap
    says: offer_for_delay      # the words of voice.yaml that give it
    when: {intents: […], tiers: […], causes: […], upset: true, churn_from: 0.3, asked: true}
    days: 90                   # for which its code is good
    every_days: 180            # after which the same customer may get it again
    a_day: 40                  # to all customers together
"""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shared.adapters.yaml_text import parse_yaml
from shared.domain.errands.authority import Limit
from shared.domain.errors import BrokenPack
from shared.domain.money import Money
from shared.domain.offers import NAME, NO_OFFERS, Cause, Offer, Offers, When, Worth
from shared.domain.voice import values_named

_FILE = "offers.yaml"
SPOKEN = frozenset({"offer_again", "no_offer"})
"""Texts that a company with offers must have, beside those that give them."""
_PLACEHOLDERS = {"worth", "code", "until"}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _When(_Row):
    asked: bool = False
    intents: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    causes: frozenset[Cause] = frozenset()
    upset: bool = False
    churn_from: Annotated[float, Field(ge=0, le=1)] = 0.0


class _Offer(_Row):
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    amount: Annotated[Decimal, Field(gt=0, decimal_places=2)] | None = None
    at_most: Annotated[Decimal, Field(gt=0, decimal_places=2)] | None = None
    says: str
    when: _When
    days: Annotated[int, Field(ge=1, le=730)]
    every_days: Annotated[int, Field(ge=1, le=3_650)]
    a_day: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _has_one_worth(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("it must give either a percent or an amount")
        if self.amount is not None and self.at_most is not None:
            raise ValueError("an amount is its own limit: take `at_most` away")
        if not self.when.asked and not self.when.intents:
            raise ValueError("`when` must name the intents beside which it is made, or say `asked`")
        return self


class _File(_Row):
    asked_by: frozenset[str] = frozenset()
    offers: dict[str, _Offer] = Field(default_factory=dict)


def load_offers(
    root: Path,
    intents: Collection[str],
    tiers: Collection[str],
    texts: dict[str, str],
    currency: str,
) -> Offers:
    """The offers of the pack at `root`, whose company has these intents, tiers and texts; amounts
    are in its `currency`. Raises BrokenPack, which says what to mend."""
    path = root / _FILE
    if not path.exists():
        return NO_OFFERS
    told = _read(path)
    _known("asked_by", told.asked_by, intents, "an intent of intents.yaml")
    for key in SPOKEN - texts.keys():
        _broken(f"voice.yaml lacks the text {key}, which a company with offers says")
    for name, row in told.offers.items():
        _known(f"{name}.when.intents", row.when.intents, intents, "an intent of intents.yaml")
        _known(f"{name}.when.tiers", row.when.tiers, tiers, "a tier of policies/dimensions.yaml")
        _gives(name, row.says, texts)
        if row.when.asked and not told.asked_by:
            _broken(f"{name} is for those who ask, and no intent in asked_by does")
    rules = tuple(_offer(name, row, currency) for name, row in told.offers.items())
    return Offers(rules, told.asked_by)


def _offer(name: str, row: _Offer, currency: str) -> Offer:
    amount, at_most = (
        None if stated is None else Money(int(stated * 100), currency)
        for stated in (row.amount, row.at_most)
    )
    return Offer(
        name,
        Worth(row.percent or 0, amount, at_most),
        row.says,
        When(**dict(row.when)),
        row.days,
        row.every_days,
        Limit(f"{NAME}.{name}", customer_times=1, company_times=row.a_day),
    )


def _gives(name: str, says: str, texts: dict[str, str]) -> None:
    if says not in texts:
        _broken(f"{name}.says: voice.yaml has no text {says}")
    if values_named(texts[says]) != _PLACEHOLDERS:
        _broken(f"{name}.says: the text {says} must tell {{worth}}, {{code}} and {{until}}")


def _known(where: str, named: Collection[str], known: Collection[str], what: str) -> None:
    if strange := sorted(set(named) - set(known)):
        _broken(f"{where}: {strange[0]} is not {what}")


def _read(path: Path) -> _File:
    try:
        content: Any = parse_yaml(path.read_text(encoding="utf-8"))
        return _File.model_validate(content or {})
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        _broken(f"{'.'.join(map(str, flaw['loc']))}: {flaw['msg'].removeprefix('Value error, ')}")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        _broken(f"it cannot be read: {error}")


def _broken(mend: str) -> NoReturn:
    raise BrokenPack(f"{_FILE}: {mend}")
