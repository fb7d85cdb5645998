"""API Gateway on this machine: the template's HTTP routes and WebSocket stages, read from it.

Events have the shape of payload format 2.0 and of WebSocket proxy integrations:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import asyncio
import base64
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from infra.local.estate import Estate
from infra.local.functions import LocalFunction
from infra.local.template import ACCOUNT, REGION
from infra.local.tokens import JwtAuthorizer

MAX_REQUEST = 10 * 1024 * 1024
MAX_FRAME = 128 * 1024
"""Bytes; API Gateway's own limits."""


class LiveSockets:
    """The open WebSockets; functions push into them from their own threads."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[WebSocket, asyncio.AbstractEventLoop]] = {}

    def add(self, connection_id: str, socket: WebSocket) -> None:
        self._open[connection_id] = (socket, asyncio.get_running_loop())

    def remove(self, connection_id: str) -> None:
        self._open.pop(connection_id, None)

    def push(self, connection_id: str, frame: str) -> bool:
        """Send a frame; False if the connection is gone."""
        if connection_id not in self._open:
            return False
        socket, loop = self._open[connection_id]
        try:
            asyncio.run_coroutine_threadsafe(socket.send_text(frame), loop).result(timeout=5)
        except (RuntimeError, TimeoutError, WebSocketDisconnect):
            self.remove(connection_id)
            return False
        return True


def build(estate: Estate, sockets: LiveSockets, more: list[BaseRoute]) -> Starlette:
    """The web application: the template's APIs first, then what only this machine serves."""
    pool = ThreadPoolExecutor(32, thread_name_prefix="gateway")
    http = [api for api, about in estate.apis.items() if about["ProtocolType"] == "HTTP"]
    live = [api for api, about in estate.apis.items() if about["ProtocolType"] == "WEBSOCKET"]
    routes: list[BaseRoute] = []
    for api in http:
        routes += _http_routes(estate, api, pool)
    routes += [WebSocketRoute("/{stage}", _Stage(estate, api, sockets, pool)) for api in live]
    return Starlette(routes=[*routes, *more])


def _http_routes(estate: Estate, api: str, pool: ThreadPoolExecutor) -> list[BaseRoute]:
    cors = estate.apis[api].get("CorsConfiguration")
    by_path: dict[str, dict[str, LocalFunction]] = {}
    guards: dict[str, JwtAuthorizer] = {}
    for route in estate.routes:
        if route["ApiId"] == api:
            method, path = route["RouteKey"].split(" ", 1)
            target = estate.integrations[route["Target"].removeprefix("integrations/")]
            by_path.setdefault(path, {})[method] = estate.functions[target]
            if guard := estate.token_authorizers.get(route.get("AuthorizerId", "")):
                guards[f"{method} {path}"] = guard
    return [
        Route(path, _Methods(api, path, functions, guards, cors, pool), methods=None)
        for path, functions in by_path.items()
    ]


class _Methods:
    """One path of the HTTP API, with the function behind each of its methods."""

    def __init__(
        self,
        api: str,
        path: str,
        functions: dict[str, LocalFunction],
        guards: dict[str, JwtAuthorizer],
        cors: dict[str, Any] | None,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._api, self._path, self._functions = api, path, functions
        self._guards, self._cors, self._pool = guards, cors, pool

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        response.headers.update(_cors_headers(self._cors, request.headers.get("origin")))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS" and self._cors:
            return Response(status_code=204)
        function = self._functions.get(request.method) or self._functions.get("ANY")
        if function is None:
            return JSONResponse({"message": "Not Found"}, 404)
        body = await request.body()
        if len(body) > MAX_REQUEST:
            return JSONResponse({"message": "Request Entity Too Large"}, 413)
        route, loop = f"{request.method} {self._path}", asyncio.get_running_loop()
        event = _http_event(request, body, self._api, route)
        if guard := self._guards.get(route):
            header = request.headers.get("authorization")
            claims = await loop.run_in_executor(self._pool, guard.claims, header)
            if claims is None:
                refused = {"www-authenticate": "Bearer"}
                return JSONResponse({"message": "Unauthorized"}, 401, refused)
            event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
        answer, failed = await loop.run_in_executor(self._pool, function.invoke, event)
        if failed:
            return JSONResponse({"message": "Internal Server Error"}, 500)
        return _http_response(json.loads(answer))


def _cors_headers(cors: dict[str, Any] | None, origin: str | None) -> dict[str, str]:
    if not cors or origin not in cors.get("AllowOrigins", []):
        return {}
    return {
        "access-control-allow-origin": str(origin),
        "access-control-allow-headers": ",".join(cors.get("AllowHeaders", [])),
        "access-control-allow-methods": ",".join(cors.get("AllowMethods", [])),
    }


def _http_event(request: Request, body: bytes, api: str, route: str) -> dict[str, Any]:
    text, encoded = _text_of(body)
    source = request.client.host if request.client else "127.0.0.1"
    event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": request.url.path,
        "rawQueryString": request.url.query,
        "headers": {key: value for key, value in request.headers.items() if key != "cookie"},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": api,
            "domainName": request.headers.get("host", "localhost"),
            "domainPrefix": api,
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": source,
                "userAgent": request.headers.get("user-agent", ""),
            },
            "requestId": str(uuid4()),
            "routeKey": route,
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime()),
            "timeEpoch": int(time.time() * 1_000),
        },
        "isBase64Encoded": encoded,
    }
    if request.path_params:
        event["pathParameters"] = dict(request.path_params)
    if request.query_params:
        event["queryStringParameters"] = dict(request.query_params)
    return event | ({"body": text} if body else {})


