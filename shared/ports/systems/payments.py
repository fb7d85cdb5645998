"""Money in and out, as the payment gateway keeps it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.domain.commerce import Method
from shared.domain.money import Money


class EntryKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True)
class Entry:
    """One movement of money for an order or a subscription, the `reference`."""

    id: str
    kind: EntryKind
    amount: Money
    method: str


class Payments(Protocol):
    def methods(self, customer_id: str) -> list[Method]:
        """How the customer can pay or be paid; the one that is taken by itself comes first."""

    def entries(self, reference: str) -> list[Entry]:
        """In the order in which they came to be."""

    def refund(self, key: str, reference: str, amount: Money, to: str) -> str:
        """Raises Refused for more than was paid and not yet refunded."""

    def charge(self, key: str, customer_id: str, reference: str, amount: Money, method: str) -> str:
        """Raises Refused where the method does not pay, or is not the customer's, or there is
        nothing to pay."""

    def void(self, key: str, reference: str) -> None:
        """Take back what was charged or refunded under the key. It is never done then, should it
        still be on its way. Raises Refused where the money cannot be called back any more."""
