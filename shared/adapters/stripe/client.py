"""Stripe's own client, and its errors by our names.

https://docs.stripe.com/api/errors
"""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from shared.domain.errors import Conflict, NotFound, Refused, TransientError

_TIMEOUT = 20.0
_RETRIES = 2


def connect(api_key: str) -> stripe.StripeClient:
    """`api_key` is a restricted key that may read and write payment intents, refunds and payment
    methods, and read customers."""
    return stripe.StripeClient(
        api_key,
        http_client=stripe.RequestsClient(timeout=_TIMEOUT),
        max_network_retries=_RETRIES,
    )


@contextmanager
def stripe_errors() -> Iterator[None]:
    """Say by Stripe's error codes what went wrong. Its sentences stay here, since they may name the
    customer's card."""
    try:
        yield
    except stripe.CardError as error:
        raise Refused(f"the payment method does not pay: {_code(error)}") from None
    except stripe.IdempotencyError:
        raise Conflict("this key was used before, for something else or to void it") from None
    except stripe.InvalidRequestError as error:
        if error.http_status == 404 or error.code == "resource_missing":
            raise NotFound(f"Stripe does not know the {error.param or 'thing'} named") from None
        raise Refused(f"Stripe will not do this: {_code(error)}") from None
    except (stripe.AuthenticationError, stripe.PermissionError):
        raise Refused("Stripe refuses our API key: check it, and what it may do") from None
    except stripe.StripeError as error:
        raise TransientError(f"Stripe does not answer as it should: {_code(error)}") from None


def _code(error: stripe.StripeError) -> str:
    return str(error.code or error.http_status or type(error).__name__)
