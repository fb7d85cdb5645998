"""Which systems of record a company has, as its pack's systems.yaml names them by their port:

crm: {kind: salesforce, secret: <ARN>}
mail: {kind: ses, sender: care@shop.example}
erp: {kind: sap, secret: <ARN>, place: {organization: "1710", channel: "10", …}}

A port that is not named has the demo's adapter. Each secret is a JSON object: what the connector's
`connect` asks for (docs/connectors.md). Connectors are imported only where they are chosen.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.demo.book import Tell, quiet
from shared.adapters.demo.systems import demo_systems
from shared.adapters.journal import Journal
from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack
from shared.ports.systems import Systems
from shared.ports.systems.records import Records

Secrets = Callable[[str], str]
_Arn = Annotated[str, Field(pattern=r"^arn:")]


class _Choice(BaseModel):
    model_config = ConfigDict(extra="forbid")

    secret: _Arn


class _Crm(_Choice):
    kind: Literal["salesforce", "hubspot"]


class _Commerce(_Choice):
    kind: Literal["shopify"]


class _Payments(_Choice):
    kind: Literal["stripe"]


class _Erp(_Choice):
    kind: Literal["sap", "oracle"]
    place: dict[str, str]
    """Where credits are booked: SAP's sales area, or Oracle's ledger."""


class _Mail(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["ses"]
    sender: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


class _Chosen(BaseModel):
    model_config = ConfigDict(extra="forbid")

    crm: _Crm | None = None
    commerce: _Commerce | None = None
    payments: _Payments | None = None
    erp: _Erp | None = None
    mail: _Mail | None = None


def company_systems(
    root: Path,
    records: Records,
    secrets: Secrets,
    today: Callable[[], date],
    tell: Tell = quiet,
) -> Systems:
    """`secrets` gives the value of a secret by its ARN; `tell` sends the events of the demo's
    systems (real ones send their own). Raises BrokenPack naming what to mend in systems.yaml, or
    which secret lacks what its connector asks for."""
    chosen = _read(root / "systems.yaml")
    made: dict[str, Any] = {}
    if chosen.mail:
        made["mail"] = _ses(chosen.mail.sender, records)
    for port in ("crm", "commerce", "payments", "erp"):
        choice = getattr(chosen, port)
        if choice is not None:
            try:
                keys = json.loads(secrets(choice.secret))
                made[port] = _MAKERS[choice.kind](choice, keys, records, today)
            except (TypeError, ValueError) as error:
                raise BrokenPack(
                    f"systems.yaml: {port}: the secret, or `place`, is not what {choice.kind} "
                    "asks for: see docs/connectors.md"
                ) from error
    demo = demo_systems(records, tell=tell)
    return Systems(**{name: made.get(name, getattr(demo, name)) for name in vars(demo)})


def _read(path: Path) -> _Chosen:
    if not path.exists():
        return _Chosen()
    try:
        return _Chosen.model_validate(parse_yaml(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        flaw = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, flaw["loc"]))
        raise BrokenPack(f"systems.yaml: {place}: {flaw['msg']}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"systems.yaml: it cannot be read: {error}") from error


def _ses(sender: str, records: Records) -> Any:
    from shared.adapters.aws.mail import SesMail

    return SesMail(sender, records)


def _salesforce(_: _Crm, keys: Mapping[str, str], records: Records, __: Any) -> Any:
    from shared.adapters.salesforce.crm import SalesforceCrm
    from shared.adapters.salesforce.org import connect

    return SalesforceCrm(connect(**keys), Journal(records, "salesforce"))


def _hubspot(_: _Crm, keys: Mapping[str, str], records: Records, __: Any) -> Any:
    from shared.adapters.hubspot.crm import HubspotCrm, connect

    return HubspotCrm(connect(**keys), Journal(records, "hubspot"))


def _shopify(_: _Commerce, keys: Mapping[str, str], records: Records, __: Any) -> Any:
    from shared.adapters.shopify.commerce import ShopifyCommerce
    from shared.adapters.shopify.shop import connect

    return ShopifyCommerce(connect(**keys), Journal(records, "shopify"))


def _stripe(_: _Payments, keys: Mapping[str, str], __: Records, ___: Any) -> Any:
    from shared.adapters.stripe.client import connect
    from shared.adapters.stripe.payments import StripePayments

    return StripePayments(connect(**keys))


def _sap(choice: _Erp, keys: Mapping[str, str], records: Records, _: Any) -> Any:
    from shared.adapters.sap.erp import SalesArea, SapErp, connect

    return SapErp(connect(**keys), Journal(records, "sap"), SalesArea(**choice.place))


def _oracle(
    choice: _Erp, keys: Mapping[str, str], records: Records, today: Callable[[], date]
) -> Any:
    from shared.adapters.oracle.erp import Ledger, OracleErp, connect

    return OracleErp(connect(**keys), Journal(records, "oracle"), Ledger(**choice.place), today)


_MAKERS: dict[str, Callable[..., Any]] = {
    "salesforce": _salesforce,
    "hubspot": _hubspot,
    "shopify": _shopify,
    "stripe": _stripe,
    "sap": _sap,
    "oracle": _oracle,
}