def _text_of(body: bytes) -> tuple[str, bool]:
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def _http_response(answer: dict[str, Any]) -> Response:
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers = {key: str(value) for key, value in (answer.get("headers") or {}).items()}
    return Response(content, answer.get("statusCode", 200), headers)


class _Stage:
    """One WebSocket API. $connect asks its authorizer; later frames go by the route expression."""

    def __init__(
        self, estate: Estate, api: str, sockets: LiveSockets, pool: ThreadPoolExecutor
    ) -> None:
        self._api, self._sockets, self._pool = api, sockets, pool
        self._routes: dict[str, LocalFunction] = {}
        self._authorizer: LocalFunction | None = None
        selection = estate.apis[api].get("RouteSelectionExpression", "")
        self._field = selection.rsplit(".", 1)[-1]
        for route in estate.routes:
            if route["ApiId"] != api:
                continue
            target = estate.integrations[route["Target"].removeprefix("integrations/")]
            self._routes[route["RouteKey"]] = estate.functions[target]
            if "AuthorizerId" in route:
                self._authorizer = estate.functions[estate.authorizers[route["AuthorizerId"]]]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        socket = WebSocket(scope, receive, send)
        connection = uuid4().hex[:16]
        context = {
            "apiId": self._api,
            "connectionId": connection,
            "connectedAt": int(time.time() * 1_000),
            "domainName": socket.headers.get("host", "localhost"),
            "identity": {"sourceIp": socket.client.host if socket.client else ""},
            "stage": socket.path_params["stage"],
        }
        connect = {
            "headers": dict(socket.headers),
            "queryStringParameters": dict(socket.query_params) or None,
        }
        granted = await self._authorize(context, connect)
        if granted is None:
            await socket.close(code=1008)  # before accept: the handshake is answered 403
            return
        context["authorizer"] = granted
        answer, failed = await self._call("$connect", "CONNECT", context, connect)
        if failed or not 200 <= answer.get("statusCode", 200) < 300:
            await socket.close(code=1011)
            return
        await socket.accept()
        self._sockets.add(connection, socket)
        try:
            await self._converse(socket, context)
        except WebSocketDisconnect:
            pass
        finally:
            self._sockets.remove(connection)
            await self._call("$disconnect", "DISCONNECT", context, {})

    async def _authorize(self, context: dict[str, Any], connect: Any) -> dict[str, Any] | None:
        """What the authorizer passes on, or None if it refuses."""
        if self._authorizer is None:
            return {}
        method = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{self._api}/{context['stage']}/$connect"
        event = {
            "type": "REQUEST",
            "methodArn": method,
            **connect,
            "requestContext": _frame_context(context, "$connect", "CONNECT"),
        }
        text, failed = await self._run(self._authorizer, event)
        if failed:
            return None
        answer = json.loads(text)
        allowed = [entry["Effect"] == "Allow" for entry in answer["policyDocument"]["Statement"]]
        if not all(allowed):
            return None
        return {"principalId": answer["principalId"], **answer.get("context", {})}

    async def _converse(self, socket: WebSocket, context: dict[str, Any]) -> None:
        while True:
            frame = await socket.receive_text()
            if len(frame.encode()) > MAX_FRAME:
                await socket.close(code=1009)
                return
            answer, failed = await self._call(
                self._route_of(frame), "MESSAGE", context, {"body": frame}
            )
            if failed:
                await socket.send_json({"message": "Internal server error"})
            elif answer.get("body"):
                await socket.send_text(answer["body"])

    def _route_of(self, frame: str) -> str:
        match = re.search(rf'"{re.escape(self._field)}"\s*:\s*"([^"]+)"', frame)
        return match[1] if match and match[1] in self._routes else "$default"

    async def _call(
        self, route: str, kind: str, context: dict[str, Any], more: dict[str, Any]
    ) -> tuple[dict[str, Any], bool]:
        event = {
            "requestContext": _frame_context(context, route, kind),
            "isBase64Encoded": False,
            **more,
        }
        text, failed = await self._run(self._routes[route], event)
        return json.loads(text) or {}, failed

    async def _run(self, function: LocalFunction, event: dict[str, Any]) -> tuple[str, bool]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, function.invoke, event)


def _frame_context(context: dict[str, Any], route: str, kind: str) -> dict[str, Any]:
    return {
        **context,
        "routeKey": route,
        "eventType": kind,
        "messageDirection": "IN",
        "requestId": uuid4().hex,
        "requestTimeEpoch": int(time.time() * 1_000),
    }
