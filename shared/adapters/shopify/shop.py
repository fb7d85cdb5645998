"""A Shopify shop, by its Admin API in GraphQL.

https://shopify.dev/docs/api/admin-graphql/2025-10
"""

from collections.abc import Mapping
from typing import Any

from shared.adapters.http.api import Api
from shared.adapters.http.limits import TokenBucket
from shared.domain.errors import Refused, TransientError

_VERSION = "2025-10"
_LATER = {"THROTTLED", "INTERNAL_SERVER_ERROR"}
_ERRORS = ("userErrors", "orderCancelUserErrors")


class Shop:
    def __init__(self, api: Api) -> None:
        self._api = api

    def query(self, text: str, **variables: Any) -> dict[str, Any]:
        """The `data` of the answer. Raises TransientError where Shopify is busy, Refused where it
        does not let us ask."""
        return self._ask(text, variables, repeatable=True)

    def mutate(self, text: str, repeatable: bool = False, **variables: Any) -> dict[str, Any]:
        """What the only mutation of the text answers. Raises Refused where Shopify will not."""
        (answer,) = self._ask(text, variables, repeatable).values()
        wrong = [error for name in _ERRORS for error in answer.get(name) or []]
        if wrong:
            told = " ".join(sorted({str(error.get("code") or "INVALID") for error in wrong}))
            raise Refused(f"Shopify will not do this: {told}")
        return dict(answer)

    def _ask(self, text: str, variables: Mapping[str, Any], repeatable: bool) -> dict[str, Any]:
        body = {"query": text, "variables": variables}
        answer = self._api.post("graphql.json", body, repeatable=repeatable)
        codes = {
            str(error.get("extensions", {}).get("code", "INVALID"))
            for error in answer.get("errors", [])
        }
        if codes & _LATER:
            raise TransientError(f"Shopify is busy: {' '.join(sorted(codes))}")
        if codes or not answer.get("data"):
            raise Refused(f"Shopify will not answer: {' '.join(sorted(codes))}")
        return dict(answer["data"])


def connect(shop: str, token: str, **more: Any) -> Shop:
    """`shop` is such as acme, of acme.myshopify.com; `token` is that of a custom app, which may
    read and write orders, draft orders, returns, discounts and products.

    https://shopify.dev/docs/api/usage/limits
    """
    base = f"https://{shop}.myshopify.com/admin/api/{_VERSION}"
    limit = TokenBucket(rate=4, burst=10)
    return Shop(Api(base, headers={"X-Shopify-Access-Token": token}, limit=limit, **more))
