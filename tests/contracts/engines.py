"""What the engines are asked in tests, and what answers in place of the hosted ones."""

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.response import StreamingBody

from shared.domain.errors import ModelFailed
from shared.domain.evidence import Fact, Passage, Sentence
from shared.ports.reply_writer import ReplyWriter, WriteReply

WINDOW = "Headphones can be returned within 30 days."
PASSAGE = Passage(
    "returns#1",
    "returns",
    "Returns",
    "Windows",
    "https://help.example/returns",
    "2026-03",
    (Sentence(WINDOW, 0.8),),
    0.7,
)
FACT = Fact("NW-10000/1", "Order NW-10000", "shipped", "Your order NW-10000 is on its way.")
QUESTION = "Where is it, and can I return it? I live at 12 Elm Street."
ASK = WriteReply("Northwind Audio", "Nora", QUESTION, (), (PASSAGE,), (FACT,), 3)
KEY = "a-secret-key"
MODEL = "us.example.a-model"


def payload(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "payloads" / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


class Endpoint:
    """An HTTP server that answers as it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = json.dumps(payload("openai-chat-completion"))
        self.headers: dict[str, str] = {}
        self.delay = 0.0
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.asked.append((self.path, dict(self.headers), body))
                time.sleep(endpoint.delay)
                with suppress(ConnectionError):  # the client may have given up
                    self.send_response(endpoint.status)
                    for name, value in endpoint.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(endpoint.body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@contextmanager
def serving() -> Iterator[Endpoint]:
    made = Endpoint()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()


def invoked(body: dict[str, Any]) -> dict[str, Any]:
    """What InvokeEndpoint gives where a container answers with `body`."""
    raw = json.dumps(body).encode()
    return {
        "Body": StreamingBody(io.BytesIO(raw), len(raw)),
        "ContentType": "application/json",
        "InvokedProductionVariant": "AllTraffic",
    }


def failure_of(writer: ReplyWriter) -> str:
    """How it failed, which quotes neither the customer nor the key."""
    with pytest.raises(ModelFailed) as failure:
        writer.write(ASK)
    said = str(failure.value)
    assert "Elm Street" not in said
    assert KEY not in said
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None or failure.value.__suppress_context__
    return said
