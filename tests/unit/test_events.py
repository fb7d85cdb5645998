"""The published schemas are the contracts', and the sample events are what the doors take.

After changing a contract: UPDATE_SCHEMAS=1 python -m pytest tests/unit/test_events.py
"""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from functions.analytics.batch import Envelope
from functions.graph.batch import read_event
from functions.intake.mail import read_letter
from functions.intake.sms import read_sms
from shared.adapters.memory.business import MemoryCustomers
from shared.adapters.pack import load_company, load_customers
from shared.contracts import (
    Contract,
    HandoffRequested,
    SourceChanged,
    TurnCompleted,
    TurnRequested,
)
from shared.events import COMPANY_EVENTS, OCCASIONS

EVENTS = Path(__file__).parents[2] / "events"
PACK = Path(__file__).parents[2] / "companies" / "northwind"
PUBLISHED: list[type[Contract]] = [
    TurnCompleted,
    TurnRequested,
    HandoffRequested,
    SourceChanged,
    *COMPANY_EVENTS.values(),
    *OCCASIONS.values(),
]


def sample(name: str) -> Any:
    return json.loads((EVENTS / "samples" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("contract", PUBLISHED)
def test_a_published_schema_is_its_contracts(contract: type[Contract]) -> None:
    path = EVENTS / "schemas" / f"{contract.__name__}.json"
    now = json.dumps(contract.model_json_schema(), indent=2) + "\n"
    if os.environ.get("UPDATE_SCHEMAS"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now


def test_the_sample_of_a_completed_turn_is_one() -> None:
    assert Envelope.model_validate(sample("turn-completed.json")).detail.desk == "assistant"


@pytest.mark.parametrize("name", COMPANY_EVENTS)
def test_the_sample_of_a_companys_event_is_one(name: str) -> None:
    body = sample(re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower() + ".json")
    event = read_event(json.dumps(body))
    assert type(event).__name__ == name
    told = event.model_dump(exclude_defaults=True).keys()
    assert told == body["detail"].keys(), "the sample holds what the contract does not know"


@pytest.mark.parametrize("name", OCCASIONS)
def test_the_sample_of_an_occasion_is_one(name: str) -> None:
    body = sample(re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower() + ".json")
    assert body["detail-type"] == name
    told = OCCASIONS[name].model_validate(body["detail"]).model_dump(exclude_defaults=True).keys()
    assert told == body["detail"].keys()


def test_the_sample_of_a_changed_source_is_one() -> None:
    detail = sample("source-changed.json")["detail"]
    assert SourceChanged.model_validate(detail).source == "knowledge"


def test_the_sample_sms_is_one() -> None:
    (record,) = sample("sms.json")["Records"]
    assert read_sms(record["body"], MemoryCustomers([])).text == "Where is my order?"


def test_the_sample_of_an_email_is_one() -> None:
    class Sampled:
        def read(self, key: str) -> bytes:
            assert key == sample("email.json")["receipt"]["action"]["objectKey"]
            return (EVENTS / "samples" / "email.eml").read_bytes()

        def root_of(self, sent: str) -> None:
            return None

        def note(self, sent: str, root: str, at: datetime) -> None:
            raise AssertionError("nothing was sent")

    numbers = load_company(PACK).order_numbers
    told, kept = json.dumps(sample("email.json")), Sampled()
    arrival = read_letter(
        told, "care@northwind.example", kept, kept, MemoryCustomers(load_customers(PACK)), numbers
    )
    assert arrival.text == (
        "Why was my delivery delayed? I ordered on May 1st and it's still not here."
    )
    assert arrival.participant.customer_id == "cus_maya"
