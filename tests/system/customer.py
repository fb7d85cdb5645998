"""A customer of the running system, over the same APIs as the widget."""

import json
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from infra.local.world import World

PATIENCE = 10


class WebCustomer:
    """One conversation: messages by HTTP, replies by WebSocket."""

    def __init__(self, world: World, customer: str | None = None) -> None:
        self.http = httpx.Client(base_url=world.url, timeout=PATIENCE)
        body = {}
        if customer:
            body = self.http.get("/shop/identity", params={"customer": customer}).json()
        self.session = self.http.post("/v1/sessions", json=body).json()
        self.http.headers["Authorization"] = f"Bearer {self.session['token']}"
        self.path = f"/v1/conversations/{self.session['conversationId']}/messages"
        self.socket = self.connect()

    def connect(self) -> ClientConnection:
        """A socket that stays open until it is closed."""
        address = f"{self.session['socketUrl']}?ticket={self.ticket()}"
        return ExitStack().enter_context(connect(address))

    def ticket(self) -> str:
        return str(self.http.post("/v1/tickets").json()["ticket"])

    def post(self, text: str, client_message_id: str | None = None) -> httpx.Response:
        message = {"clientMessageId": client_message_id or uuid4().hex, "text": text}
        return self.http.post(self.path, json=message)

    def hear(self) -> dict[str, Any]:
        return dict(json.loads(self.socket.recv(timeout=PATIENCE))["message"])

    def ask(self, text: str) -> dict[str, Any]:
        sent = self.post(text)
        assert sent.status_code == 202, sent.text
        heard = self.hear()
        assert heard["inReplyTo"] == sent.json()["messageId"]
        return heard

    def transcript(self, after: str = "") -> list[dict[str, Any]]:
        params = {"after": after} if after else {}
        return list(self.http.get(self.path, params=params).json()["messages"])
