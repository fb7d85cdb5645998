"""The HTTP doors: FastAPI behind API Gateway, with every error told as RFC 9457 has it.

Lambda gives each instance one request at a time, so nothing yields or waits for a thread.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from mangum import Mangum
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException

from shared.domain.errors import (
    CarelineError,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotAuthorized,
    NotFound,
    TransientError,
    UnknownConversation,
)
from shared.runtime.telemetry import logger

_QUIET = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False)
"""FastAPI's own telemetry would write what was refused, which is somebody's words."""
_PROBLEMS: dict[type[CarelineError], tuple[int, str]] = {
    InvalidInput: (422, "Invalid input"),
    NotAuthorized: (401, "Not authorized"),
    NotAllowed: (403, "Not allowed"),
    UnknownConversation: (404, "Unknown conversation"),
    NotFound: (404, "Not found"),
    Conflict: (409, "Too late"),
}


class Body(BaseModel):
    """What goes in and out as JSON, in camel case."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


def new_app(title: str, openapi_url: str | None = "/openapi.json") -> FastAPI:
    """Routes are added by whoever has the door."""
    app = FastAPI(
        title=title,
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=openapi_url,
        telemetry=_QUIET,
    )
    for kind in _PROBLEMS:
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(TransientError, _not_now)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _other)
    app.add_exception_handler(Exception, _failed)
    return app


def serve(app: FastAPI, longest: int) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The app as Lambda calls it; a body of more than `longest` characters is refused unread."""
    answer = Mangum(app, lifespan="off")

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if len(event.get("body") or "") > longest:
            return _proxied(
                problem(413, "Too large", f"a request may hold at most {longest:,} characters")
            )
        return answer(event, context)

    return handle


def problem(status: int, title: str, detail: str) -> JSONResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


async def _refused(_: Request, error: Exception) -> JSONResponse:
    status, title = next(told for kind, told in _PROBLEMS.items() if isinstance(error, kind))
    return problem(status, title, str(error))


async def _not_now(_: Request, error: Exception) -> JSONResponse:
    return problem(503, "Not at the moment", f"{error}: try again in a minute")


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(400, "Malformed JSON", "the body is not JSON")
    sent = request.headers.get("content-type", "").partition(";")[0]
    if request.method == "POST" and sent != "application/json":
        return problem(415, "Wrong content type", "send the body as application/json")
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    return problem(422, "Invalid request", f"{where}: {first['msg']}")


async def _other(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), "see /openapi.json for what there is")


async def _failed(_: Request, error: Exception) -> JSONResponse:
    logger.error("request failed", extra={"error": type(error).__name__})
    return problem(500, "Our side failed", "nothing was lost: send the same again")


def _proxied(response: JSONResponse) -> dict[str, Any]:
    """The answer as API Gateway takes it."""
    return {
        "statusCode": response.status_code,
        "headers": dict(response.headers),
        "body": bytes(response.body).decode(),
    }
