"""What a shop is asked about the codes that it takes.

https://shopify.dev/docs/api/admin-graphql/2025-10/mutations/discountCodeBasicCreate
https://shopify.dev/docs/api/admin-graphql/2025-10/objects/DiscountCodeBasic
"""

from datetime import timedelta
from typing import Any

from shared.ports.systems.commerce import Discount

BY_CODE = """
query DiscountByCode($code: String!) {
  codeDiscountNodeByCode(code: $code) {
    id
    codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } }
  }
}"""
CREATE = """
mutation CreateDiscount($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode { id }
    userErrors { field message code }
  }
}"""


def wanted(customer_id: str, discount: Discount) -> dict[str, Any]:
    """A code for one order of that customer alone; it ends with its last day in UTC."""
    amount = discount.worth.amount
    value: dict[str, Any] = {"percentage": discount.worth.percent / 100}
    if amount:
        units = f"{amount.minor // 100}.{amount.minor % 100:02}"
        value = {"discountAmount": {"amount": units, "appliesOnEachItem": False}}
    return {
        "title": f"Careline {discount.code}",
        "code": discount.code,
        "startsAt": f"{discount.since.isoformat()}T00:00:00Z",
        "endsAt": f"{(discount.until + timedelta(days=1)).isoformat()}T00:00:00Z",
        "usageLimit": 1,
        "context": {"customers": {"add": [customer_id]}},
        "customerGets": {"items": {"all": True}, "value": value},
    }
