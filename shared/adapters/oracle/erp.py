"""On-account credit memos in Oracle Fusion Cloud Receivables.

https://docs.oracle.com/en/cloud/saas/financials/25d/farfa/api-receivables-credit-memos.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.adapters.http.api import Api
from shared.adapters.journal import Before, Journal, mark_of
from shared.domain.errors import Refused
from shared.domain.money import Money
from shared.ports.systems.others import Credit, Posting

_MEMOS = "receivablesCreditMemos"
_LONGEST_TEXT = 240


@dataclass(frozen=True)
class Ledger:
    """Where credits are booked, by the names that these have in Oracle. The source must leave the
    numbers of its transactions to us."""

    business_unit: str
    source: str
    type: str


def connect(host: str, user: str, password: str, **more: Any) -> Api:
    """`user` holds the privileges AR_CREATE_RECEIVABLES_TRANSACTION_PRIV and
    AR_MANAGE_RECEIVABLES_TRANSACTIONS_PRIV."""
    base = f"https://{host}/fscmRestApi/resources/11.13.18.05"
    return Api(base, auth=(user, password), **more)


class OracleErp:
    """Customers go by their account numbers. `today` is the company's day, on which it books."""

    def __init__(
        self, api: Api, journal: Journal, ledger: Ledger, today: Callable[[], date]
    ) -> None:
        self._api = api
        self._journal = journal
        self._ledger = ledger
        self._today = today

    def postings(self, reference: str) -> list[Posting]:
        raise Refused("Oracle's receivables tell nothing of an order: ask the shop")

    def credits(self, customer_id: str, reference: str) -> list[Credit]:
        raise Refused("Oracle's receivables tell nothing of an order: ask finance")

    def credit(self, key: str, customer_id: str, reference: str, amount: Money, why: str) -> str:
        if amount.minor <= 0:
            raise Refused("a credit is more than nothing")

        def do(_: Before) -> str:
            if not self._is_made(key):
                self._api.post(_MEMOS, self._memo(key, customer_id, reference, amount, why))
            return _number(key)

        return self._journal.once(key, customer_id, do, lambda _: self._need_none(key))

    def undo(self, key: str, customer_id: str) -> None:
        """Raises Refused for a memo that was made: Oracle deletes none."""
        self._journal.take_back(key, customer_id, lambda _: self._need_none(key))

    def _need_none(self, key: str) -> None:
        if self._is_made(key):
            raise Refused(f"Oracle takes no credit memo back: finance reverses {_number(key)}")

    def _is_made(self, key: str) -> bool:
        params = {"q": f"TransactionNumber='{_number(key)}'", "onlyData": "true"}
        return bool(self._api.get(_MEMOS, params)["items"])

    def _memo(
        self, key: str, customer_id: str, reference: str, amount: Money, why: str
    ) -> dict[str, Any]:
        line = {
            "LineNumber": 1,
            "LineDescription": why[:_LONGEST_TEXT],
            "LineQuantityCredit": 1,
            "UnitSellingPrice": -amount.minor / 100,
        }
        return {
            "BusinessUnit": self._ledger.business_unit,
            "TransactionSource": self._ledger.source,
            "TransactionType": self._ledger.type,
            "TransactionNumber": _number(key),
            "TransactionDate": self._today().isoformat(),
            "CreditMemoCurrency": amount.currency,
            "BillToCustomerNumber": customer_id,
            "CreditMemoComments": f"{reference}: {why}",
            "receivablesCreditMemoLines": [line],
        }


def _number(key: str) -> str:
    """Of at most 20 characters. A source takes each number once."""
    return f"CL{mark_of(key)}"
