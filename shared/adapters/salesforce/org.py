"""A company's Salesforce org, and its errors by our names.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceError,
    SalesforceExpiredSession,
)

from shared.domain.errors import Conflict, NotFound, Refused, TransientError

_TIMEOUT = 15.0
_LATER = {"UNABLE_TO_LOCK_ROW", "REQUEST_LIMIT_EXCEEDED", "SERVER_UNAVAILABLE"}
_GONE = {"NOT_FOUND", "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY"}


class Session(requests.Session):
    """Never waits without an end."""

    def request(self, *args: Any, **more: Any) -> requests.Response:
        return super().request(*args, **{"timeout": _TIMEOUT, **more})


def connect(username: str, consumer_key: str, private_key: str, domain: str) -> Salesforce:
    """By OAuth's JWT bearer flow, which needs no password. `domain` is such as acme.my.

    https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
    """
    with salesforce_errors():
        return Salesforce(
            username=username,
            consumer_key=consumer_key,
            privatekey=private_key,
            domain=domain,
            session=Session(),
        )


@contextmanager
def salesforce_errors() -> Iterator[None]:
    """Say by Salesforce's codes what went wrong; its sentences may hold a customer's data."""
    try:
        yield
    except (SalesforceAuthenticationFailed, SalesforceExpiredSession):
        raise Refused("Salesforce refuses us: check the connected app and its user") from None
    except SalesforceError as error:
        raise _named(error) from None
    except requests.RequestException as error:
        raise TransientError(f"Salesforce does not answer: {type(error).__name__}") from None


def _named(error: SalesforceError) -> Exception:
    status, codes = error.status, _codes(error.content)
    told = f"Salesforce answered {status} {' '.join(sorted(codes))}".rstrip()
    if status == 429 or status >= 500 or codes & _LATER:
        return TransientError(told)
    if status == 404 or codes & _GONE:
        return NotFound(told)
    if status in (409, 412):
        return Conflict(told)
    return Refused(told)


def _codes(content: Any) -> set[str]:
    """An error's body is a list of objects with an `errorCode`."""
    each = content if isinstance(content, list) else []
    return {str(one["errorCode"]) for one in each if isinstance(one, dict) and "errorCode" in one}
