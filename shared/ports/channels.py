"""Ways out to the customer, and ways onward inside the platform."""

from datetime import datetime
from typing import Any, Protocol

from shared.contracts import TurnCompleted, TurnRequested
from shared.domain.letter import Letter


class Pusher(Protocol):
    def push(self, connection_id: str, frame: str) -> None:
        """Send a frame to a live connection. Raises Gone if it no longer exists."""


class TextSender(Protocol):
    def send(self, to: str, text: str, reference: str) -> None:
        """Send an SMS. Raises TransientError if it was certainly not sent, InvalidInput if it
        never can be."""


class LetterSender(Protocol):
    def send(self, to: str, letter: Letter) -> str:
        """Send an e-mail; its id, as answers to it name it. Raises TransientError if it was
        certainly not sent, InvalidInput if it never can be."""


class MailStore(Protocol):
    def read(self, key: str) -> bytes:
        """An e-mail as it came in. Raises InvalidInput where it is not there, or too large."""


class MailThreads(Protocol):
    """The first mail of the thread that each of our own e-mails belongs to."""

    def note(self, sent: str, root: str, at: datetime) -> None: ...

    def root_of(self, sent: str) -> str | None: ...


class TurnQueue(Protocol):
    def request(self, turn: TurnRequested) -> None:
        """Queue a turn behind the conversation's earlier ones; a repeat within five minutes is
        dropped."""


class TurnRunner(Protocol):
    def run(self, turn: TurnRequested) -> None:
        """Run one turn to its end. Raises TransientError if it did not reach it."""


class DeadLetters(Protocol):
    def bury(self, body: str, reason: str) -> None:
        """Keep what can never be handled, with the reason, for a person to look at."""


class Bus(Protocol):
    def tell(self, kind: str, told: dict[str, Any]) -> None:
        """Put an event on the bus. Raises TransientError."""


class Deliveries(Protocol):
    """The web hooks that have been taken in, by their sender's id of the delivery."""

    def has(self, source: str, delivery: str) -> bool: ...

    def keep(self, source: str, delivery: str, until: datetime) -> None: ...


class Ledger(Protocol):
    def enter(self, turn: TurnCompleted) -> None:
        """Note a turn for the KPIs; entering it again changes nothing."""
