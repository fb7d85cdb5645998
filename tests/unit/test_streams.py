"""Kafka's batches and partners' events: what can be told is, and the rest waits with its reason."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.partners.service import take_in as hear_partner
from functions.streams.batch import records_of
from functions.streams.service import StreamRecord, take_in
from shared import telling
from shared.domain.errors import InvalidInput, TransientError
from shared.events import UsageThresholdReached

SAMPLES = Path(__file__).parents[2] / "events" / "samples"
AT = "2026-05-06T09:30:00-05:00"


class Heard:
    """Bus and dead letters; the bus fails from the `fails_at`-th event on."""

    def __init__(self, fails_at: int = 1_000) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.buried: list[tuple[str, str]] = []
        self._fails_at = fails_at

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        if len(self.told) >= self._fails_at:
            raise TransientError("the bus is away")
        self.told.append((kind, told))

    def bury(self, body: str, reason: str) -> None:
        self.buried.append((body, reason))


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((SAMPLES / name).read_text(encoding="utf-8")))


def test_of_a_batch_of_msk_the_bad_record_is_buried_and_the_rest_is_told() -> None:
    heard = Heard()
    take_in(records_of(sample("kafka-msk.json")), heard, heard)
    assert [kind for kind, _ in heard.told] == ["OrderDelivered", "OrderDelayed"]
    ((body, reason),) = heard.buried
    assert json.loads(body)["data"] == {"order_number": "NW-10490"}
    assert reason.startswith("orders-0@16: OrderDelivered: ")
    assert "delivered_at: Field required" in reason


def test_a_kafka_of_ones_own_and_cloudevents_are_read_alike() -> None:
    batch = sample("kafka-self-managed.json")
    for source in ("SelfManagedKafka", "aws:SelfManagedKafka"):
        heard = Heard()
        take_in(records_of({**batch, "eventSource": source}), heard, heard)
        assert [kind for kind, _ in heard.told] == ["OrderDelivered"]


def test_a_batch_that_the_bus_does_not_take_is_not_half_buried() -> None:
    heard = Heard(fails_at=1)
    with pytest.raises(TransientError):
        take_in(records_of(sample("kafka-msk.json")), heard, heard)
    assert heard.buried == []


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (StreamRecord("t-0@1", b"no json"), "t-0@1: _Told: body: Invalid JSON"),
        (StreamRecord("t-0@1", b"no json", "OrderShipped"), "t-0@1: the value is no JSON"),
        (StreamRecord("t-0@1", b"{}", "Nonsense"), "t-0@1: type must be one of"),
        (StreamRecord("t-0@1", b"[]"), "t-0@1: _Told"),
    ],
)
def test_what_cannot_be_read_says_why(record: StreamRecord, reason: str) -> None:
    heard = Heard()
    taken = take_in([record], heard, heard)
    assert (taken.told, taken.buried) == (0, 1)
    assert heard.buried[0][1].startswith(reason)


def test_a_record_by_which_a_key_is_forgotten_says_nothing() -> None:
    batch = sample("kafka-self-managed.json")
    batch["records"]["orders-0"][0]["value"] = None
    heard = Heard()
    assert take_in(records_of(batch), heard, heard).told == 0
    assert heard.buried == []


@given(st.binary(max_size=60), st.one_of(st.none(), st.text(max_size=10)))
def test_no_record_breaks_a_batch(value: bytes, kind: str | None) -> None:
    heard = Heard()
    good = {"type": "OrderCancelled", "data": {"order_number": "NW-1", "occurred_at": AT}}
    records = [StreamRecord("t-0@1", value, kind), StreamRecord("t-0@2", json.dumps(good).encode())]
    assert take_in(records, heard, heard).told == 1


def test_what_is_no_base64_is_buried_as_it_stands() -> None:
    batch = sample("kafka-self-managed.json")
    batch["records"]["orders-0"][0]["value"] = "x"
    heard = Heard()
    assert take_in(records_of(batch), heard, heard).buried == 1


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        (
            "partner-shopify.json",
            "OrderShipped",
            {"order_number": "NW-10503", "tracking": "IP0042"},
        ),
        ("partner-stripe.json", "SubscriptionChanged", {"status": "paused", "sku": "NWS-C010"}),
    ],
)
def test_a_partners_event_becomes_ours(name: str, kind: str, told: dict[str, str]) -> None:
    heard = Heard()
    assert hear_partner(json.dumps(sample(name)), heard)
    ((known, detail),) = heard.told
    assert known == kind
    assert detail.items() >= told.items()


def test_what_a_partner_tells_beside_is_passed_over() -> None:
    heard = Heard()
    assert not hear_partner(json.dumps(sample("partner-zendesk.json")), heard)
    other = sample("partner-shopify.json")
    other["detail"]["metadata"]["X-Shopify-Topic"] = "products/update"
    assert not hear_partner(json.dumps(other), heard)
    assert heard.told == []


@pytest.mark.parametrize(
    ("status", "pause", "meant"),
    [
        ("active", None, "active"),
        ("past_due", None, "active"),
        ("active", {"behavior": "void"}, "paused"),
        ("paused", None, "paused"),
        ("canceled", {"behavior": "void"}, "cancelled"),
    ],
)
def test_how_a_subscription_of_stripe_stands(status: str, pause: Any, meant: str) -> None:
    event = sample("partner-stripe.json")["detail"]
    event["data"]["object"] |= {"status": status, "pause_collection": pause}
    told = telling.stripe(event)
    assert told
    assert told.model_dump(mode="json")["status"] == meant


@pytest.mark.parametrize("meter", ["mtr_seats", {"id": "mtr_seats", "object": "billing.meter"}])
def test_a_usage_alert_of_stripe_is_a_threshold_that_was_reached(meter: Any) -> None:
    reached = {"gte": 9, "meter": meter, "recurrence": "one_time", "filters": []}
    alert = {"id": "alrt_1", "object": "billing.alert", "usage_threshold": reached}
    triggered = {"object": "billing.alert_triggered", "alert": alert, "customer": "cus_studio"}
    event = {"type": "billing.alert.triggered", "created": 1778077800}
    told = telling.stripe(event | {"data": {"object": triggered | {"value": 9}}})
    assert isinstance(told, UsageThresholdReached)
    assert (told.customer_id, told.occasion) == ("cus_studio", "mtr_seats/9/alrt_1/")


def test_an_order_and_a_customer_of_shopify_are_ours() -> None:
    order = {
        "name": "NW-20001",
        "created_at": AT,
        "customer": {"id": 42},
        "line_items": [{"sku": "NWA-H300", "title": "Kestrel 3", "quantity": 2}],
    }
    placed = telling.shopify("orders/create", order)
    assert placed
    assert placed.model_dump()["customer_id"] == "42"
    person = {"id": 42, "first_name": "Ada", "last_name": None, "updated_at": AT, "phone": None}
    changed = telling.shopify("customers/update", person)
    assert changed
    assert changed.model_dump(exclude_unset=True).keys() == {"customer_id", "occurred_at", "name"}


@pytest.mark.parametrize("topic", ["orders/create", "orders/fulfilled", "customers/update"])
def test_a_shopify_body_without_what_we_need_says_so(topic: str) -> None:
    with pytest.raises((InvalidInput, ValueError)):
        telling.shopify(topic, {})


def test_a_value_is_decoded_as_kafka_gives_it() -> None:
    coded = base64.b64encode(b"{}").decode()
    record = {"topic": "t", "partition": 3, "offset": 9, "value": coded, "headers": []}
    (read,) = records_of({"eventSource": "aws:kafka", "records": {"t-3": [record]}})
    assert read == StreamRecord("t-3@9", b"{}", None)
