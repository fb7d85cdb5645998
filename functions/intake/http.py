"""The public HTTP API: sessions, tickets, messages in, transcript out."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from functions.intake.api import (
    CompanyCard,
    CustomerCard,
    MessageAccepted,
    OpenSession,
    PostMessage,
    SessionOpened,
    SignInBegun,
    TicketIssued,
    Transcript,
    message_of,
)
from functions.intake.service import Arrival, take_in
from functions.intake.signing_in import Reception
from shared.domain.conversation import Channel, ConversationId, Participant
from shared.domain.errors import NotAuthorized, UnknownConversation
from shared.runtime import settings, wiring
from shared.runtime.http import new_app, serve
from shared.runtime.identity import Session, read_session, sign_session
from shared.runtime.telemetry import logger

TICKET_LIFE = timedelta(seconds=30)
MAX_BODY = 32_768
"""Largest request body in characters: the longest message in any script, and room for its frame."""
PAGE = 100

app = new_app("Careline")
_bearer = HTTPBearer(auto_error=False, description="The session token of POST /v1/sessions")


async def caller(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Session:
    if credentials is None:
        raise NotAuthorized("send the session token: Authorization: Bearer <token>")
    return read_session(credentials.credentials, wiring.session_secret())


async def owner(conversation_id: str, session: Annotated[Session, Depends(caller)]) -> Session:
    """The caller, if the conversation is theirs; another's looks like none at all."""
    if session.conversation_id != conversation_id:
        raise UnknownConversation("there is no such conversation")
    return session


@app.post("/v1/sessions", status_code=201)
async def open_session(ask: OpenSession) -> SessionOpened:
    """Open or continue a conversation."""
    fresh = ConversationId("cnv_" + wiring.new_secret())
    session = _reception().open(ask, fresh, wiring.now())
    token, expires = sign_session(session, wiring.session_secret(), wiring.now())
    company = wiring.company()
    customer = wiring.customers().by_id(session.customer_id) if session.customer_id else None
    return SessionOpened(
        token=token,
        conversation_id=session.conversation_id,
        expires_at=expires,
        socket_url=settings.read().need("socket_url"),
        company=CompanyCard(
            name=company.name,
            assistant=company.assistant,
            accent=company.accent,
            greeting=company.greeting,
        ),
        customer=CustomerCard(name=customer.name) if customer else None,
    )


@app.post("/v1/sign-ins", status_code=201)
async def begin_sign_in() -> SignInBegun:
    """What a page needs to have its customer sign in with the company's OpenID provider."""
    provider = wiring.identity_provider()
    if provider is None:
        raise HTTPException(404, "this company has no OpenID provider")
    nonce = wiring.new_secret()
    return SignInBegun(
        nonce=nonce,
        client_id=provider.client_id,
        authorization_endpoint=provider.authorization_endpoint(),
        expires_at=_reception().begin(nonce, wiring.now()),
    )


def _reception() -> Reception:
    return Reception(
        provider=wiring.identity_provider(),
        connections=wiring.connections(),
        customers=wiring.customers(),
        session_secret=wiring.session_secret(),
        site_secret=wiring.identity_secret(),
    )


@app.post("/v1/tickets", status_code=201)
async def issue_ticket(session: Annotated[Session, Depends(caller)]) -> TicketIssued:
    """A single-use ticket that opens the WebSocket within 30 seconds."""
    ticket, expires = wiring.new_secret(), wiring.now() + TICKET_LIFE
    wiring.connections().issue_ticket(ticket, session.conversation_id, expires)
    return TicketIssued(ticket=ticket, expires_at=expires)


@app.post("/v1/conversations/{conversation_id}/messages", status_code=202)
async def post_message(
    message: PostMessage, session: Annotated[Session, Depends(owner)]
) -> MessageAccepted:
    """Say something; the reply comes over the WebSocket."""
    arrival = Arrival(
        conversation_id=session.conversation_id,
        client_message_id=message.client_message_id,
        text=message.text,
        participant=Participant(Channel.WEB, session.identity, session.customer_id),
    )
    accepted = take_in(arrival, wiring.conversations(), wiring.turn_queue(), wiring.now)
    return MessageAccepted(
        message_id=accepted.message_id,
        client_message_id=message.client_message_id,
        sent_at=accepted.sent_at,
    )


@app.get("/v1/conversations/{conversation_id}/messages")
async def read_messages(
    session: Annotated[Session, Depends(owner)],
    after: Annotated[str | None, Query(max_length=128)] = None,
) -> Transcript:
    """What has been said, after a cursor of an earlier answer."""
    lines = wiring.conversations().transcript(session.conversation_id, after, PAGE)
    return Transcript(
        messages=[message_of(line) for line in lines],
        cursor=lines[-1].cursor if lines else after,
    )


_serve = serve(app, MAX_BODY)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _serve(event, context)
