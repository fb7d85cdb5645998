"""What stands in for Kafka here: a batch that is posted goes to the function that would read it."""

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.functions import LocalFunction

PATH = "/_local/kafka"


def route(reader: LocalFunction) -> Route:
    async def deliver(request: Request) -> Response:
        """As an event source mapping does: the batch whole, and its failure as an error."""
        answer, failed = await run_in_threadpool(reader.invoke, await request.json())
        return JSONResponse(json.loads(answer), 502 if failed else 200)

    return Route(PATH, deliver, methods=["POST"])
