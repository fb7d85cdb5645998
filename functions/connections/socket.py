"""The WebSocket routes: $connect, $disconnect, and a ping on $default."""

import json
from typing import Any

from functions.connections.service import LIFE
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_HELP = "this socket carries replies: post messages to /v1/conversations/{id}/messages"


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    request = event["requestContext"]
    conversation = request["authorizer"]["conversationId"]
    match request["routeKey"]:
        case "$connect":
            expires = wiring.now() + LIFE
            wiring.connections().open(conversation, request["connectionId"], expires)
        case "$disconnect":
            wiring.connections().close(conversation, request["connectionId"])
        case _:
            return {"statusCode": 200, "body": json.dumps(_answer(event.get("body")))}
    return {"statusCode": 200}


def _answer(frame: str | None) -> dict[str, str]:
    try:
        asked = json.loads(frame or "")
    except ValueError:
        return {"type": "error", "title": "Malformed JSON", "detail": _HELP}
    if isinstance(asked, dict) and asked.get("action") == "ping":
        return {"type": "pong"}
    return {"type": "error", "title": "Unknown action", "detail": _HELP}
