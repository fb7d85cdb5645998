"""A signed web hook moves what it tells of, in the booted system."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.domain.webhooks import standard_signature
from tests.system.customer import WebCustomer
from tests.system.test_errands import eventually

PATH = "/v1/webhooks/company"


def secret(world: World) -> str:
    taker = next(f for f in world.estate.functions.values() if "Webhooks" in f.name)
    arn = taker.environment["WEBHOOK_SECRET_ARN"]
    return str(client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


def send(
    world: World, told: Mapping[str, object], *, at: float | None = None, id_: str = ""
) -> httpx.Response:
    body, sent = json.dumps(told).encode(), int(at or time.time())
    id_ = id_ or f"msg_{uuid4().hex}"
    headers = {
        "webhook-id": id_,
        "webhook-timestamp": str(sent),
        "webhook-signature": standard_signature(secret(world), id_, sent, body),
    }
    return httpx.post(world.url + PATH, content=body, headers=headers)


def test_the_warehouse_tells_by_web_hook_what_a_customer_then_hears(world: World) -> None:
    now = datetime.now(UTC).isoformat()
    told = {"order_number": "NW-10469", "delivered_at": now, "occurred_at": now}
    first = send(world, {"type": "OrderDelivered", "data": told}, id_="msg_once")
    again = send(world, {"type": "OrderDelivered", "data": told}, id_="msg_once")
    assert (first.status_code, again.status_code) == (202, 200)
    customer = WebCustomer(world, "cus_sofia")
    eventually(lambda: "was delivered" in customer.ask("where is my order NW-10469?")["text"])


def test_what_is_forged_old_or_malformed_is_refused_with_a_reason(world: World) -> None:
    told = {"type": "OrderDelivered", "data": {}}
    forged = httpx.post(world.url + PATH, json=told, headers={"webhook-id": "x"})
    old = send(world, told, at=time.time() - 3_600)
    malformed = send(world, told)
    nobody = httpx.post(world.url + "/v1/webhooks/nobody", json=told)
    assert [each.status_code for each in (forged, old, malformed, nobody)] == [401, 401, 422, 404]
    assert "five minutes" in old.json()["detail"]
    assert "order_number" in malformed.json()["detail"]
    assert old.headers["content-type"] == "application/problem+json"
