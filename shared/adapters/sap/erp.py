"""Sales orders and credit memo requests in SAP S/4HANA, by its OData services of version 2.

https://api.sap.com/api/API_CREDIT_MEMO_REQUEST_SRV/overview
https://api.sap.com/api/API_SALES_ORDER_SRV/overview
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from shared.adapters.http.api import Api, body_of
from shared.adapters.journal import Before, Journal, mark_of
from shared.domain.errors import Refused
from shared.domain.money import Money
from shared.ports.systems.others import Credit, Posting

_MEMOS = "API_CREDIT_MEMO_REQUEST_SRV/A_CreditMemoRequest"
_ORDERS = "API_SALES_ORDER_SRV/A_SalesOrder"
_KEY = "AssignmentReference"
"""The memo's field, of 18 characters, that holds the mark of the key it was made under."""
_LONGEST_TEXT = 40
_DELIVERED = {"A": "not delivered", "B": "partly delivered", "C": "delivered"}
_REJECTED = "C"
_BILLED = {"B", "C"}
"""In part, and in full."""

Row = dict[str, Any]


@dataclass(frozen=True)
class SalesArea:
    """Where credits are booked. `material` is the service material that stands for a credit, and
    `condition` the condition type of its price."""

    organization: str
    channel: str
    division: str
    material: str
    document: str = "CR"
    condition: str = "PR00"


def connect(host: str, user: str, password: str, **more: Any) -> Api:
    """`user` is that of a communication arrangement for the scenarios SAP_COM_0158 and 0109."""
    base = f"https://{host}/sap/opu/odata/sap"
    return Api(base, auth=(user, password), **more)


class SapErp:
    """Customers go by their numbers as sold-to parties. A posting's `reference` is the order's
    customer reference, which the shop fills in."""

    def __init__(self, api: Api, journal: Journal, area: SalesArea) -> None:
        self._api = api
        self._journal = journal
        self._area = area

    def postings(self, reference: str) -> list[Posting]:
        orders = self._rows(_ORDERS, "PurchaseOrderByCustomer", reference)
        memos = self._rows(_MEMOS, "PurchaseOrderByCustomer", reference)
        found = [*_deliveries(orders), *(_memo(row) for row in memos)]
        return sorted(found, key=lambda posting: posting.on)

    def credits(self, customer_id: str, reference: str) -> list[Credit]:
        return [
            Credit(str(row["CreditMemoRequest"]), _net(row))
            for row in self._rows(_MEMOS, "PurchaseOrderByCustomer", reference)
            if row["SoldToParty"] == customer_id
            and row["OverallSDDocumentRejectionSts"] != _REJECTED
        ]

    def credit(self, key: str, customer_id: str, reference: str, amount: Money, why: str) -> str:
        if amount.minor <= 0:
            raise Refused("a credit is more than nothing")

        def do(_: Before) -> str:
            for row in self._rows(_MEMOS, _KEY, mark_of(key)):
                return str(row["CreditMemoRequest"])
            memo = self._request(key, customer_id, reference, amount, why)
            answer = self._write("POST", _MEMOS, json=memo)
            return str(answer["d"]["CreditMemoRequest"])

        return self._journal.once(key, customer_id, do, lambda _: self._delete(key))

    def undo(self, key: str, customer_id: str) -> None:
        """Raises Refused for a request from which a credit memo was made."""
        self._journal.take_back(key, customer_id, lambda _: self._delete(key))

    def _delete(self, key: str) -> None:
        for row in self._rows(_MEMOS, _KEY, mark_of(key)):
            if row["OverallOrdReltdBillgStatus"] in _BILLED:
                raise Refused("the credit memo was made already: it is reversed by finance")
            path = f"{_MEMOS}('{row['CreditMemoRequest']}')"
            self._write("DELETE", path, match=row["__metadata"]["etag"])

    def _request(
        self, key: str, customer_id: str, reference: str, amount: Money, why: str
    ) -> dict[str, Any]:
        price = {
            "ConditionType": self._area.condition,
            "ConditionRateValue": f"{amount.minor // 100}.{amount.minor % 100:02}",
            "ConditionCurrency": amount.currency,
        }
        item = {
            "Material": self._area.material,
            "RequestedQuantity": "1",
            "CreditMemoRequestItemText": why[:_LONGEST_TEXT],
            "to_PricingElement": [price],
        }
        return {
            "CreditMemoRequestType": self._area.document,
            "SalesOrganization": self._area.organization,
            "DistributionChannel": self._area.channel,
            "OrganizationDivision": self._area.division,
            "SoldToParty": customer_id,
            "PurchaseOrderByCustomer": reference,
            "TransactionCurrency": amount.currency,
            _KEY: mark_of(key),
            "to_Item": [item],
        }

    def _rows(self, service: str, field: str, value: str) -> list[Row]:
        quoted = value.replace("'", "''")
        params = {"$filter": f"{field} eq '{quoted}'", "$format": "json"}
        return list(self._api.get(service, params)["d"]["results"])

    def _write(self, method: str, path: str, json: Any = None, match: str | None = None) -> Any:
        """SAP wants a token of its own before each change, against forged requests."""
        service = path.partition("/")[0]
        token = self._api.ask("GET", f"{service}/", headers={"X-CSRF-Token": "Fetch"})
        headers = {"X-CSRF-Token": token.headers.get("x-csrf-token", "")}
        if match:
            headers["If-Match"] = match
        return body_of(self._api.ask(method, path, json=json, headers=headers, repeatable=False))


def _deliveries(orders: list[Row]) -> Iterator[Posting]:
    for row in orders:
        if status := _DELIVERED.get(row["OverallDeliveryStatus"]):
            on = _day(row["LastChangeDate"] or row["CreationDate"])
            yield Posting(row["SalesOrder"], "warehouse", on, status)


def _memo(row: Row) -> Posting:
    text = f"credit of {row['TotalNetAmount']} {row['TransactionCurrency']} requested"
    return Posting(row["CreditMemoRequest"], "finance", _day(row["CreationDate"]), text)


def _net(row: Row) -> Money:
    return Money(round(Decimal(row["TotalNetAmount"]) * 100), row["TransactionCurrency"])


def _day(text: str) -> date:
    """`/Date(1546992000000)/`, milliseconds since 1970:
    https://www.odata.org/documentation/odata-version-2-0/json-format/"""
    millis = int(text.removeprefix("/Date(").removesuffix(")/"))
    return datetime.fromtimestamp(millis / 1000, UTC).date()
