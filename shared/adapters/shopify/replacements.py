"""Orders that are sent again: as a new order of the same things for nothing, made from a draft.

https://shopify.dev/docs/api/admin-graphql/2025-10/mutations/draftOrderCreate
https://shopify.dev/docs/api/admin-graphql/2025-10/mutations/draftOrderComplete
"""

from typing import Any

from shared.adapters.journal import Before, Journal, mark_of
from shared.adapters.shopify import orders
from shared.adapters.shopify.shop import Shop
from shared.domain.errors import Conflict, Refused

_DRAFT = "id status order { id name cancelledAt displayFulfillmentStatus }"
DRAFTS = f"""
query Drafts($query: String!) {{
  draftOrders(first: 20, query: $query) {{ nodes {{ {_DRAFT} tags }} }}
}}"""
DRAFT = f"""
query Draft($id: ID!) {{ draftOrder(id: $id) {{ {_DRAFT} }} }}"""
CREATE = """
mutation CreateDraft($input: DraftOrderInput!) {
  draftOrderCreate(input: $input) { draftOrder { id } userErrors { field message } }
}"""
COMPLETE = f"""
mutation CompleteDraft($id: ID!) {{
  draftOrderComplete(id: $id) {{ draftOrder {{ {_DRAFT} }} userErrors {{ field message }} }}
}}"""
DELETE = """
mutation DeleteDraft($input: DraftOrderDeleteInput!) {
  draftOrderDelete(input: $input) { deletedId userErrors { field message } }
}"""


class Replacements:
    """A draft carries the marks of its key and of the order that it replaces as tags. Its id is
    journaled as soon as it is known, since Shopify's search may not know it yet."""

    def __init__(self, shop: Shop, journal: Journal) -> None:
        self._shop = shop
        self._journal = journal

    def check(self, number: str) -> None:
        """Raises Conflict for an order that was sent again before, and not taken back."""
        for draft in self._drafts(_of_order(number)):
            if draft["order"] and not draft["order"]["cancelledAt"]:
                raise Conflict(f"order {number} was sent again before")

    def place(self, key: str, node: orders.Node) -> str:
        """The new order's name."""
        number = node["name"]

        def create(_: Before) -> str:
            for draft in self._drafts(_of_key(key)):
                return str(draft["id"])
            made = self._shop.mutate(CREATE, input=_input(key, node))
            return str(made["draftOrder"]["id"])

        id_ = self._journal.once(_draft_key(key), number, create, lambda _: None)
        draft = self._shop.query(DRAFT, id=id_)["draftOrder"]
        if draft["order"] is None:
            draft = self._shop.mutate(COMPLETE, id=id_)["draftOrder"]
        return str(draft["order"]["name"])

    def call_off(self, key: str, number: str) -> None:
        """Raises Refused for a parcel that is packed, or past it."""

        def find(_: Before) -> str:
            return next((str(each["id"]) for each in self._drafts(_of_key(key))), "")

        id_ = self._journal.once(_draft_key(key), number, find, lambda _: None)
        draft = self._shop.query(DRAFT, id=id_)["draftOrder"] if id_ else None
        if draft is None:
            return
        made = draft["order"]
        if made is None:
            self._shop.mutate(DELETE, repeatable=True, input={"id": id_})
        elif not made["cancelledAt"]:
            if made["displayFulfillmentStatus"] != "UNFULFILLED":
                raise Refused(f"the new parcel {made['name']} is on its way: a person stops it")
            self._shop.mutate(orders.CANCEL, id=made["id"], note=f"Careline {mark_of(key)}")

    def _drafts(self, tag: str) -> list[dict[str, Any]]:
        found = self._shop.query(DRAFTS, query=f'tag:"{tag}"')["draftOrders"]["nodes"]
        return [each for each in found if tag in each["tags"]]


def _input(key: str, node: orders.Node) -> dict[str, Any]:
    """Raises Refused for a thing that the shop does not sell any more."""
    lines = [
        {"variantId": line["variant"]["id"], "quantity": line["currentQuantity"]}
        for line in node["lineItems"]["nodes"]
        if line["variant"] and line["currentQuantity"]
    ]
    if len(lines) != sum(1 for line in node["lineItems"]["nodes"] if line["currentQuantity"]):
        raise Refused("the shop does not sell all of it any more: a person finds a replacement")
    price = node["lineItems"]["nodes"][0]["discountedUnitPriceSet"]["shopMoney"]
    kept = node["shippingAddress"] or {}
    return {
        "purchasingEntity": {"customerId": node["customer"]["id"]},
        "lineItems": lines,
        "shippingAddress": orders.mailing_input(kept, orders.read_address(kept)),
        "shippingLine": {
            "title": "Replacement",
            "priceWithCurrency": {"amount": "0.00", "currencyCode": price["currencyCode"]},
        },
        "appliedDiscount": {
            "title": "Replacement",
            "description": f"Replaces {node['name']}",
            "value": 100,
            "valueType": "PERCENTAGE",
        },
        "note": f"Replaces {node['name']}",
        "tags": [_of_key(key), _of_order(node["name"])],
    }


def _draft_key(key: str) -> str:
    return f"{key}:draft"


def _of_key(key: str) -> str:
    return f"careline-{mark_of(key)}"


def _of_order(number: str) -> str:
    return f"careline-replaces-{number.lstrip('#')}"
