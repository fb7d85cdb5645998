"""Only what was signed, lately and by whom it says is taken in, and once."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.webhooks.service import Source, take_in
from shared.domain.errors import InvalidInput, NotAuthorized
from shared.domain.webhooks import Hook, Scheme, standard_signature, verify

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
SECRET = base64.b64encode(b"a secret of twenty-four b").decode()
EVENT = {"order_number": "NW-1", "occurred_at": "2026-05-06T12:00:00Z"}
BODY = json.dumps({"type": "OrderCancelled", "data": EVENT}).encode()


def signed(scheme: Scheme, body: bytes = BODY, at: int = AT, secret: str = SECRET) -> Hook:
    """As a sender of the scheme signs it, by its own documentation."""
    url, key = "https://api.example/v1/webhooks/x", secret.encode()

    def mac(*parts: bytes) -> bytes:
        return hmac.new(key, b"".join(parts), hashlib.sha256).digest()

    match scheme:
        case Scheme.STANDARD:
            signature = standard_signature(secret, "msg_1", at, body)
            headers = {
                "webhook-id": "msg_1",
                "webhook-timestamp": str(at),
                "webhook-signature": f"v1a,other {signature}",
            }
        case Scheme.STRIPE:
            digest = mac(str(at).encode(), b".", body).hex()
            headers = {"stripe-signature": f"t={at},v1={digest},v0=old"}
        case Scheme.SHOPIFY:
            headers = {
                "x-shopify-hmac-sha256": base64.b64encode(mac(body)).decode(),
                "x-shopify-webhook-id": "b54557e4",
                "x-shopify-topic": "orders/cancelled",
            }
        case Scheme.HUBSPOT:
            sent = str(at * 1_000)
            digest_64 = base64.b64encode(mac(b"POST", url.encode(), body, sent.encode())).decode()
            headers = {
                "x-hubspot-request-timestamp": sent,
                "x-hubspot-signature-v3": digest_64,
            }
        case Scheme.PULSAR:
            headers = {
                "authorization": f"Bearer {secret}",
                "pulsartopic": "persistent://shop/orders/sent",
                "pulsarmessageid": "8:0:-1",
            }
    return Hook("POST", url, headers, body)


SIGNING = [scheme for scheme in Scheme if scheme is not Scheme.PULSAR]
"""Pulsar's sink shows a secret, and cannot sign with it."""


def changed(hook: Hook, **more: Any) -> Hook:
    return Hook(**{**vars(hook), **more})


def test_the_specifications_own_example_is_right() -> None:
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    signature = standard_signature(
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
        1649367553,
        b'{"email":"test@example.com","username":"test_user"}',
    )
    assert signature == "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="


@pytest.mark.parametrize("scheme", Scheme)
def test_what_is_signed_is_taken_and_keeps_its_id(scheme: Scheme) -> None:
    hook = signed(scheme)
    ids = {verify(scheme, hook, ("b2xk", SECRET), NOW) for _ in range(2)}
    assert len(ids) == 1


@pytest.mark.parametrize("scheme", Scheme)
def test_another_body_secret_or_no_signature_is_refused(scheme: Scheme) -> None:
    hook = signed(scheme)
    other = base64.b64encode(b"another secret entirely!").decode()
    for wrong, secrets in (
        *([(changed(hook, body=BODY + b" "), (SECRET,))] if scheme in SIGNING else []),
        (hook, (other,)),
        (changed(hook, headers={}), (SECRET,)),
        (changed(hook, headers=dict.fromkeys(hook.headers, "")), (SECRET,)),
    ):
        with pytest.raises(NotAuthorized) as caught:
            verify(scheme, wrong, secrets, NOW)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize("scheme", [s for s in SIGNING if s is not Scheme.SHOPIFY])
