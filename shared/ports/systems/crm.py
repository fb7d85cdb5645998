"""Customers, their subscriptions and what was agreed with them."""

from datetime import date
from typing import Protocol

from shared.domain.commerce import Address
from shared.domain.money import Money
from shared.domain.subscriptions import Plan, Subscription


class Crm(Protocol):
    def subscriptions(self, customer_id: str) -> list[Subscription]:
        """All that the customer ever had, the newest last."""

    def plans(self) -> list[Plan]:
        """Those on sale, the cheapest first."""

    def plan(self, sku: str) -> Plan:
        """Any plan or licence, on sale or not. Raises NotFound."""

    def address(self, customer_id: str) -> Address: ...

    def move(self, key: str, customer_id: str, address: Address) -> str:
        """The customer's own address; each write answers with the number of its record."""

    def end(self, key: str, subscription_id: str, on: date) -> str:
        """`on` is its last day. Raises Conflict for one that was ended under another key."""

    def pause(self, key: str, subscription_id: str, since: date, until: date) -> str: ...

    def change_plan(self, key: str, subscription_id: str, sku: str, price: Money) -> str: ...

    def renew(self, key: str, subscription_id: str, until: date) -> str:
        """For another period, which ends on that day."""

    def undo(self, key: str, record: str) -> None:
        """Take back what was done under the key to this subscription or customer. It is done never
        more then, should it still be on its way."""

    def note(self, key: str, customer_id: str, subject: str, text: str) -> str:
        """A case, for whoever reads the customer's story. Notes are kept, not undone."""

    def schedule(self, key: str, customer_id: str, what: str, on: date) -> str:
        """An appointment or task of the company with the customer."""
