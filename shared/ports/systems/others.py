"""What else an errand asks: the books, the developers' gateway, and the mail."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.domain.money import Money


@dataclass(frozen=True)
class Posting:
    """A line of the company's books about an order: what the warehouse or finance did."""

    id: str
    place: str
    """`warehouse` or `finance`."""
    on: date
    text: str


@dataclass(frozen=True)
class Credit:
    """A credit memo, or the request for one, that holds."""

    id: str
    amount: Money


class Erp(Protocol):
    def postings(self, reference: str) -> list[Posting]: ...

    def credits(self, customer_id: str, reference: str) -> list[Credit]:
        """What the customer was given for the order, by whomever, and has not been taken back."""

    def credit(self, key: str, customer_id: str, reference: str, amount: Money, why: str) -> str:
        """A credit memo to the customer's account."""

    def undo(self, key: str, customer_id: str) -> None:
        """Cancel the memo that was made under the key. It is never made then."""


@dataclass(frozen=True)
class ApiKey:
    id: str
    is_active: bool
    ends_on: date | None
    requests_a_minute: int


@dataclass(frozen=True)
class ApiError:
    """`status` is HTTP's; `count` how often it happened in the last hour."""

    status: int
    reason: str
    count: int


class Developers(Protocol):
    """The gateway of the API that the company gives its business customers."""

    def keys(self, customer_id: str) -> list[ApiKey]: ...

    def errors(self, key_id: str) -> list[ApiError]:
        """The most frequent first."""

    def rotate(self, key: str, key_id: str) -> str:
        """A new key beside the old one, which ends in a week. The key itself is shown to its owner
        in the portal and never passes through here."""

    def undo(self, key: str, key_id: str) -> None: ...


class Mail(Protocol):
    def send(self, key: str, to: str, subject: str, text: str) -> str:
        """Raises TransientError where it was certainly not taken."""