@pytest.mark.parametrize("late", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_what_is_old_or_from_the_future_is_refused(scheme: Scheme, late: timedelta) -> None:
    with pytest.raises(NotAuthorized, match="five minutes"):
        verify(scheme, signed(scheme), (SECRET,), NOW + late)


@given(st.sampled_from(SIGNING), st.data())
def test_any_changed_byte_of_the_body_is_noticed(scheme: Scheme, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(BODY) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != BODY[at]))
    body = BODY[:at] + bytes([byte]) + BODY[at + 1 :]
    with pytest.raises(NotAuthorized):
        verify(scheme, changed(signed(scheme), body=body), (SECRET,), NOW)


@given(st.sampled_from(list(Scheme)), st.data())
def test_no_header_breaks_it(scheme: Scheme, data: st.DataObject) -> None:
    hook = signed(scheme)
    name = data.draw(st.sampled_from(sorted(hook.headers)))
    value = data.draw(st.text(max_size=80))
    headers = {**hook.headers, name: value}
    if value == hook.headers[name] or name == "x-shopify-topic":
        return
    try:
        verify(scheme, changed(hook, headers=headers), (SECRET,), NOW)
    except NotAuthorized:
        return
    ours = ("x-shopify-webhook-id", "stripe-signature", "webhook-signature")
    assert name in (*ours, "pulsartopic", "pulsarmessageid")


class Bus:
    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.seen: set[tuple[str, str]] = set()

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        self.told.append((kind, told))

    def has(self, source: str, delivery: str) -> bool:
        return (source, delivery) in self.seen

    def keep(self, source: str, delivery: str, until: datetime) -> None:
        assert until > NOW
        self.seen.add((source, delivery))


def took(hook: Hook, scheme: Scheme, bus: Bus) -> bool:
    return take_in(hook, Source("x", scheme, (SECRET,)), bus, bus, lambda: NOW)


def test_an_event_is_told_once_however_often_it_is_sent() -> None:
    bus, hook = Bus(), signed(Scheme.STANDARD)
    assert [took(hook, Scheme.STANDARD, bus) for _ in range(3)] == [True, False, False]
    told = {"occurred_at": "2026-05-06T12:00:00Z", "order_number": "NW-1"}
    assert bus.told == [("OrderCancelled", told)]


def test_what_says_nothing_we_know_names_the_mend_and_may_be_sent_again() -> None:
    bus = Bus()
    with pytest.raises(InvalidInput, match="type must be one of"):
        took(signed(Scheme.STANDARD, b'{"type": "Nonsense"}'), Scheme.STANDARD, bus)
    with pytest.raises(ValidationError, match="order_number"):
        took(signed(Scheme.STANDARD, b'{"type": "OrderCancelled"}'), Scheme.STANDARD, bus)
    assert not bus.seen


def test_a_record_of_pulsar_is_told_once() -> None:
    bus = Bus()
    assert took(signed(Scheme.PULSAR), Scheme.PULSAR, bus)
    assert not took(signed(Scheme.PULSAR), Scheme.PULSAR, bus)
    assert [kind for kind, _ in bus.told] == ["OrderCancelled"]


def test_shopifys_orders_become_our_events_and_its_other_topics_are_passed_over() -> None:
    bus = Bus()
    order = {
        "name": "NW-7",
        "cancelled_at": "2026-05-06T07:00:00-05:00",
        "updated_at": "2026-05-06T07:00:00-05:00",
        "fulfillments": [{"tracking_number": "T1", "tracking_company": "Parcel Co"}],
    }
    hook = signed(Scheme.SHOPIFY, json.dumps(order).encode())
    assert took(hook, Scheme.SHOPIFY, bus)
    sent = {**hook.headers, "x-shopify-topic": "orders/fulfilled", "x-shopify-webhook-id": "2"}
    assert took(changed(hook, headers=sent), Scheme.SHOPIFY, bus)
    other = {**hook.headers, "x-shopify-topic": "themes/publish", "x-shopify-webhook-id": "3"}
    assert not took(changed(hook, headers=other), Scheme.SHOPIFY, bus)
    assert [kind for kind, _ in bus.told] == ["OrderCancelled", "OrderShipped"]
    assert bus.told[1][1]["tracking"] == "T1"
