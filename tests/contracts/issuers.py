"""An OpenID provider on this machine, with the endpoints and shapes of OpenID Connect Core 1.0."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT = "careline"
VERIFIER = "v" * 43
REDIRECT = "https://shop.example/back"


class Issuer:
    """`codes` are what its authorization endpoint would have given, each for a token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: dict[str, RSAPrivateKey] = {}
        self.codes: dict[str, str] = {}
        self.calls_itself = url
        self.is_down = False
        self.asked: list[str] = []
        self.rotate("key-1")

    def rotate(self, kid: str) -> None:
        self.keys = {kid: generate_private_key(public_exponent=65_537, key_size=2_048)}

    def token(self, **claims: Any) -> str:
        """One that is right in all but the claims that are given."""
        now = datetime.now(UTC)
        told = {
            "iss": self.url,
            "sub": "cus_maya",
            "aud": CLIENT,
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "nonce": "nonce-1",
            **claims,
        }
        told = {name: value for name, value in told.items() if value is not None}
        (kid,) = self.keys
        return jwt.encode(told, self.keys[kid], "RS256", headers={"kid": kid})

    def answer(self, path: str) -> dict[str, Any] | None:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.calls_itself,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code", "id_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        if path == "/jwks":
            return {
                "keys": [
                    {
                        **json.loads(RSAAlgorithm.to_jwk(key.public_key())),
                        "kid": kid,
                        "use": "sig",
                        "alg": "RS256",
                    }
                    for kid, key in self.keys.items()
                ]
            }
        return None

    def redeem(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        """The token endpoint, with PKCE as every public client uses it (RFC 7636)."""
        token = self.codes.pop(form["code"][0], None)
        is_right = form["code_verifier"] == [VERIFIER] and form["redirect_uri"] == [REDIRECT]
        if token is None or not is_right or form["grant_type"] != ["authorization_code"]:
            return None
        return {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def issuer() -> Iterator[Issuer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, made.answer(self.path))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told = made.redeem(parse_qs(self.rfile.read(length).decode()))
            self._answer(200 if told else 400, told or {"error": "invalid_grant"})

        def _answer(self, status: int, body: dict[str, Any] | None) -> None:
            content = json.dumps(body).encode()
            self.send_response(503 if made.is_down else status if body else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Issuer(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
