"""An OpenID provider: https://openid.net/specs/openid-connect-core-1_0.html

Its endpoints come from its discovery document, its keys from its JWKS; both are kept for an hour,
and keys are asked for again when a token names one that is not known yet.
"""

import base64
import json
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import jwt
from jwt import PyJWKClient

from shared.domain.errors import NotAuthorized, TransientError
from shared.ports.identity import Grant, Vouched

SKEW = timedelta(minutes=1)
"""How far the provider's clock may be from ours."""
_SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
"""Never HS256: whoever knows the public key could sign with it."""
_NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
_TIMEOUT = 5.0
_EMAIL = "email"


class OidcProvider:
    """`customer` is the claim that names the customer: one that holds our id, or `email`. Keys are
    asked for at most once in `calm` seconds, whatever key tokens name."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        customer: str = "sub",
        secret: str | None = None,
        calm: float = 30,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._customer = customer
        self._secret = secret
        self._calm = calm

    @property
    def client_id(self) -> str:
        return self._client_id

    def authorization_endpoint(self) -> str:
        return str(self._discovered["authorization_endpoint"])

    def token_of(self, grant: Grant) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": grant.code,
            "code_verifier": grant.verifier,
            "redirect_uri": grant.redirect_uri,
            "client_id": self._client_id,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._secret:
            pair = f"{quote(self._client_id)}:{quote(self._secret)}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        endpoint = str(self._discovered["token_endpoint"])
        told = _ask(Request(endpoint, urlencode(form).encode(), headers))
        token = told.get("id_token")
        if not token:
            raise NotAuthorized("the provider gave no identity token: ask for the scope openid")
        return str(token)

    def verify(self, token: str) -> Vouched:
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=sorted(self._algorithms),
                audience=self._client_id,
                issuer=self._issuer,
                leeway=SKEW,
                options={"require": _NEEDED},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise TransientError("the identity provider's keys cannot be read") from error
        except (jwt.PyJWTError, ValueError) as error:
            raise NotAuthorized("the identity token is wrong or over: sign in again") from error
        self._need_our_party(claims)
        return self._vouched(claims)

    def _need_our_party(self, claims: dict[str, Any]) -> None:
        """Core 3.1.3.7: a token for several audiences, or for another party, is not ours."""
        audience, party = claims["aud"], claims.get("azp")
        is_shared = isinstance(audience, list) and len(audience) > 1
        if (is_shared and party is None) or party not in (None, self._client_id):
            raise NotAuthorized("the identity token was made for another application")

    def _vouched(self, claims: dict[str, Any]) -> Vouched:
        who = claims.get(self._customer)
        if not who or not isinstance(who, str):
            raise NotAuthorized(f"the identity token has no claim {self._customer}")
        if self._customer != _EMAIL:
            return Vouched(str(claims["nonce"]), who, None)
        if claims.get("email_verified") is not True:
            raise NotAuthorized("the provider has not verified the customer's e-mail address")
        return Vouched(str(claims["nonce"]), None, who)

    @property
    def _algorithms(self) -> set[str]:
        told = self._discovered.get("id_token_signing_alg_values_supported", ["RS256"])
        return _SIGNED_BY & set(told)

    @cached_property
    def _discovered(self) -> dict[str, Any]:
        """Raises NotAuthorized for a document of another issuer, who could vouch for anybody."""
        told = _ask(Request(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"))
        if told.get("issuer") != self._issuer:
            raise NotAuthorized("the identity provider calls itself another issuer")
        return told

    @cached_property
    def _keys(self) -> PyJWKClient:
        return PyJWKClient(
            str(self._discovered["jwks_uri"]),
            lifespan=3_600,
            timeout=_TIMEOUT,
            cooldown_duration=self._calm,
        )


def _ask(request: Request) -> dict[str, Any]:
    """Its JSON. What it refuses is told without its words, which may name somebody."""
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:
            told = json.load(answer)
    except HTTPError as error:
        if error.code in (400, 401, 403):
            raise NotAuthorized("the provider did not take the code: sign in again") from error
        raise TransientError(f"the identity provider answered {error.code}") from error
    except (URLError, TimeoutError, ValueError) as error:
        raise TransientError("the identity provider cannot be asked") from error
    if not isinstance(told, dict):
        raise TransientError("the identity provider did not answer in its own form")
    return told
