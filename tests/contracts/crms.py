"""CRMs that keep what is written to them, and answer as the real ones do.

Shapes as documented: Salesforce's REST API v59 (records, queries, errors); HubSpot's object API v3
and associations API v4.
"""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import requests
from requests.adapters import BaseAdapter
from simple_salesforce.api import Salesforce

from shared.adapters.http.api import Api
from shared.adapters.hubspot.crm import connect
from shared.adapters.salesforce.org import Session

Answer = tuple[int, Any]
PAYLOADS = Path(__file__).parent / "payloads"
SECRET = "s3cr3t-token"
_ASKED = re.compile(r"FROM (\w+)(?: WHERE (\w+) = '([^']*)')?")


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


class FakeSalesforce(BaseAdapter):
    """`fails` is the next answer, whatever is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes = payload("salesforce")
        self.records: dict[str, dict[str, dict[str, Any]]] = {"Case": {}, "Task": {}}
        for kind in ("Contact", "Subscription__c"):
            self.records[kind] = {self.shapes[kind]["Id"]: copy.deepcopy(self.shapes[kind])}
        self.fails: Answer | type[requests.RequestException] | None = None

    def org(self) -> Salesforce:
        session = Session()
        session.mount("https://", self)
        return Salesforce(instance="acme.my.salesforce.com", session_id=SECRET, session=session)

    def send(
        self, request: requests.PreparedRequest, *args: object, **more: object
    ) -> requests.Response:
        assert request.headers["Authorization"] == f"Bearer {SECRET}"
        assert more["timeout"], "a call without an end"
        fails, self.fails = self.fails, None
        if isinstance(fails, type):
            raise fails(SECRET)
        status, body = fails or self._answer(request)
        answer = requests.Response()
        answer.status_code = status
        answer.url = str(request.url)
        answer._content = json.dumps(body).encode() if body is not None else b""
        return answer

    def close(self) -> None:
        return

    def _answer(self, request: requests.PreparedRequest) -> Answer:
        place = urlsplit(str(request.url))
        rest = place.path.removeprefix("/services/data/v59.0/").strip("/").split("/")
        if rest[0] == "query":
            return 200, self._query(parse_qs(place.query)["q"][0])
        kind = rest[1]
        if request.method == "POST":
            return 201, self._create(kind, json.loads(str(request.body)))
        found = self.records[kind].get(rest[2])
        if found is None:
            return 404, self.shapes["not_found"]
        if request.method == "GET":
            return 200, found
        found.update(json.loads(str(request.body)))
        return 204, None

    def _query(self, soql: str) -> dict[str, Any]:
        asked = _ASKED.search(soql)
        assert asked, soql
        kind, field, value = asked.groups()
        rows = list(self.records.get(kind, {}).values())
        if kind == "PricebookEntry":
            rows = [self.shapes[kind]]
        if field:
            rows = [row for row in rows if row.get(field) == value]
        return {"totalSize": len(rows), "done": True, "records": rows}

    def _create(self, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        made = {**self.shapes["created"], "id": f"{kind}-{len(self.records[kind])}"}
        self.records[kind][made["id"]] = {"Id": made["id"], **fields}
        return made


class FakeHubspot:
    def __init__(self) -> None:
        self.shapes = payload("hubspot")
        self.contact = copy.deepcopy(self.shapes["contact"])
        self.records: dict[str, dict[str, dict[str, str]]] = {"tickets": {}, "tasks": {}}
        self.associated: set[tuple[str, str]] = set()
        self.lost = 0
        """Answers that are lost on their way back."""

    def api(self) -> Api:
        return connect(SECRET, transport=httpx.MockTransport(self.answer), sleep=lambda _: None)

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        status, body = self._answer(request)
        if request.method != "GET" and self.lost:
            self.lost -= 1
            raise httpx.ReadTimeout("lost")
        return httpx.Response(status, json=body)

    def _answer(self, request: httpx.Request) -> Answer:
        parts = request.url.path.strip("/").split("/")
        if parts[:2] == ["crm", "v4"]:
            if parts[-1] != self.contact["id"]:
                return 404, self.shapes["not_found"]
            self.associated.add((parts[4], parts[-1]))
            return 200, self.shapes["associated"]
        if parts[-2:] == ["batch", "upsert"]:
            (wanted,) = json.loads(request.content)["inputs"]
            return 200, self._upsert(self.records[parts[3]], wanted)
        if parts[-1] != self.contact["id"]:
            return 404, self.shapes["not_found"]
        if request.method == "PATCH":
            self.contact["properties"].update(json.loads(request.content)["properties"])
        return 200, self.contact

    def _upsert(
        self, records: dict[str, dict[str, str]], wanted: Mapping[str, Any]
    ) -> dict[str, Any]:
        assert wanted["properties"][wanted["idProperty"]] == wanted["id"]
        is_new = wanted["id"] not in records
        records.setdefault(wanted["id"], {}).update(wanted["properties"])
        answer: dict[str, Any] = copy.deepcopy(self.shapes["upserted"])
        answer["results"][0] |= {
            "id": str(512 + list(records).index(wanted["id"])),
            "properties": wanted["properties"],
            "new": is_new,
        }
        return answer
