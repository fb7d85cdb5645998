"""A tiny shop, made up, of the shape of tau2-bench's: enough for an example of everything that its
policy forbids."""

import json
from pathlib import Path
from typing import Any

from infra.local.strangers.shop import Action, Shop, read_shop

ADA, BEN = "ada_moss_1", "ben_hart_2"
CARD, PAYPAL, GIFT = "credit_card_1", "paypal_1", "gift_card_1"
RED, BLUE, GREEN, GOLD = "101", "102", "103", "104"
SMALL, LARGE, HUGE = "201", "202", "203"
OPEN, TWICE, ON_GIFT, PACKED, HERE, CANCELLED = "#W1", "#W2", "#W3", "#W4", "#W5", "#W6"
HOME = {
    "address1": "3 Mill Lane",
    "address2": "Flat 2",
    "city": "Salem",
    "country": "USA",
    "state": "OR",
    "zip": "97301",
}
AWAY = {**HOME, "address1": "8 Quay Street", "address2": "", "city": "Astoria", "zip": "97103"}
_LAMPS = {RED: ("red", 20.10, True), BLUE: ("blue", 25.55, True), GREEN: ("green", 20.10, True)}
_RUGS = {SMALL: ("small", 80.05, True), LARGE: ("large", 70.0, True), HUGE: ("huge", 99.0, False)}


def tiny_shop(folder: Path, **tasks: list[Action]) -> Shop:
    """As it is read from files that lie in the folder then."""
    rows = [
        {
            "id": id_,
            "evaluation_criteria": {"actions": [action.model_dump() for action in actions]},
        }
        for id_, actions in tasks.items()
    ]
    (folder / "db.json").write_text(json.dumps(database()))
    (folder / "tasks.json").write_text(json.dumps(rows))
    return read_shop(folder)


def database() -> dict[str, Any]:
    lamps = _product("1", "Lamp", "color", {**_LAMPS, GOLD: ("gold", 90.0, False)})
    rugs = _product("2", "Rug", "size", _RUGS)
    lines = {**_lines(lamps), **_lines(rugs)}
    orders = [
        _order(OPEN, ADA, "pending", [lines[RED], lines[SMALL]], CARD),
        _order(TWICE, ADA, "pending", [lines[RED], lines[RED], lines[BLUE]], CARD),
        _order(ON_GIFT, ADA, "pending", [lines[RED]], GIFT),
        _order(PACKED, ADA, "processed", [lines[RED]], CARD),
        _order(HERE, ADA, "delivered", [lines[RED], lines[RED], lines[LARGE]], CARD),
        _order(CANCELLED, ADA, "cancelled", [lines[BLUE]], PAYPAL),
        _order("#W9", BEN, "pending", [lines[BLUE]], "gift_card_2"),
    ]
    return {
        "products": {each["product_id"]: each for each in (lamps, rugs)},
        "users": {
            ADA: _user(ADA, orders, {CARD: None, PAYPAL: None, GIFT: 5.05}),
            BEN: _user(BEN, orders, {"gift_card_2": 40.0}),
        },
        "orders": {order["order_id"]: order for order in orders},
    }


def _product(id_: str, name: str, option: str, variants: dict[str, Any]) -> dict[str, Any]:
    return {
        "product_id": id_,
        "name": name,
        "variants": {
            sku: {"item_id": sku, "options": {option: value}, "available": there, "price": price}
            for sku, (value, price, there) in variants.items()
        },
    }


def _lines(product: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        sku: {
            "name": product["name"],
            "product_id": product["product_id"],
            "item_id": sku,
            "price": variant["price"],
            "options": variant["options"],
        }
        for sku, variant in product["variants"].items()
    }


def _order(number: str, user: str, status: str, items: list[Any], method: str) -> dict[str, Any]:
    amount = round(sum(item["price"] for item in items), 2)
    paid = {"transaction_type": "payment", "amount": amount, "payment_method_id": method}
    refund = {**paid, "transaction_type": "refund"}
    return {
        "order_id": number,
        "user_id": user,
        "address": HOME,
        "items": items,
        "status": status,
        "payment_history": [paid, refund] if status == "cancelled" else [paid],
    }


def _user(id_: str, orders: list[Any], methods: dict[str, float | None]) -> dict[str, Any]:
    return {
        "user_id": id_,
        "address": HOME,
        "payment_methods": {
            method: {"source": method.rpartition("_")[0], "id": method}
            | ({} if balance is None else {"balance": balance})
            for method, balance in methods.items()
        },
        "orders": [order["order_id"] for order in orders if order["user_id"] == id_],
    }
