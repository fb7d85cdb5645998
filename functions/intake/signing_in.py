"""Opens sessions: for anybody, for a signed-in customer, and for who signs in while they talk."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.intake.api import OpenSession
from shared.domain.conversation import ConversationId, Identity
from shared.domain.errors import InvalidInput, NotAuthorized
from shared.ports.connections import Connections
from shared.ports.identity import Grant, IdentityProvider
from shared.ports.knowledge import Customers
from shared.runtime.identity import Session, read_customer, read_session

SIGN_IN_LIFE = timedelta(minutes=10)
"""From the nonce to the token that holds it: as long as a customer may take to sign in."""
_SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Reception:
    """`provider` is None where the company's site signs identity tokens itself."""

    provider: IdentityProvider | None
    connections: Connections
    customers: Customers
    session_secret: str
    site_secret: str

    def begin(self, nonce: str, now: datetime) -> datetime:
        """Remember that a sign-in has begun with the nonce, and answer until when it may end."""
        expires = now + SIGN_IN_LIFE
        self.connections.issue_ticket(nonce, _SIGN_IN, expires)
        return expires

    def open(self, ask: OpenSession, fresh: ConversationId, now: datetime) -> Session:
        """Raises NotAuthorized and InvalidInput."""
        session = Session(fresh, Identity.ANONYMOUS, None)
        if ask.previous_token:
            session = read_session(ask.previous_token, self.session_secret, renewing=True)
        customer = self._customer(ask, now)
        if customer is None:
            return session
        if session.customer_id not in (None, customer):  # another person at the same page
            session = replace(session, conversation_id=fresh)
        return replace(session, identity=Identity.SIGNED_IN, customer_id=customer)

    def _customer(self, ask: OpenSession, now: datetime) -> str | None:
        if ask.code:
            return self._vouched(self._provider().token_of(_grant(ask)), now)
        if ask.identity_token is None:
            return None
        if self.provider is None:
            return read_customer(ask.identity_token, self.site_secret)
        return self._vouched(ask.identity_token, now)

    def _vouched(self, token: str, now: datetime) -> str:
        """A token counts once, and only for the sign-in that it was made for."""
        vouched = self._provider().verify(token)
        if self.connections.redeem_ticket(vouched.nonce, now) != _SIGN_IN:
            raise NotAuthorized("the sign-in is over or was used: begin it again")
        if vouched.customer_id:
            return vouched.customer_id
        found = self.customers.by_email(vouched.email or "")
        if found is None:
            raise NotAuthorized("we have no customer with that e-mail address")
        return found.id

    def _provider(self) -> IdentityProvider:
        if self.provider is None:
            raise InvalidInput("this company has no identity provider: send an identityToken")
        return self.provider


def _grant(ask: OpenSession) -> Grant:
    if not ask.code or not ask.code_verifier or not ask.redirect_uri:
        raise InvalidInput("send code, codeVerifier and redirectUri together")
    return Grant(ask.code, ask.code_verifier, ask.redirect_uri)
