"""Servers on this machine that speak the wire protocols of Bedrock, SageMaker and OpenAI, byte by
byte as the real ones, errors included.

Event streams: https://smithy.io/2.0/aws/amazon-eventstream.html
"""

import json
import socket
import struct
import threading
import time
from binascii import crc32
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Wire:
    """What the server gives: one answer after another, the last one again and again."""

    url: str = ""
    answers: list["Given"] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def next(self) -> "Given":
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass(frozen=True)
class Given:
    """`pieces` are sent one by one, `pause` seconds apart; `cut` ends the connection after them."""

    pieces: tuple[bytes, ...]
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0
    cut: bool = False


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that gives up, or a connection that was cut, is what some tests are about."""


@contextmanager
def speaking(*answers: Given) -> Iterator[Wire]:
    wire = Wire(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            wire.asked.append((self.path, json.loads(body)))
            given = wire.next()
            with suppress(ConnectionError):  # the client may have given up
                self.send_response(given.status)
                self.send_header("Content-Type", given.content_type)
                self.send_header("Transfer-Encoding", "chunked")
                for name, value in given.headers:
                    self.send_header(name, value)
                self.end_headers()
                for piece in given.pieces:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                    self.wfile.flush()
                    time.sleep(given.pause)
                if given.cut:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                else:
                    self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            pass

    server = _Quiet(("127.0.0.1", 0), Handler)
    wire.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def event(kind: str, payload: bytes, content_type: str = "application/json") -> bytes:
    """One event of an AWS event stream."""
    return _message(
        {":event-type": kind, ":content-type": content_type, ":message-type": "event"}, payload
    )


def stream_exception(kind: str, message: str) -> bytes:
    headers = {
        ":exception-type": kind,
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    return _message(headers, json.dumps({"message": message}).encode())


def _message(headers: dict[str, str], payload: bytes) -> bytes:
    head = b"".join(
        struct.pack("!B", len(name))
        + name.encode()
        + struct.pack("!BH", 7, len(value))
        + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack("!II", 16 + len(head) + len(payload), len(head))
    message = prelude + struct.pack("!I", crc32(prelude)) + head + payload
    return message + struct.pack("!I", crc32(message))


def aws_error(code: str, status: int, message: str) -> Given:
    return Given(
        (json.dumps({"message": message}).encode(),),
        status,
        headers=(("x-amzn-ErrorType", code),),
    )


def converse_events(
    text: str, *, stop: str = "tool_use", usage: dict[str, int] | None = None
) -> tuple[bytes, ...]:
    """ConverseStream's events of a tool call whose input is `text`, a few characters each."""

    def told(kind: str, **content: Any) -> bytes:
        return event(kind, json.dumps(content).encode())

    start = {"toolUse": {"toolUseId": "tooluse_1", "name": "reply"}}
    deltas = [
        told("contentBlockDelta", contentBlockIndex=0, delta={"toolUse": {"input": piece}})
        for piece in cut(text)
    ]
    counted = usage or {"inputTokens": 300, "outputTokens": 97, "totalTokens": 397}
    return (
        told("messageStart", role="assistant"),
        told("contentBlockStart", contentBlockIndex=0, start=start),
        *deltas,
        told("contentBlockStop", contentBlockIndex=0),
        told("messageStop", stopReason=stop),
        told("metadata", usage=counted, metrics={"latencyMs": 900}),
    )


def completion_events(text: str, *, finish: str | None = "stop") -> tuple[bytes, ...]:
    """Server-sent events of a chat completion, as OpenAI and vLLM write them."""

    def told(**chunk: Any) -> bytes:
        whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"} | chunk
        return b"data: " + json.dumps(whole).encode() + b"\n\n"

    def choice(delta: dict[str, Any], reason: str | None = None) -> list[dict[str, Any]]:
        return [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]

    usage = {
        "prompt_tokens": 400,
        "completion_tokens": 72,
        "total_tokens": 472,
        "prompt_tokens_details": {"cached_tokens": 100},
    }
    ending = (told(choices=choice({}, finish), usage=None),) if finish else ()
    return (
        told(choices=choice({"role": "assistant", "content": "", "refusal": None}), usage=None),
        *(told(choices=choice({"content": piece}), usage=None) for piece in cut(text)),
        *ending,
        told(choices=[], usage=usage),
        b"data: [DONE]\n\n",
    )


def sagemaker_events(pieces: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The same as a SageMaker response stream, whose parts end anywhere."""
    whole = b"".join(pieces)
    parts = [whole[at : at + 37] for at in range(0, len(whole), 37)]
    return tuple(event("PayloadPart", part, "application/octet-stream") for part in parts)


def cut(text: str, length: int = 7) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]
