"""What is asked of a shop, and what its orders are in our words.

https://shopify.dev/docs/api/admin-graphql/2025-10/objects/Order
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from shared.domain.commerce import Address, Line, SalesOrder, State, Variant
from shared.domain.money import Money

Node = dict[str, Any]

ORDERS = """
query Orders($query: String!) {
  orders(first: 20, query: $query, sortKey: CREATED_AT) {
    nodes {
      id name createdAt cancelledAt displayFulfillmentStatus
      customer { id }
      shippingAddress {
        firstName lastName company phone
        address1 address2 city provinceCode zip countryCodeV2
      }
      lineItems(first: 50) {
        nodes {
          id sku name currentQuantity product { id } variant { id }
          discountedUnitPriceSet { shopMoney { amount currencyCode } }
        }
      }
      fulfillments {
        deliveredAt trackingInfo { company number }
        fulfillmentLineItems(first: 50) { nodes { id quantity lineItem { id } } }
      }
      returns(first: 10) {
        nodes {
          id name status
          exchangeLineItems(first: 1) { nodes { id } }
          returnLineItems(first: 50) {
            nodes {
              ... on ReturnLineItem {
                quantity returnReasonNote fulfillmentLineItem { lineItem { sku } }
              }
            }
          }
        }
      }
    }
  }
}"""
VARIANTS = """
query Variants($id: ID!) {
  shop { currencyCode }
  product(id: $id) { variants(first: 100) { nodes { id sku title price availableForSale } } }
}"""
CANCEL = """
mutation Cancel($id: ID!, $note: String!) {
  orderCancel(
    orderId: $id, reason: CUSTOMER, staffNote: $note, restock: true, notifyCustomer: false,
    refundMethod: { originalPaymentMethodsRefund: false }
  ) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}"""
"""Without a refund: the money is the payment gateway's, and a case of its own."""
UPDATE = """
mutation Update($input: OrderInput!) {
  orderUpdate(input: $input) { order { id } userErrors { field message } }
}"""
RETURN = """
mutation Return($input: ReturnInput!) {
  returnCreate(returnInput: $input) {
    return { id name status }
    userErrors { field message code }
  }
}"""
CANCEL_RETURN = """
mutation CancelReturn($id: ID!) {
  returnCancel(id: $id) { return { id status } userErrors { field message code } }
}"""
_AT_WORK = ("IN_PROGRESS", "PENDING_FULFILLMENT")
_ON_ITS_WAY = ("FULFILLED", "PARTIALLY_FULFILLED")
_LIVE = ("OPEN", "REQUESTED")


def read_order(node: Node) -> SalesOrder:
    parcels = node["fulfillments"]
    tracking: Node = next((each for parcel in parcels for each in parcel["trackingInfo"]), {})
    delivered = [parcel["deliveredAt"] for parcel in parcels if parcel["deliveredAt"]]
    return SalesOrder(
        number=node["name"],
        customer_id=(node["customer"] or {}).get("id", ""),
        state=_state(node),
        lines=tuple(_lines(node)),
        address=read_address(node["shippingAddress"] or {}),
        placed=datetime.fromisoformat(node["createdAt"]),
        delivered_at=datetime.fromisoformat(max(delivered)) if delivered else None,
        returned=tuple(sorted(_returned(node))),
        tracking=tracking.get("number"),
        carrier=tracking.get("company"),
    )


def read_address(node: Node) -> Address:
    return Address(
        street=node.get("address1") or "",
        extra=node.get("address2") or "",
        city=node.get("city") or "",
        region=node.get("provinceCode") or "",
        postcode=node.get("zip") or "",
        country=node.get("countryCodeV2") or "",
    )


def mailing_input(kept: Node, address: Address) -> Node:
    """An address as orderUpdate takes it, with the name and telephone that the old one had, since
    what is left out is emptied."""
    person = {name: kept.get(name) for name in ("firstName", "lastName", "company", "phone")}
    return {
        **person,
        "address1": address.street,
        "address2": address.extra,
        "city": address.city,
        "provinceCode": address.region,
        "zip": address.postcode,
        "countryCode": address.country,
    }


def read_variants(product: str, data: Node) -> list[Variant]:
    currency = data["shop"]["currencyCode"]
    nodes = (data["product"] or {"variants": {"nodes": []}})["variants"]["nodes"]
    return [
        Variant(
            sku=node["sku"] or node["id"],
            product=product,
            name=node["title"],
            price=_money(node["price"], currency),
            is_available=node["availableForSale"],
        )
        for node in nodes
    ]


def sent_lines(node: Node) -> Iterator[tuple[str, str]]:
    """The SKU of each single thing that was sent, and the line of the parcel that it was in."""
    skus = {line["id"]: line["sku"] for line in node["lineItems"]["nodes"]}
    for parcel in node["fulfillments"]:
        for line in parcel["fulfillmentLineItems"]["nodes"]:
            for _ in range(line["quantity"]):
                yield skus[line["lineItem"]["id"]], line["id"]


def return_marked(node: Node, mark: str) -> Node | None:
    """The order's return that has the mark in its notes."""
    for each in node["returns"]["nodes"]:
        notes = (line.get("returnReasonNote") or "" for line in each["returnLineItems"]["nodes"])
        if any(mark in note for note in notes):
            return dict(each)
    return None


def _state(node: Node) -> State:
    if node["cancelledAt"]:
        return State.CANCELLED
    live = [each for each in node["returns"]["nodes"] if each["status"] in _LIVE]
    if live:
        exchanged = any(each["exchangeLineItems"]["nodes"] for each in live)
        return State.EXCHANGING if exchanged else State.RETURNING
    status, parcels = node["displayFulfillmentStatus"], node["fulfillments"]
    if status == "FULFILLED" and parcels and all(each["deliveredAt"] for each in parcels):
        return State.DELIVERED
    if status in _ON_ITS_WAY:
        return State.SHIPPED
    return State.PACKED if status in _AT_WORK else State.PENDING


def _lines(node: Node) -> Iterator[Line]:
    for each in node["lineItems"]["nodes"]:
        price = each["discountedUnitPriceSet"]["shopMoney"]
        for _ in range(each["currentQuantity"]):
            yield Line(
                sku=each["sku"],
                product=(each["product"] or {}).get("id", ""),
                name=each["name"],
                price=_money(price["amount"], price["currencyCode"]),
            )


def _returned(node: Node) -> Iterator[str]:
    for each in node["returns"]["nodes"]:
        if each["status"] in _LIVE:
            for line in each["returnLineItems"]["nodes"]:
                for _ in range(line["quantity"]):
                    yield line["fulfillmentLineItem"]["lineItem"]["sku"]


def _money(amount: str, currency: str) -> Money:
    return Money(int((Decimal(amount) * 100).to_integral_value()), currency)
