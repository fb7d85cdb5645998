"""Whether a web hook comes from whom it says, unchanged and lately.

Each scheme signs the body as it was sent, byte for byte, so it is checked before it is parsed.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.errors import NotAuthorized

SKEW = timedelta(minutes=5)
"""How far a sender's clock may be from ours, and how long a request may take to reach us."""


class Scheme(StrEnum):
    STANDARD = "standard"
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    STRIPE = "stripe"
    """https://docs.stripe.com/webhooks#verify-manually"""
    SHOPIFY = "shopify"
    """https://shopify.dev/docs/apps/build/webhooks/subscribe/https"""
    HUBSPOT = "hubspot"
    """https://developers.hubspot.com/docs/api/webhooks/validating-requests (version 3)"""
    PULSAR = "pulsar"
    """https://pulsar.apache.org/docs/io-http-sink: it cannot sign, and sends a header that was set
    for it. So whoever sees one request could send others: give it a secret of its own."""


REPEATS = frozenset({Scheme.PULSAR})
"""Senders that send what was refused again and again, and nothing after it meanwhile."""


@dataclass(frozen=True)
class Hook:
    """A request as it came in; header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def verify(scheme: Scheme, hook: Hook, secrets: Sequence[str], now: datetime) -> str:
    """The id of the delivery, the same for every try of the sender. One of the `secrets` must have
    signed it: there are two while a secret is being changed.

    Raises NotAuthorized, which says what is wrong and nothing of what is right.
    """
    try:
        return _CHECKS[scheme](hook, secrets, now)
    except (KeyError, ValueError, OverflowError, OSError) as error:
        raise NotAuthorized(
            f"the signature's headers are missing or malformed ({scheme})"
        ) from error


def _standard(hook: Hook, secrets: Sequence[str], now: datetime) -> str:
    id_, sent = hook.headers["webhook-id"], hook.headers["webhook-timestamp"]
    _need_fresh(float(sent), now)
    signed = b".".join((id_.encode(), sent.encode(), hook.body))
    given = [
        signature
        for each in hook.headers["webhook-signature"].split()
        for version, _, signature in [each.partition(",")]
        if version == "v1"
    ]
    keys = [base64.b64decode(secret.removeprefix("whsec_"), validate=True) for secret in secrets]
    _need_one(given, (_base64(key, signed) for key in keys))
    return id_


def _stripe(hook: Hook, secrets: Sequence[str], now: datetime) -> str:
    parts = [part.partition("=") for part in hook.headers["stripe-signature"].split(",")]
    sent = next((value for name, _, value in parts if name.strip() == "t"), "")
    _need_fresh(float(sent), now)
    given = [value for name, _, value in parts if name.strip() == "v1"]
    signed = sent.encode() + b"." + hook.body
    digests = (hmac.new(each.encode(), signed, hashlib.sha256).hexdigest() for each in secrets)
    _need_one(given, digests)
    return f"{sent}-{hashlib.sha256(hook.body).hexdigest()[:32]}"


def _shopify(hook: Hook, secrets: Sequence[str], now: datetime) -> str:
    """Shopify signs no time, so only the delivery's id tells a replay."""
    del now
    given = [hook.headers["x-shopify-hmac-sha256"]]
    _need_one(given, (_base64(each.encode(), hook.body) for each in secrets))
    return hook.headers["x-shopify-webhook-id"]


def _hubspot(hook: Hook, secrets: Sequence[str], now: datetime) -> str:
    sent = hook.headers["x-hubspot-request-timestamp"]
    _need_fresh(float(sent) / 1_000, now)
    signed = b"".join((hook.method.encode(), hook.url.encode(), hook.body, sent.encode()))
    given = [hook.headers["x-hubspot-signature-v3"]]
    _need_one(given, (_base64(each.encode(), signed) for each in secrets))
    return f"{sent}-{hashlib.sha256(hook.body).hexdigest()[:32]}"


def _pulsar(hook: Hook, secrets: Sequence[str], now: datetime) -> str:
    """A record may be old: a topic may be read from its beginning."""
    del now
    given = hook.headers["authorization"].removeprefix("Bearer ").strip()
    _need_one([given], secrets)
    return f"{hook.headers['pulsartopic']}/{hook.headers['pulsarmessageid']}"


_CHECKS: dict[Scheme, Callable[[Hook, Sequence[str], datetime], str]] = {
    Scheme.STANDARD: _standard,
    Scheme.STRIPE: _stripe,
    Scheme.SHOPIFY: _shopify,
    Scheme.HUBSPOT: _hubspot,
    Scheme.PULSAR: _pulsar,
}


def _base64(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _need_fresh(sent: float, now: datetime) -> None:
    if not abs(now.timestamp() - sent) <= SKEW.total_seconds():
        raise NotAuthorized("the request is older or newer than five minutes: set the clock")


def _need_one(given: Iterable[str], right: Iterable[str]) -> None:
    """Compares all with all in constant time."""
    wanted = list(right)
    pairs = [hmac.compare_digest(g.encode(), r.encode()) for g in given for r in wanted]
    if not any(pairs):
        raise NotAuthorized("the signature does not fit the body")


def standard_signature(secret: str, id_: str, sent: int, body: bytes) -> str:
    """What a sender of the scheme `standard` puts into webhook-signature. Raises ValueError for a
    secret that is no base64."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is no base64") from error
    return f"v1,{_base64(key, b'.'.join((id_.encode(), str(sent).encode(), body)))}"
