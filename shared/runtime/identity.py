"""Proof of who a web customer is.

Our session tokens and the identity tokens of the company's site are HS256 JWTs (RFC 7519). The site
signs {"sub": customer id, "aud": "careline"} with the identity secret that only it and this
platform hold; we sign the session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from shared.domain.conversation import ConversationId, Identity
from shared.domain.errors import NotAuthorized

LIFE = timedelta(minutes=15)
RENEWABLE = timedelta(hours=24)
_SESSION = "careline-session"
_SITE = "careline"


@dataclass(frozen=True)
class Session:
    conversation_id: ConversationId
    identity: Identity
    customer_id: str | None


def sign_session(session: Session, secret: str, now: datetime) -> tuple[str, datetime]:
    """A token for the session and when it expires."""
    expires = now + LIFE
    claims = {
        "aud": _SESSION,
        "sub": session.conversation_id,
        "customer": session.customer_id,
        "level": session.identity.value,
        "iat": now,
        "exp": expires,
    }
    return jwt.encode(claims, secret, "HS256"), expires


def read_session(token: str, secret: str, *, renewing: bool = False) -> Session:
    """The session that the token proves; an expired one only when `renewing` it in time.

    Raises NotAuthorized.
    """
    leeway = RENEWABLE if renewing else timedelta()
    try:
        claims = jwt.decode(token, secret, ["HS256"], audience=_SESSION, leeway=leeway)
        return Session(
            ConversationId(claims["sub"]), Identity(claims["level"]), claims.get("customer")
        )
    except (jwt.InvalidTokenError, KeyError, ValueError) as error:
        raise NotAuthorized("the session token is wrong or has expired: open a session") from error


def read_customer(token: str, secret: str) -> str:
    """The customer id that the company's site vouches for. Raises NotAuthorized."""
    try:
        options = {"require": ["sub", "exp"]}
        claims = jwt.decode(token, secret, ["HS256"], audience=_SITE, options=options)  # type: ignore[arg-type]
    except jwt.InvalidTokenError as error:
        raise NotAuthorized("the identity token is wrong or has expired") from error
    return str(claims["sub"])
