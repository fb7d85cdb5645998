"""A signed-in page proves its customer by the company's OpenID provider."""

from collections.abc import Iterator

import httpx
import pytest

from infra.local.world import World
from shared.adapters.oidc.provider import OidcProvider
from shared.runtime import wiring
from tests.contracts.issuers import CLIENT, REDIRECT, VERIFIER, Issuer, issuer


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    with issuer() as made:
        known = OidcProvider(made.url, CLIENT)
        monkeypatch.setattr(wiring, "identity_provider", lambda: known)
        yield made


def begin(world: World) -> dict[str, str]:
    begun = httpx.post(f"{world.url}/v1/sign-ins")
    assert begun.status_code == 201, begun.text
    return dict(begun.json())


def open_session(world: World, **body: str) -> httpx.Response:
    return httpx.post(f"{world.url}/v1/sessions", json=body)


def test_a_token_signs_in_once(world: World, at: Issuer) -> None:
    begun = begin(world)
    assert (begun["clientId"], begun["authorizationEndpoint"]) == (CLIENT, f"{at.url}/authorize")
    token = at.token(nonce=begun["nonce"])
    assert open_session(world, identityToken=token).json()["customer"]["name"] == "Maya Lindqvist"
    again = open_session(world, identityToken=token)
    assert (again.status_code, again.json()["detail"]) == (
        401,
        "the sign-in is over or was used: begin it again",
    )
    assert open_session(world, identityToken=at.token(nonce="made up")).status_code == 401


def test_who_signs_in_while_they_talk_keeps_the_conversation(world: World, at: Issuer) -> None:
    before = open_session(world).json()
    at.codes = {"code-1": at.token(nonce=begin(world)["nonce"], sub="cus_grace")}
    grant = {"code": "code-1", "codeVerifier": VERIFIER, "redirectUri": REDIRECT}
    after = open_session(world, previousToken=before["token"], **grant).json()
    assert after["conversationId"] == before["conversationId"]
    assert after["customer"] == {"name": "Grace Kim"}
    token = at.token(nonce=begin(world)["nonce"], sub="cus_maya")
    another = open_session(world, previousToken=after["token"], identityToken=token).json()
    assert another["conversationId"] != before["conversationId"]
    assert another["customer"] == {"name": "Maya Lindqvist"}


def test_half_a_code_and_a_provider_that_is_down_are_told_plainly(world: World, at: Issuer) -> None:
    half = open_session(world, code="code-1")
    assert (half.status_code, half.json()["detail"]) == (
        422,
        "send code, codeVerifier and redirectUri together",
    )
    at.is_down = True
    down = httpx.post(f"{world.url}/v1/sign-ins")
    assert down.status_code == 503
