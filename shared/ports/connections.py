"""Live connections of web customers, and the tickets that open them."""

from datetime import datetime
from typing import Protocol


class Connections(Protocol):
    def issue_ticket(self, ticket: str, conversation_id: str, expires_at: datetime) -> None: ...

    def redeem_ticket(self, ticket: str, now: datetime) -> str | None:
        """The conversation that the ticket opens, once; None if spent, expired or unknown."""

    def open(self, conversation_id: str, connection_id: str, expires_at: datetime) -> None: ...

    def close(self, conversation_id: str, connection_id: str) -> None: ...

    def of(self, conversation_id: str) -> list[str]:
        """Ids of the conversation's open connections; some may be gone already."""
