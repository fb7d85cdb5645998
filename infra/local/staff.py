"""The company's identity provider on this machine: OpenID Connect with PKCE, for three invented
colleagues and without passwords. The page and the gateway speak with it as with a real one.

https://openid.net/specs/openid-connect-core-1_0.html, RFC 7636
"""

import base64
import hashlib
import html
import json
import secrets
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

PATH = "/staff"
LIFE = 3_600
"""Seconds that a token holds."""
CODE_LIFE = 60
PEOPLE = {
    "lead@northwind.example": ["agent", "lead"],
    "agent@northwind.example": ["agent"],
    "ops@northwind.example": ["ops"],
}
"""The demo's colleagues and their roles. The first is signed in unless another is asked for."""
_KEY_ID = "boot"


def issuer_here(named: str, gateway: str) -> str:
    """Who signs staff in: a real provider wherever it is, and for an example's name, at which none
    can stand (RFC 2606), the one here. `gateway` is the address of its WebSockets."""
    if (urlsplit(named).hostname or "").endswith(".example"):
        return f"{gateway.replace('ws://', 'http://')}{PATH}"
    return named


@dataclass(frozen=True)
class _Code:
    person: str
    client: str
    redirect: str
    challenge: str
    nonce: str
    expires: float


class Provider:
    """Its keys are made at boot, so that no token outlives the run. It trusts whoever asks, and so
    sends nobody away from this machine."""

    def __init__(self, base: str) -> None:
        self.issuer = f"{base}{PATH}"
        self._base = base
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self._codes: dict[str, _Code] = {}

    def token(self, person: str, client: str, nonce: str = "") -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": client,
            "sub": person.partition("@")[0],
            "email": person,
            "roles": PEOPLE[person],
            "iat": now,
            "exp": now + LIFE,
            **({"nonce": nonce} if nonce else {}),
        }
        return jwt.encode(claims, self._key, "RS256", headers={"kid": _KEY_ID})

    def routes(self) -> list[BaseRoute]:
        return [
            Route(f"{PATH}/.well-known/openid-configuration", self._discover),
            Route(f"{PATH}/keys", self._keys),
            Route(f"{PATH}/authorize", self._authorize),
            Route(f"{PATH}/token", self._redeem, methods=["POST"]),
        ]

    async def _discover(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, _: Request) -> Response:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key())
        return JSONResponse({"keys": [json.loads(public) | {"kid": _KEY_ID, "alg": "RS256"}]})

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        redirect = asked.get("redirect_uri", "")
        if not redirect.startswith(f"{self._base}/"):
            return JSONResponse({"error": "redirect_uri must be on this machine"}, 400)
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return JSONResponse({"error": "a code_challenge by S256 is required"}, 400)
        person = asked.get("login_hint") or next(iter(PEOPLE))
        if asked.get("prompt") == "select_account" and "login_hint" not in asked:
            return HTMLResponse(_choice(dict(asked)))
        if person not in PEOPLE:
            return JSONResponse({"error": f"nobody here is {person}"}, 400)
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(
            person,
            asked.get("client_id", ""),
            redirect,
            asked["code_challenge"],
            asked.get("nonce", ""),
            time.time() + CODE_LIFE,
        )
        answer = {"code": code, "state": asked.get("state", "")}
        return RedirectResponse(f"{redirect}?{urlencode(answer)}", 302)

    async def _redeem(self, request: Request) -> Response:
        form = await _form(request)
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.expires < time.time() or not _proves(form, code):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.token(code.person, code.client, code.nonce)
        return JSONResponse({"id_token": token, "token_type": "Bearer", "expires_in": LIFE})


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


def _proves(form: dict[str, str], code: _Code) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    same = form.get("client_id") == code.client and form.get("redirect_uri") == code.redirect
    return same and secrets.compare_digest(challenge, code.challenge)


def _choice(asked: dict[str, str]) -> str:
    """A page with a link for each colleague."""
    links = "".join(
        f'<li><a href="{PATH}/authorize?{html.escape(urlencode(asked | {"login_hint": who}))}">'
        f"{who}</a> ({', '.join(roles)})</li>"
        for who, roles in PEOPLE.items()
    )
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
        "<title>Sign in</title><style>:root{color-scheme:light dark}"
        "body{font:16px/1.8 system-ui;max-width:32rem;margin:10vh auto;padding:0 1rem}</style>"
        f"<h1>Who are you today?</h1><p>The demo's colleagues need no password.</p>"
        f"<ul>{links}</ul></html>"
    )
