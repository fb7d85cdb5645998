"""API Gateway's JWT authorizer on this machine: issuer, audience, signature and times are checked.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.request import urlopen

import jwt

_ALGORITHMS = ["RS256", "RS384", "RS512"]
"""API Gateway takes RSA signatures only."""
_PATIENCE = 5.0


class JwtAuthorizer:
    """Asks the issuer for its keys when the first token comes, as API Gateway does."""

    def __init__(self, issuer: str, audience: Sequence[str]) -> None:
        self.issuer = issuer
        self._audience = list(audience)

    def claims(self, header: str | None) -> dict[str, str] | None:
        """Those of the bearer's token, as text; None where it proves nothing."""
        kind, _, token = (header or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            return None
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            options: Any = {"verify_aud": False, "require": ["exp", "iss"]}
            claims = jwt.decode(token, key, _ALGORITHMS, issuer=self.issuer, options=options)
        except jwt.PyJWTError:
            return None
        named = claims.get("aud", claims.get("client_id"))
        audience = named if isinstance(named, list) else [named]
        if not set(audience) & set(self._audience):
            return None
        return {name: _text(value) for name, value in claims.items()}

    @cached_property
    def _keys(self) -> jwt.PyJWKClient:
        place = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        with urlopen(place, timeout=_PATIENCE) as answer:
            found = json.loads(answer.read())
        return jwt.PyJWKClient(found["jwks_uri"], timeout=int(_PATIENCE))


def _text(value: Any) -> str:
    """A list as "[one two]"."""
    if isinstance(value, list):
        return f"[{' '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
