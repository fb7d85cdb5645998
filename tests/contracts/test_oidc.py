"""An identity token counts only if it is the provider's, whole, for us, and in time."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.adapters.oidc.provider import OidcProvider
from shared.adapters.oidc.settings import OidcSettings, load_identity
from shared.domain.errors import BrokenPack, NotAuthorized, TransientError
from shared.ports.identity import Grant
from tests.contracts.issuers import CLIENT, REDIRECT, VERIFIER, Issuer, issuer

LATE = datetime.now(UTC)


@pytest.fixture
def at() -> Iterator[Issuer]:
    with issuer() as made:
        yield made


def provider(at: Issuer, customer: str = "sub", calm: float = 0) -> OidcProvider:
    return OidcProvider(at.url, CLIENT, customer, calm=calm)


def coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed_by_hmac(claims: dict[str, Any], kid: str, key: bytes) -> str:
    """By hand, since the library refuses to."""
    head = coded(json.dumps({"alg": "HS256", "kid": kid}).encode())
    signed = f"{head}.{coded(json.dumps(claims).encode())}"
    return f"{signed}.{coded(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def test_a_right_token_tells_whom_it_speaks_of(at: Issuer) -> None:
    vouched = provider(at).verify(at.token())
    assert (vouched.customer_id, vouched.email, vouched.nonce) == ("cus_maya", None, "nonce-1")


@pytest.mark.parametrize("seconds", [30, -30])
def test_clocks_may_differ_by_a_minute(at: Issuer, seconds: int) -> None:
    at_that_time = datetime.now(UTC) + timedelta(seconds=seconds)
    expires = at_that_time if seconds < 0 else at_that_time + timedelta(minutes=5)
    assert provider(at).verify(at.token(iat=at_that_time, exp=expires)).customer_id


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"iss": "https://another.example"},
        {"exp": LATE - timedelta(minutes=10)},
        {"iat": LATE + timedelta(minutes=10)},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
    ],
    ids=lambda claims: ",".join(claims),
)
def test_a_token_that_is_wrong_in_one_thing_is_none(at: Issuer, claims: dict[str, Any]) -> None:
    with pytest.raises(NotAuthorized):
        provider(at).verify(at.token(**claims))


def test_nobody_signs_with_what_everybody_knows(at: Issuer) -> None:
    """Its public key as the secret of HS256, no signature at all, or a claim that was changed."""
    claims = jwt.decode(at.token(), options={"verify_signature": False})
    (kid,) = at.keys
    public = at.keys[kid].public_key()
    written = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    right = at.token()
    head, _, signature = right.split(".")
    changed = coded(json.dumps({**claims, "sub": "cus_omar"}).encode())
    forged = [
        signed_by_hmac(claims, kid, written),
        jwt.encode(claims, "", "none", headers={"kid": kid}),
        f"{head}.{changed}.{signature}",
        "not a token",
    ]
    for token in forged:
        with pytest.raises(NotAuthorized):
            provider(at).verify(token)


def test_a_new_key_is_fetched_when_a_token_names_it(at: Issuer) -> None:
    knows = provider(at)
    old = at.token()
    assert knows.verify(old).customer_id
    at.rotate("key-2")
    assert knows.verify(at.token()).customer_id
    with pytest.raises(NotAuthorized):
        provider(at).verify(old)
    assert at.asked.count("/.well-known/openid-configuration") == 2


def test_tokens_that_name_unknown_keys_do_not_have_them_asked_for_each_time(at: Issuer) -> None:
    knows = provider(at, calm=30)
    knows.verify(at.token())
    (right,) = at.keys.values()
    at.keys = {"unknown": right}
    strange = at.token()
    for _ in range(5):
        with pytest.raises(NotAuthorized):
            knows.verify(strange)
    assert at.asked.count("/jwks") == 1


def test_an_address_counts_only_where_it_was_verified(at: Issuer) -> None:
    email = "maya.lindqvist@example.com"
    told = provider(at, "email").verify(at.token(email=email, email_verified=True))
    assert (told.customer_id, told.email) == (None, email)
    for verified in (False, "true", None):
        with pytest.raises(NotAuthorized):
            provider(at, "email").verify(at.token(email=email, email_verified=verified))


def test_a_code_is_redeemed_once_and_with_its_verifier(at: Issuer) -> None:
    at.codes = {"code-1": at.token(), "code-2": at.token()}
    knows = provider(at)
    right = Grant("code-1", VERIFIER, REDIRECT)
    assert knows.verify(knows.token_of(right)).customer_id == "cus_maya"
    for wrong in (right, Grant("code-2", "w" * 43, REDIRECT)):
        with pytest.raises(NotAuthorized):
            knows.token_of(wrong)


def test_a_provider_that_calls_itself_another_is_not_believed(at: Issuer) -> None:
    at.calls_itself = "https://another.example"
    with pytest.raises(NotAuthorized, match="another issuer"):
        provider(at).verify(at.token())


def test_a_provider_that_is_down_is_no_reason_to_refuse(at: Issuer) -> None:
    at.is_down = True
    with pytest.raises(TransientError):
        provider(at).authorization_endpoint()
    knows = provider(at)
    at.is_down = False
    assert knows.authorization_endpoint() == f"{at.url}/authorize"


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        ("issuer: http://id.shop.example\nclient_id: c", "issuer"),
        ("issuer: https://id.shop.example", "client_id"),
        ("issuer: https://id.shop.example\nclient_id: c\nsecret: hush", "secret"),
        ("", "the file"),
    ],
)
def test_a_pack_that_states_it_wrongly_is_told_where(
    tmp_path: Path, content: str, flaw: str
) -> None:
    assert load_identity(tmp_path) is None
    (tmp_path / "identity.yaml").write_text(content)
    with pytest.raises(BrokenPack, match=f"identity.yaml: {flaw}"):
        load_identity(tmp_path)


def test_a_pack_states_its_provider(tmp_path: Path) -> None:
    (tmp_path / "identity.yaml").write_text("issuer: https://id.shop.example\nclient_id: c\n")
    assert load_identity(tmp_path) == OidcSettings(issuer="https://id.shop.example", client_id="c")
