"""What the public HTTP API takes and gives."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.domain.conversation import MAX_TEXT
from shared.domain.reply import Citation, ReplySentence
from shared.ports.conversations import Line
from shared.runtime.http import Body


class OpenSession(Body):
    """`identityToken` comes from the company's own site for its signed-in customer, or from its
    OpenID provider; so does what `code` stands for (with `codeVerifier` and `redirectUri`).
    `previousToken` continues an earlier conversation for up to a day."""

    identity_token: str | None = Field(None, max_length=8_192)
    previous_token: str | None = Field(None, max_length=4_096)
    code: str | None = Field(None, max_length=2_048)
    code_verifier: str | None = Field(None, pattern=r"^[\w.~-]{43,128}$")
    redirect_uri: str | None = Field(None, max_length=2_048)


class SignInBegun(Body):
    """What a page sends its customer to the OpenID provider with: `nonce` and `clientId` at
    `authorizationEndpoint`, with the scope openid."""

    nonce: str
    client_id: str
    authorization_endpoint: str
    expires_at: datetime


class CompanyCard(Body):
    name: str
    assistant: str
    accent: str
    greeting: str


class CustomerCard(Body):
    name: str


class SessionOpened(Body):
    token: str
    conversation_id: str
    expires_at: datetime
    socket_url: str
    company: CompanyCard
    customer: CustomerCard | None


class TicketIssued(Body):
    ticket: str
    expires_at: datetime


class PostMessage(Body):
    client_message_id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]


class MessageAccepted(Body):
    message_id: str
    client_message_id: str
    sent_at: datetime


class Message(Body):
    id: str
    role: str
    text: str
    sent_at: datetime
    client_message_id: str | None = None
    in_reply_to: str | None = None
    citations: tuple[Citation, ...] = ()
    sentences: tuple[ReplySentence, ...] = ()


class Transcript(Body):
    messages: list[Message]
    cursor: str | None


def message_of(line: Line) -> Message:
    """A line of the transcript as the customer's page shows it."""
    ours = line.reply is not None
    return Message(
        id=line.id,
        role=line.role,
        text=line.text,
        sent_at=line.sent_at,
        client_message_id=None if ours else line.reference,
        in_reply_to=line.reference if ours else None,
        citations=line.reply.citations if line.reply else (),
        sentences=line.reply.sentences if line.reply else (),
    )
