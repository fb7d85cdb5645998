"""A colleague of the running system, over the console's API."""

import time
from typing import Any

import httpx

from infra.local.world import World

CLIENT = "careline-console"
PATIENCE = 60


def colleague(world: World, name: str = "lead") -> httpx.Client:
    token = world.staff.token(f"{name}@northwind.example", CLIENT)
    return bearer(world, token)


def bearer(world: World, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{world.url}/v1/console", headers=headers, timeout=30)


def ended(staff: httpx.Client, asked: httpx.Response) -> dict[str, Any]:
    """The job once it has ended."""
    assert asked.status_code == 202, asked.text
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        job: dict[str, Any] = staff.get(f"/jobs/{asked.json()['id']}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def found(job: dict[str, Any], what: str) -> list[dict[str, Any]]:
    return [each for each in job["findings"] if each["what"] == what]
