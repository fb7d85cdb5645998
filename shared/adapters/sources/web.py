"""HTTP as sources ask it: patient with a busy server, clear about a wrong token, never for long."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from shared.adapters.sources.formats import LARGEST
from shared.domain.errors import InvalidInput, TransientError

AGENT = "Careline/1.0 (knowledge sync)"
_TIMEOUT = httpx.Timeout(10.0)
_ATTEMPTS = 4
_LONGEST_WAIT = 30.0
"""Seconds; a server that asks for more is asked again at the next sync."""
_LONGEST_ANSWER = 60.0
"""Seconds that one answer may trickle in."""
_BODY_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


class _Busy(TransientError):
    """The server said when to come back."""

    def __init__(self, message: str, wait: float) -> None:
        super().__init__(message)
        self.wait = wait


class Web:
    """One source's HTTP client. `headers` and `auth` may hold its token, which no error repeats;
    with a `site`, it goes nowhere else, whatever an answer links to."""

    def __init__(
        self,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        site: str | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": AGENT, **(headers or {})},
            auth=auth,
            timeout=_TIMEOUT,
            transport=transport,
        )
        self._origin = _origin(site) if site else None
        self.sleep = sleep
        self._clock = clock

    def get(self, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """An answer of 2xx or 3xx, or one of 404 or 410. Raises InvalidInput where the token is
        refused or the address cannot be right, TransientError where the server does not answer as
        it should."""
        return self._ask("GET", url, headers=headers)

    def get_json(self, url: str, holding: str) -> Any:
        """An object that has the key `holding`."""
        return _json(self.get(url), holding)

    def post_json(self, url: str, body: dict[str, Any], holding: str) -> Any:
        return _json(self._ask("POST", url, json=body), holding)

    def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        tries = Retrying(
            retry=retry_if_exception_type(_Busy),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=_wait,
            reraise=True,
            sleep=self.sleep,
        )
        return tries(self._once, method, url, **more)

    def _once(self, method: str, url: str, **more: Any) -> httpx.Response:
        try:
            place = httpx.URL(url).copy_with(query=None, fragment=None)
        except httpx.InvalidURL as error:
            raise InvalidInput(f"{url!r} is no address") from error
        if self._origin and _origin(url) != self._origin:
            raise InvalidInput(
                f"{place} is not on the source's site, so its token stays from there"
            )
        # Errors lose their cause here: it may hold the headers with the token.
        try:
            answer = self._read(method, url, place, **more)
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError):
            raise InvalidInput(f"{place} cannot be asked: check its address and secret") from None
        except httpx.HTTPError as error:
            raise _Busy(f"{place} does not answer: {type(error).__name__}", 1.0) from None
        if answer.status_code in (401, 403):
            raise InvalidInput(
                f"{place} refused us ({answer.status_code}): check the source's secret, and what "
                "it may read"
            )
        if answer.status_code == 429 or answer.status_code >= 500:
            raise _Busy(f"{place} answered {answer.status_code}", _asked_wait(answer))
        if answer.status_code >= 400 and answer.status_code not in (404, 410):
            raise InvalidInput(f"{place} answered {answer.status_code}: check the source's address")
        return answer

    def _read(self, method: str, url: str, place: httpx.URL, **more: Any) -> httpx.Response:
        """The whole answer, unless it is too large or takes too long."""
        until = self._clock() + _LONGEST_ANSWER
        body = bytearray()
        with self._client.stream(method, url, **more) as answer:
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise InvalidInput(f"{place} holds more than {LARGEST // 1_000_000} MB")
                if self._clock() > until:
                    raise TransientError(f"{place} takes longer than {_LONGEST_ANSWER:.0f} s")
        headers = [
            (name, value)
            for name, value in answer.headers.multi_items()
            if name not in _BODY_HEADERS
        ]
        return httpx.Response(
            answer.status_code, headers=headers, content=bytes(body), request=answer.request
        )


def _origin(url: str) -> tuple[str, str, int | None]:
    address = httpx.URL(url)
    return address.scheme, address.host, address.port


def _json(answer: httpx.Response, holding: str) -> Any:
    place = answer.url.copy_with(query=None)
    if answer.status_code >= 300:
        raise InvalidInput(f"{place} is not there: check the source's address")
    try:
        found = answer.json()
    except ValueError as error:
        raise TransientError(f"{place} answered no JSON") from error
    if not isinstance(found, dict) or holding not in found:
        raise TransientError(f"{place} answered without `{holding}`")
    return found


def _asked_wait(answer: httpx.Response) -> float:
    """Seconds, by Retry-After: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    asked = answer.headers.get("retry-after", "1")
    if asked.isdecimal():
        return float(asked)
    try:
        return (parsedate_to_datetime(asked).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return 1.0


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _Busy) else 1.0
    return float(min(max(asked, 0.5 * 2**state.attempt_number), _LONGEST_WAIT))
