"""A Shopify shop with one order, which answers as the Admin API of 2025-10 does."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import httpx

from shared.adapters.shopify.shop import Shop, connect
from tests.contracts.crms import SECRET, payload

Data = dict[str, Any]
_NAME = re.compile(r"(?:query|mutation) (\w+)")
_LINES = {
    "gid://shopify/FulfillmentLineItem/820022594": "SPK-BLACK",
    "gid://shopify/FulfillmentLineItem/820022595": "CASE-1",
}


class FakeShopify:
    """`says` is the next answer, and `loses` answers are lost on their way back."""

    def __init__(self) -> None:
        self.shapes = payload("shopify")
        self.order: Data = copy.deepcopy(self.shapes["order"])
        self.says: Data | None = None
        self.loses = 0
        self.asked: list[tuple[str, Data]] = []
        self.discounts: dict[str, Data] = {}
        self.uses: dict[str, int] = {}
        self.drafts: dict[str, Data] = {}
        self.is_searchable = True
        """Whether the search knows of new drafts already."""
        self._operations: dict[str, Callable[[Data], Data]] = {
            "Orders": self._orders,
            "Variants": self._variants,
            "Cancel": self._cancel,
            "Update": self._update,
            "Return": self._return,
            "CancelReturn": self._cancel_return,
            "DiscountByCode": self._discount_by_code,
            "CreateDiscount": self._create_discount,
            "Drafts": self._find_drafts,
            "Draft": lambda variables: {"draftOrder": self.drafts.get(variables["id"])},
            "CreateDraft": self._create_draft,
            "CompleteDraft": self._complete_draft,
            "DeleteDraft": self._delete_draft,
        }

    def shop(self) -> Shop:
        return connect(
            "acme", SECRET, transport=httpx.MockTransport(self.answer), sleep=lambda _: None
        )

    def deliver(self) -> None:
        self.order["displayFulfillmentStatus"] = "FULFILLED"
        self.order["fulfillments"] = [copy.deepcopy(self.shapes["fulfillment"])]

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/admin/api/2025-10/graphql.json"
        assert request.headers["x-shopify-access-token"] == SECRET
        asked = json.loads(request.content)
        found = _NAME.search(asked["query"])
        assert found, asked["query"]
        says, self.says = self.says, None
        if says:
            return httpx.Response(200, json=says)
        self.asked.append((found[1], asked["variables"]))
        data = self._operations[found[1]](asked["variables"])
        if "mutation" in asked["query"] and self.loses:
            self.loses -= 1
            raise httpx.ReadTimeout("lost")
        return httpx.Response(200, json={"data": data})

    def _orders(self, variables: Data) -> Data:
        by_name = f'name:"{self.order["name"]}"'
        by_customer = f"customer_id:{self.order['customer']['id'].rpartition('/')[2]}"
        is_it = variables["query"] in (by_name, by_customer)
        return {"orders": {"nodes": [self.order] if is_it else []}}

    def _variants(self, variables: Data) -> Data:
        if variables["id"] == "gid://shopify/Product/20995642":
            return copy.deepcopy(self.shapes["variants"])
        return {"shop": {"currencyCode": "USD"}, "product": None}

    def _cancel(self, variables: Data) -> Data:
        errors = []
        made = [draft["order"] for draft in self.drafts.values() if draft["order"]]
        (order,) = (each for each in (self.order, *made) if each["id"] == variables["id"])
        if order["cancelledAt"]:
            errors = [{"field": ["orderId"], "message": "…", "code": "INVALID"}]
        order["cancelledAt"] = "2026-05-06T12:00:00Z"
        job = {"id": "gid://shopify/Job/1", "done": False}
        return {"orderCancel": {"job": None if errors else job, "orderCancelUserErrors": errors}}

    def _update(self, variables: Data) -> Data:
        new = dict(variables["input"]["shippingAddress"])
        new["countryCodeV2"] = new.pop("countryCode")
        self.order["shippingAddress"] = new
        return {"orderUpdate": {"order": {"id": self.order["id"]}, "userErrors": []}}

    def _return(self, variables: Data) -> Data:
        wanted, returns = variables["input"], self.order["returns"]["nodes"]
        made = {
            "id": f"gid://shopify/Return/{len(returns) + 1}",
            "name": f"#1001-R{len(returns) + 1}",
            "status": "OPEN",
            "exchangeLineItems": {
                "nodes": [{"id": "1"} for _ in wanted.get("exchangeLineItems", [])]
            },
            "returnLineItems": {
                "nodes": [
                    {
                        "quantity": line["quantity"],
                        "returnReasonNote": line["returnReasonNote"],
                        "fulfillmentLineItem": {
                            "lineItem": {"sku": _LINES[line["fulfillmentLineItemId"]]}
                        },
                    }
                    for line in wanted["returnLineItems"]
                ]
            },
        }
        returns.append(made)
        return {"returnCreate": {"return": made, "userErrors": []}}

    def _discount_by_code(self, variables: Data) -> Data:
        known = variables["code"] in self.discounts
        about = {"asyncUsageCount": self.uses.get(variables["code"], 0)}
        node = {"id": "gid://shopify/DiscountCodeNode/1", "codeDiscount": about} if known else None
        return {"codeDiscountNodeByCode": node}

    def _create_discount(self, variables: Data) -> Data:
        wanted = variables["input"]
        taken = {"field": ["basicCodeDiscount", "code"], "message": "…", "code": "TAKEN"}
        errors = [taken] if wanted["code"] in self.discounts else []
        self.discounts.setdefault(wanted["code"], wanted)
        node = None if errors else {"id": "gid://shopify/DiscountCodeNode/1"}
        return {"discountCodeBasicCreate": {"codeDiscountNode": node, "userErrors": errors}}

    def _cancel_return(self, variables: Data) -> Data:
        (found,) = (
            each for each in self.order["returns"]["nodes"] if each["id"] == variables["id"]
        )
        errors = []
        if found["status"] == "CLOSED":
            errors = [{"field": ["id"], "message": "…", "code": "INVALID_STATE"}]
        else:
            found["status"] = "CANCELED"
        return {"returnCancel": {"return": found, "userErrors": errors}}

    def _find_drafts(self, variables: Data) -> Data:
        found = self.drafts.values() if self.is_searchable else ()
        tagged = [each for each in found if f'tag:"{each["tags"][0]}"' == variables["query"]]
        tagged += [each for each in found if f'tag:"{each["tags"][1]}"' == variables["query"]]
        return {"draftOrders": {"nodes": tagged}}

    def _create_draft(self, variables: Data) -> Data:
        wanted = variables["input"]
        assert wanted["appliedDiscount"]["valueType"] in ("PERCENTAGE", "FIXED_AMOUNT")
        id_ = f"gid://shopify/DraftOrder/{276395349 + len(self.drafts)}"
        self.drafts[id_] = {"id": id_, "status": "OPEN", "order": None, "tags": wanted["tags"]}
        return {"draftOrderCreate": {"draftOrder": {"id": id_}, "userErrors": []}}

    def _complete_draft(self, variables: Data) -> Data:
        draft = self.drafts[variables["id"]]
        number = 1002 + sum(1 for each in self.drafts.values() if each["order"])
        draft["status"], draft["order"] = (
            "COMPLETED",
            {
                "id": f"gid://shopify/Order/{number}",
                "name": f"#{number}",
                "cancelledAt": None,
                "displayFulfillmentStatus": "UNFULFILLED",
            },
        )
        return {"draftOrderComplete": {"draftOrder": draft, "userErrors": []}}

    def _delete_draft(self, variables: Data) -> Data:
        del self.drafts[variables["input"]["id"]]
        deleted = {"deletedId": variables["input"]["id"], "userErrors": []}
        return {"draftOrderDelete": deleted}
