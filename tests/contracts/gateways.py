"""Stripe as its double `localstripe` plays it, with what that double leaves out.

Added here as documented: Idempotency-Key (https://docs.stripe.com/api/idempotent_requests), search
(https://docs.stripe.com/search), `amount_received`, and a refund's upper limit.
"""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import stripe

SECRET = "sk_test_0123456789"
Answer = tuple[bytes, int, Any]
_CLAUSE = re.compile(r"metadata\['(\w+)'\]:'([^']*)'|(status):'(\w+)'")


@contextmanager
def stripe_server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("localstripe did not start")


class Gateway(stripe.RequestsClient):
    """Carries the client's requests. `loses` answers are lost on their way back, `blind` is search
    before it has caught up, `slow` are refunds that wait for the customer's bank details, and
    `days` say when something came to be."""

    name = "gateway"

    def __init__(self, address: str) -> None:
        super().__init__(timeout=10)
        self.address = address
        self.loses = 0
        self.down = False
        self.blind = False
        self.slow = False
        self.days: dict[str, int] = {}
        self.posts: list[str] = []
        self._answers: dict[str, tuple[tuple[str, str], Answer]] = {}
        self._statuses: dict[str, str] = {}

    def forget_keys(self) -> None:
        """A day has passed."""
        self._answers.clear()

    def client(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            SECRET, http_client=self, base_addresses={"api": self.address}, max_network_retries=0
        )

    def request(  # type: ignore[override]  # as RequestsClient has it itself
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> Answer:
        if self.down:
            raise _unreachable()
        key = (headers or {}).get("Idempotency-Key")
        asked = urlsplit(url).path, str(post_data)
        if method != "post" or key not in self._answers:
            answer = self._serve(method, url, headers, post_data)
            if method == "post" and key:
                self._answers[key] = asked, answer
        elif self._answers[key][0] != asked:
            answer = _json(400, {"error": {"type": "idempotency_error", "message": "other use"}})
        else:
            answer = self._answers[key][1]
        if method == "post" and self.loses:
            self.loses -= 1
            raise _unreachable()
        return answer

    def _serve(self, method: str, url: str, headers: Mapping[str, str] | None, data: Any) -> Answer:
        place = urlsplit(url)
        if place.path.endswith("/search"):
            return _json(200, self._search(parse_qs(place.query)["query"][0], headers))
        if (
            method == "post"
            and place.path == "/v1/refunds"
            and (no := self._refused(data, headers))
        ):
            return no
        if place.path.endswith("/cancel") and place.path.startswith("/v1/refunds/"):
            self._statuses[place.path.split("/")[3]] = "canceled"
            url = f"{self.address}{place.path.removesuffix('/cancel')}"
            method, data = "get", None
        if place.path == "/v1/payment_methods" and method == "get":
            url += "&type=card"
        body, status, more = super().request(method, url, headers, data)
        if method == "post" and status == 200:
            self.posts.append(place.path)
        return self._as_documented(json.loads(body)), status, more

    def _as_documented(self, answer: dict[str, Any]) -> bytes:
        for each in answer.get("data", [answer]):
            if each.get("id") in self.days:
                each["created"] = self.days[each["id"]] * 86_400
            if each.get("object") == "payment_intent":
                each["amount_received"] = each["amount"] if each["status"] == "succeeded" else 0
            if each.get("object") == "refund":
                if self.slow:
                    self._statuses.setdefault(each["id"], "requires_action")
                each["status"] = self._statuses.get(each["id"], each["status"])
        return json.dumps(answer).encode()

    def _search(self, query: str, headers: Mapping[str, str] | None) -> dict[str, Any]:
        found = [] if self.blind else self._all("payment_intents?limit=100", headers)
        for name, value, field, status in _CLAUSE.findall(query):
            if field:
                found = [each for each in found if each["status"] == status]
            else:
                found = [each for each in found if each["metadata"].get(name) == value]
        return {"object": "search_result", "data": found, "has_more": False, "url": "/search"}

    def _refused(self, data: str, headers: Mapping[str, str] | None) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(data).items()}
        intent = asked["payment_intent"]
        (paid,) = (
            each for each in self._all("payment_intents?limit=100", headers) if each["id"] == intent
        )
        gone = sum(
            each["amount"] for each in self._all(f"refunds?payment_intent={intent}", headers)
        )
        if int(asked.get("amount", 0)) + gone > paid["amount"]:
            error = {"type": "invalid_request_error", "message": "greater than unrefunded amount"}
            return _json(400, {"error": error})
        return None

    def _all(self, what: str, headers: Mapping[str, str] | None) -> list[dict[str, Any]]:
        body, _, _ = super().request("get", f"{self.address}/v1/{what}", headers)
        return list(json.loads(self._as_documented(json.loads(body)))["data"])


def _unreachable() -> stripe.APIConnectionError:
    return stripe.APIConnectionError("Request timed out")  # type: ignore[no-untyped-call]


def _json(status: int, body: dict[str, Any]) -> Answer:
    return json.dumps(body).encode(), status, {}
