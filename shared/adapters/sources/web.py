"""HTTP as sources ask it: patient with a busy server, clear about a wrong token, never for long."""

import ipaddress
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from shared.domain.errors import InvalidInput, TransientError

AGENT = "Careline/1.0 (knowledge sync)"
_TIMEOUT = httpx.Timeout(10.0)
_ATTEMPTS = 4
_LONGEST_WAIT = 30.0
"""Seconds; a server that asks for more is asked again at the next sync."""


class _Busy(TransientError):
    """The server said when to come back."""

    def __init__(self, message: str, wait: float) -> None:
        super().__init__(message)
        self.wait = wait


class Web:
    """One source's HTTP client. `headers` may hold its token, which no error repeats."""

    def __init__(
        self,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": AGENT, **(headers or {})},
            auth=auth,
            timeout=_TIMEOUT,
            transport=transport,
        )
        self.sleep = sleep

    def get(self, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """An answer below 400, or one of 404 or 410. Raises InvalidInput where the token is
        refused, TransientError where the server does not answer as it should."""
        return self._ask("GET", url, headers=headers)

    def get_json(self, url: str) -> Any:
        return _json(self.get(url))

    def post_json(self, url: str, body: dict[str, Any]) -> Any:
        return _json(self._ask("POST", url, json=body))

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
        place = httpx.URL(url).copy_with(query=None)
        try:
            answer = self._client.request(method, url, **more)
        except httpx.HTTPError as error:
            raise _Busy(f"{place} does not answer: {type(error).__name__}", 1.0) from error
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


def is_public(host: str) -> bool:
    """Whether every address of the host is one of the open internet's: a page must not lead a sync
    into the company's own network."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(ipaddress.ip_address(entry[4][0]).is_global for entry in found)


def _json(answer: httpx.Response) -> Any:
    if answer.status_code >= 400:
        place = answer.url.copy_with(query=None)
        raise InvalidInput(f"{place} is not there: check the source's address")
    try:
        return answer.json()
    except ValueError as error:
        raise TransientError(f"{answer.url.copy_with(query=None)} answered no JSON") from error


def _asked_wait(answer: httpx.Response) -> float:
    """Seconds, by Retry-After: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    asked = answer.headers.get("retry-after", "1")
    try:
        return float(asked)
    except ValueError:
        pass
    try:
        return (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds()
    except ValueError:
        return 1.0


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _Busy) else 1.0
    return float(min(max(asked, 0.5 * 2**state.attempt_number), _LONGEST_WAIT))
