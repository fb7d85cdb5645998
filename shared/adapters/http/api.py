"""One system's API: asked within a deadline, again where that is safe, and never in a flood."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from shared.adapters.http.limits import CircuitBreaker, TokenBucket
from shared.domain.errors import Conflict, NotFound, Refused, TransientError

_AGENT = "Careline/1.0"
_DEADLINE = 20.0
"""Seconds for a call with all its repetitions: below a step's own time-out."""
_ONE_TRY = 8.0
"""Seconds without a sign of life from the server."""
_ATTEMPTS = 4
_REPEATABLE = {"GET", "HEAD", "PUT", "DELETE"}
"""https://www.rfc-editor.org/rfc/rfc9110#idempotent.methods"""
_BODY_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


class _Again(TransientError):
    """A repetition may help, after that many seconds."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


class Api:
    """`base` is such as https://api.example.com/v3, and no request leaves it. `headers` and `auth`
    may hold a secret; no error repeats them, nor what was sent and answered."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | httpx.Auth | None = None,
        limit: TokenBucket | None = None,
        breaker: CircuitBreaker | None = None,
        deadline: float = _DEADLINE,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = httpx.Client(
            base_url=base,
            headers={"User-Agent": _AGENT, "Accept": "application/json", **(headers or {})},
            auth=auth,
            transport=transport,
        )
        self._limit = limit
        self._breaker = breaker or CircuitBreaker()
        self._deadline = deadline
        self._sleep = sleep
        self._clock = clock

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The JSON at a path. Raises what `ask` raises."""
        return body_of(self.ask("GET", path, params=params))

    def post(self, path: str, json: Any, repeatable: bool = False) -> Any:
        return body_of(self.ask("POST", path, json=json, repeatable=repeatable))

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> httpx.Response:
        """An answer of 2xx. `repeatable` says that the system does this once however often it is
        asked; without it, the method tells.

        Raises NotFound for 404 and 410, Conflict for 409 and 412, Refused for other answers of 4xx,
        and TransientError where the system is busy, broken or silent.
        """
        until = self._clock() + self._deadline
        again = method in _REPEATABLE if repeatable is None else repeatable
        request = self._client.build_request(
            method, path.lstrip("/"), params=params, json=json, headers=headers
        )
        tries = Retrying(
            retry=retry_if_exception_type(_Again),
            stop=lambda state: (
                state.attempt_number >= _ATTEMPTS or self._clock() + _wait(state) >= until
            ),
            wait=_wait,
            reraise=True,
            sleep=self._sleep,
        )
        return tries(self._once, request, until, again)

    def _once(self, request: httpx.Request, until: float, again: bool) -> httpx.Response:
        place = f"{request.method} {request.url.copy_with(query=None)}"
        if not self._breaker.admits(self._clock()):
            raise TransientError(f"{place} is given a rest after it failed several times")
        self._queue(place, until)
        # Errors lose their cause here: it may hold the headers with the secret.
        try:
            answer = self._read(request, until)
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError):
            raise Refused(f"{place} cannot be asked: check its address and secret") from None
        except httpx.HTTPError as error:
            self._breaker.failed(self._clock())
            told = f"{place} does not answer: {type(error).__name__}"
            # Nothing was sent on a connection that never came to be.
            raise _transient(told, again or isinstance(error, httpx.ConnectError)) from None
        if answer.status_code >= 500:
            self._breaker.failed(self._clock())
            raise _transient(f"{place} answered {answer.status_code}", again, _asked_wait(answer))
        self._breaker.succeeded()
        _check(place, answer)
        return answer

    def _queue(self, place: str, until: float) -> None:
        """Wait for our turn, unless it comes too late."""
        if self._limit is None:
            return
        wait = self._limit.take(self._clock())
        if self._clock() + wait >= until:
            self._limit.give_back()
            raise TransientError(f"{place} is asked too often just now")
        if wait:
            self._sleep(wait)

    def _read(self, request: httpx.Request, until: float) -> httpx.Response:
        """The whole answer, within the deadline even where it trickles in."""
        left = max(min(until - self._clock(), _ONE_TRY), 0.001)
        request.extensions["timeout"] = httpx.Timeout(left).as_dict()
        answer = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if self._clock() > until:
                    raise httpx.ReadTimeout("the answer trickles", request=request)
        finally:
            answer.close()
        headers = [pair for pair in answer.headers.multi_items() if pair[0] not in _BODY_HEADERS]
        return httpx.Response(answer.status_code, headers=headers, content=bytes(body))


def body_of(answer: httpx.Response) -> Any:
    """Its JSON, or nothing where it has no body. Raises TransientError for anything else."""
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        raise TransientError("the system answered no JSON") from None


def _check(place: str, answer: httpx.Response) -> None:
    status = answer.status_code
    if status < 300:
        return
    if status < 400:
        raise Refused(f"{place} has moved ({status}): check its address")
    if status in (401, 403):
        raise Refused(f"{place} refuses us ({status}): check our secret, and what it may do")
    if status in (404, 410):
        raise NotFound(f"{place} is not there")
    if status in (409, 412):
        raise Conflict(f"{place} has changed meanwhile ({status})")
    if status == 429:
        raise _Again(f"{place} is asked too often", _asked_wait(answer))
    if status == 408:
        raise TransientError(f"{place} timed out")
    raise Refused(f"{place} will not do this ({status})")


def _transient(message: str, again: bool, wait: float = 0.0) -> TransientError:
    return _Again(message, wait) if again else TransientError(f"{message}; it may have been done")


def _asked_wait(answer: httpx.Response) -> float:
    """Seconds, by Retry-After: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    asked = answer.headers.get("retry-after", "0")
    if asked.isdecimal():
        return float(asked)
    try:
        return (parsedate_to_datetime(asked).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return 0.0


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _Again) else 0.0
    return float(max(asked, 0.25 * 2**state.attempt_number))
