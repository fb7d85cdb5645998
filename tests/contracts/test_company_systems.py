"""Which systems of record a company has: those that its pack names, with the keys that it keeps in
Secrets Manager."""

import json
from datetime import date
from pathlib import Path

import pytest

from shared.adapters.aws.mail import SesMail
from shared.adapters.company_systems import company_systems
from shared.adapters.demo.crm import DemoCrm
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.hubspot.crm import HubspotCrm
from shared.adapters.oracle.erp import OracleErp
from shared.adapters.sap.erp import SapErp
from shared.adapters.shopify.commerce import ShopifyCommerce
from shared.adapters.stripe.payments import StripePayments
from shared.domain.errors import BrokenPack
from shared.ports.systems import Systems

KEYS = {
    "arn:hubspot": {"token": "t"},
    "arn:shopify": {"shop": "acme", "token": "t"},
    "arn:stripe": {"api_key": "rk_test_1"},
    "arn:sap": {"host": "sap.example", "user": "u", "password": "p"},
    "arn:oracle": {"host": "oracle.example", "user": "u", "password": "p"},
    "arn:empty": {},
}
AREA = '{organization: "1710", channel: "10", division: "00", material: CREDIT}'
LEDGER = "{business_unit: Care, source: Careline, type: Credit}"


def systems_of(pack: Path, stated: str) -> Systems:
    (pack / "systems.yaml").write_text(stated, encoding="utf-8")
    return company_systems(
        pack, MemoryRecords(), lambda arn: json.dumps(KEYS[arn]), lambda: date(2026, 5, 6)
    )


def test_what_a_pack_names_is_asked_and_the_demo_else(tmp_path: Path) -> None:
    made = systems_of(
        tmp_path,
        f"""
        commerce: {{kind: shopify, secret: "arn:shopify"}}
        payments: {{kind: stripe, secret: "arn:stripe"}}
        erp: {{kind: sap, secret: "arn:sap", place: {AREA}}}
        """,
    )
    assert isinstance(made.commerce, ShopifyCommerce)
    assert isinstance(made.payments, StripePayments)
    assert isinstance(made.erp, SapErp)
    assert isinstance(made.crm, DemoCrm)


def test_the_other_ones_too(tmp_path: Path) -> None:
    made = systems_of(
        tmp_path,
        f"""
        crm: {{kind: hubspot, secret: "arn:hubspot"}}
        mail: {{kind: ses, sender: care@shop.example}}
        erp: {{kind: oracle, secret: "arn:oracle", place: {LEDGER}}}
        """,
    )
    assert isinstance(made.crm, HubspotCrm)
    assert isinstance(made.mail, SesMail)
    assert isinstance(made.erp, OracleErp)


def test_a_pack_that_names_none_has_the_demos(tmp_path: Path) -> None:
    made = company_systems(tmp_path, MemoryRecords(), str, lambda: date(2026, 5, 6))
    assert isinstance(made.crm, DemoCrm)


@pytest.mark.parametrize(
    ("stated", "mend"),
    [
        ('crm: {kind: siebel, secret: "arn:x"}', "systems.yaml: crm.kind"),
        ("crm: {kind: hubspot, secret: my-token}", "systems.yaml: crm.secret"),
        ('mail: {kind: ses, secret: "arn:x"}', "systems.yaml: mail"),
        ("mail: {kind: ses, sender: nobody}", "systems.yaml: mail.sender"),
        ('payments: {kind: stripe, secret: "arn:empty"}', "payments: the secret, or `place`"),
        ('erp: {kind: sap, secret: "arn:sap", place: {nowhere: x}}', "erp: the secret, or `place`"),
        ("crm: [", "it cannot be read"),
    ],
)
def test_what_is_wrong_is_said_without_any_key(tmp_path: Path, stated: str, mend: str) -> None:
    with pytest.raises(BrokenPack) as caught:
        systems_of(tmp_path, stated)
    assert mend in str(caught.value)
    assert "rk_test" not in str(caught.value)
