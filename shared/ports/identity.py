"""Whoever vouches for the company's signed-in customers."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Grant:
    """What a page has after it came back from the provider: its code, the verifier of the challenge
    that it sent (PKCE, RFC 7636), and where it came back to."""

    code: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True)
class Vouched:
    """`nonce` is the one that the sign-in began with; `customer_id` is None where the provider
    tells an e-mail address instead, which it has verified."""

    nonce: str
    customer_id: str | None
    email: str | None


class IdentityProvider(Protocol):
    """Raises NotAuthorized for what it does not vouch for, TransientError where nobody answers."""

    @property
    def client_id(self) -> str: ...

    def authorization_endpoint(self) -> str:
        """Where a page sends a customer to sign in."""

    def token_of(self, grant: Grant) -> str:
        """The identity token that the code stands for."""

    def verify(self, token: str) -> Vouched:
        """Whom an identity token speaks of, if it is the provider's, whole, meant for us and not
        over."""
