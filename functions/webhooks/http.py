"""The door of web hooks: POST /v1/webhooks/{source}."""

import base64
import json
from typing import Any

from pydantic import ValidationError

from functions.webhooks.service import Source, take_in
from shared.domain.errors import InvalidInput, NotAuthorized
from shared.domain.webhooks import REPEATS, Hook
from shared.runtime import wiring
from shared.runtime.batch import reason_of
from shared.runtime.telemetry import logger

LARGEST = 256_000
"""Bytes of a body: what EventBridge takes of an event, less its envelope."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    name = event.get("pathParameters", {}).get("source", "")
    stated = wiring.webhook_sources().get(name)
    if stated is None:
        return _problem(404, f"no source {name!r} is known here")
    hook = _hook(event)
    if len(hook.body) > LARGEST:
        return _problem(413, f"the body is longer than {LARGEST:,} bytes")
    source = Source(name, stated.scheme, wiring.webhook_secrets(stated))
    try:
        is_new = take_in(hook, source, wiring.bus(), wiring.deliveries(), wiring.now)
    except NotAuthorized as error:
        return _problem(401, str(error))
    except (InvalidInput, ValidationError) as error:
        return _unread(hook, source, reason_of(error))
    except ValueError:
        return _unread(hook, source, "the body is no JSON")
    return _answer(202 if is_new else 200, {"taken": is_new})


def _unread(hook: Hook, source: Source, reason: str) -> dict[str, Any]:
    """A sender that would send the same for ever is thanked for it, and a person looks."""
    if source.scheme not in REPEATS:
        return _problem(422, reason)
    wiring.dead_letters().bury(hook.body.decode(errors="replace"), f"{source.name}: {reason}")
    return _answer(202, {"taken": False})


def _hook(event: dict[str, Any]) -> Hook:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"""
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    about, query = event["requestContext"], event.get("rawQueryString")
    url = f"https://{about['domainName']}{event['rawPath']}{'?' + query if query else ''}"
    headers = {key.lower(): value for key, value in event.get("headers", {}).items()}
    return Hook(about["http"]["method"], url, headers, raw)


def _problem(status: int, detail: str) -> dict[str, Any]:
    """RFC 9457."""
    return _answer(status, {"status": status, "detail": detail}, "application/problem+json")


def _answer(status: int, body: dict[str, Any], kind: str = "application/json") -> dict[str, Any]:
    headers = {"content-type": kind}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
