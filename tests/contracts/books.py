"""The books of SAP and Oracle, which keep the memos that are written to them.

Shapes as documented: API_CREDIT_MEMO_REQUEST_SRV and API_SALES_ORDER_SRV in OData 2.0, as JSON;
Oracle's receivablesCreditMemos of 11.13.18.05.
"""

import copy
import json
import re
from datetime import date
from typing import Any

import httpx

from shared.adapters.demo.records import MemoryRecords
from shared.adapters.journal import Journal
from shared.adapters.oracle import erp as oracle
from shared.adapters.sap import erp as sap
from tests.contracts.crms import SECRET, payload

Row = dict[str, Any]
_FILTER = re.compile(r"(\w+) eq '((?:[^']|'')*)'")
_QUERY = re.compile(r"TransactionNumber='(\w+)'")
CSRF = "Pf3sWVTbFM1s"


class Books:
    """`loses` answers to changes are lost on their way back."""

    def __init__(self) -> None:
        self.memos: list[Row] = []
        self.loses = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"].startswith("Basic ")
        answer = self.serve(request)
        if request.method != "GET" and answer.is_success and self.loses:
            self.loses -= 1
            raise httpx.ReadTimeout("lost")
        return answer

    def serve(self, request: httpx.Request) -> httpx.Response:
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        return {"transport": httpx.MockTransport(self.answer), "sleep": lambda _: None}


class FakeSap(Books):
    def __init__(self) -> None:
        super().__init__()
        self.shapes = payload("sap")

    def erp(self) -> sap.SapErp:
        area = sap.SalesArea("GH34", "01", "00", "CREDIT")
        api = sap.connect("s4.example", "careline", SECRET, **self.options())
        return sap.SapErp(api, Journal(MemoryRecords(), "sap"), area)

    def serve(self, request: httpx.Request) -> httpx.Response:
        place = request.url.path.removeprefix("/sap/opu/odata/sap/")
        service, _, entity = place.partition("/")
        if not entity:
            assert request.headers["x-csrf-token"] == "Fetch"
            return httpx.Response(200, json={"d": {}}, headers={"x-csrf-token": CSRF})
        if request.method == "GET":
            rows = [self.shapes["order"]] if service == "API_SALES_ORDER_SRV" else self.memos
            return httpx.Response(200, json={"d": {"results": self._filtered(rows, request)}})
        if request.headers.get("x-csrf-token") != CSRF:
            return httpx.Response(403, headers={"x-csrf-token": "Required"})
        if request.method == "DELETE":
            return self._delete(request, entity)
        wanted = json.loads(request.content)
        memo = {**copy.deepcopy(self.shapes["memo"]), **wanted}
        memo["CreditMemoRequest"] = f"6000000{len(self.memos)}"
        (item,) = memo["to_Item"]
        memo["TotalNetAmount"] = item["to_PricingElement"][0]["ConditionRateValue"]
        self.memos.append(memo)
        return httpx.Response(201, json={"d": memo})

    def _filtered(self, rows: list[Row], request: httpx.Request) -> list[Row]:
        found = _FILTER.fullmatch(request.url.params["$filter"])
        assert found, request.url
        return [row for row in rows if row.get(found[1]) == found[2].replace("''", "'")]

    def _delete(self, request: httpx.Request, entity: str) -> httpx.Response:
        (memo,) = (row for row in self.memos if f"'{row['CreditMemoRequest']}'" in entity)
        if request.headers["if-match"] != memo["__metadata"]["etag"]:
            return httpx.Response(412)
        self.memos.remove(memo)
        return httpx.Response(204)


class FakeOracle(Books):
    def __init__(self) -> None:
        super().__init__()
        self.shapes = payload("oracle")

    def erp(self) -> oracle.OracleErp:
        ledger = oracle.Ledger("Vision Operations", "Manual", "Credit Memo")
        api = oracle.connect("fa.example", "careline", SECRET, **self.options())
        journal = Journal(MemoryRecords(), "oracle")
        return oracle.OracleErp(api, journal, ledger, lambda: date(2026, 5, 6))

    def serve(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path.endswith("/11.13.18.05/receivablesCreditMemos")
        if request.method == "GET":
            asked = _QUERY.fullmatch(request.url.params["q"])
            assert asked, request.url
            items = [memo for memo in self.memos if memo["TransactionNumber"] == asked[1]]
            return httpx.Response(200, json={**self.shapes["page"], "items": items})
        memo = {**self.shapes["memo"], **json.loads(request.content)}
        self.memos.append(memo)
        return httpx.Response(201, json=memo)
