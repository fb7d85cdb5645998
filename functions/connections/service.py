"""Live connections: who may open one, and which conversation it belongs to."""

from datetime import datetime, timedelta

from shared.domain.company import Company
from shared.domain.errors import NotAuthorized
from shared.ports.connections import Connections

LIFE = timedelta(hours=2)
"""API Gateway closes a WebSocket after two hours; a missed disconnect is forgotten then."""


def admit(
    ticket: str | None,
    origin: str | None,
    company: Company,
    connections: Connections,
    now: datetime,
) -> str:
    """The conversation that a ticket opens, for a page of an allowed origin.

    CORS does not protect WebSockets, so the origin is checked here. Clients that are no browser
    send none. Raises NotAuthorized.
    """
    if origin is not None and not company.allows(origin):
        raise NotAuthorized("the page's origin is not on the company's list")
    conversation = connections.redeem_ticket(ticket, now) if ticket else None
    if conversation is None:
        raise NotAuthorized("the ticket is unknown, spent or expired")
    return conversation
