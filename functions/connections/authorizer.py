"""The WebSocket API's authorizer, asked once, when a connection opens."""

from typing import Any

from functions.connections.service import admit
from shared.domain.errors import NotAuthorized
from shared.runtime import wiring
from shared.runtime.telemetry import logger


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    headers = {key.lower(): value for key, value in (event.get("headers") or {}).items()}
    ticket = (event.get("queryStringParameters") or {}).get("ticket")
    try:
        conversation = admit(
            ticket, headers.get("origin"), wiring.company(), wiring.connections(), wiring.now()
        )
    except NotAuthorized:
        return _policy("Deny", "nobody", event["methodArn"])
    return _policy("Allow", conversation, event["methodArn"])


def _policy(effect: str, conversation: str, method: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": method}
    return {
        "principalId": conversation,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"conversationId": conversation},
    }
