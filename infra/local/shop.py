"""What only the local run serves: the demo shop with its sign-in, and its customers' phones."""

import time
from pathlib import Path
from typing import Any

import jwt
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from infra.local.post import PostOffice
from infra.local.stand_ins import Carrier
from shared.adapters.pack import load_customers

HOUR = 3_600
_NOT_BUILT = (
    "The shop page is not built: run `make web` (careline up does it by itself), then reload."
)


def routes(
    company: Path, identity_secret: str, carrier: Carrier, post: PostOffice, pages: Path
) -> list[BaseRoute]:
    """The demo shop's own backend. Its sign-in trusts whoever asks, so it exists here only."""
    customers = {customer.id: customer for customer in load_customers(company)}

    async def list_customers(_: Request) -> Response:
        shown = [
            {
                "id": customer.id,
                "name": customer.name,
                "tier": customer.tier,
                "phone": customer.phone,
            }
            for customer in customers.values()
        ]
        return JSONResponse(shown)

    async def sign_in(request: Request) -> Response:
        customer = customers.get(request.query_params.get("customer", ""))
        if customer is None:
            return JSONResponse({"detail": "there is no such demo customer"}, 404)
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": "shop",
            "aud": "careline",
            "sub": customer.id,
            "name": customer.name,
            "email": customer.email,
            "iat": now,
            "exp": now + HOUR,
        }
        return JSONResponse({"identityToken": jwt.encode(claims, identity_secret, "HS256")})

    async def read_phone(request: Request) -> Response:
        asked = request.query_params
        texts = await run_in_threadpool(
            carrier.inbox,
            asked.get("number", ""),
            int(asked.get("after", 0)),
            min(30.0, float(asked.get("wait", 0))),
        )
        return JSONResponse([{"from": text.sender, "text": text.text} for text in texts])

    async def read_letters(request: Request) -> Response:
        asked = request.query_params
        letters = await run_in_threadpool(
            post.letters,
            asked.get("address", ""),
            int(asked.get("after", 0)),
            min(30.0, float(asked.get("wait", 0))),
        )
        return JSONResponse(letters)

    async def not_built(_: Request) -> Response:
        return Response(_NOT_BUILT, 503)

    site: BaseRoute = Route("/", not_built)
    if (pages / "index.html").exists():
        site = Mount("/", StaticFiles(directory=pages, html=True))
    return [
        Route("/shop/customers", list_customers),
        Route("/shop/identity", sign_in),
        Route("/_local/sms", read_phone),
        Route("/_local/letters", read_letters),
        site,
    ]
