"""Orders, as the order management system keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.domain.commerce import Address, Method, SalesOrder, Swap, Variant
from shared.domain.offers import Worth


@dataclass(frozen=True)
class Discount:
    """Off one order of one customer, who names the `code`; `until` is its last day."""

    code: str
    worth: Worth
    since: date
    until: date


class Commerce(Protocol):
    def order(self, number: str) -> SalesOrder:
        """Raises NotFound."""

    def of_customer(self, customer_id: str) -> list[SalesOrder]: ...

    def variants(self, product: str) -> list[Variant]: ...

    def cancel(self, key: str, number: str, reason: str) -> str:
        """Raises Conflict for an order that is packed or past it."""

    def send_to(self, key: str, number: str, address: Address) -> str: ...

    def take_back(
        self, key: str, number: str, skus: Sequence[str], refund_to: Method, paid_with: str
    ) -> str:
        """Open a return, and answer with its number."""

    def exchange(self, key: str, number: str, swaps: Sequence[Swap], method: Method) -> str: ...

    def change_lines(self, key: str, number: str, swaps: Sequence[Swap], method: Method) -> str: ...

    def send_again(self, key: str, number: str) -> str:
        """Another parcel for an order that was lost, and its number."""

    def discount(self, customer_id: str, discount: Discount) -> None:
        """Let the customer have it; its code is its key. Raises Refused where the shop cannot keep
        to all of it."""

    def is_used(self, code: str) -> bool:
        """Whether an order was placed with the code of a discount, as far as the shop knows by now.
        One that the shop does not have cannot be used any more."""

    def undo(self, key: str, number: str) -> None:
        """Take back what was done under the key to this order. It is done never more then."""
