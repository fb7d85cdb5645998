"""What a shop's customers, orders and products are at a moment, in a form that can be compared:
told by our systems through their ports, or by the database itself."""

from typing import Any

from infra.local.strangers.records import STATES, read_address
from infra.local.strangers.shop import Json, cents, described
from shared.domain.commerce import SalesOrder
from shared.domain.money import Money
from shared.ports.systems import Systems

State = dict[str, dict[str, Any]]
"""By name ("order #W1"), each thing's facts; amounts in cents."""

_WORDS = {state: status for status, state in STATES.items()}


def of_systems(systems: Systems, database: Json) -> State:
    """All that our systems keep of the customers, orders and products that the database names."""
    found: State = {}
    for id_ in database["users"]:
        found[f"user {id_}"] = {
            "address": systems.crm.address(id_),
            "methods": {each.id: _cents(each.balance) for each in systems.payments.methods(id_)},
            "orders": sorted(order.number for order in systems.commerce.of_customer(id_)),
        }
    for number in database["orders"]:
        entries = systems.payments.entries(number)
        found[f"order {number}"] = {
            **_order(systems.commerce.order(number)),
            "payments": [(each.kind.value, each.amount.minor, each.method) for each in entries],
        }
    for id_ in database["products"]:
        found[f"product {id_}"] = {
            each.sku: (each.name, each.price.minor, each.is_available)
            for each in systems.commerce.variants(id_)
        }
    return found


def of_database(database: Json) -> State:
    found: State = {}
    for id_, user in database["users"].items():
        found[f"user {id_}"] = {
            "address": read_address(user["address"]),
            "methods": {
                method["id"]: cents(method["balance"]) if "balance" in method else None
                for method in user["payment_methods"].values()
            },
            "orders": sorted(user["orders"]),
        }
    for number, order in database["orders"].items():
        found[f"order {number}"] = _raw_order(order)
    for id_, product in database["products"].items():
        found[f"product {id_}"] = {
            sku: (
                described(product["name"], variant["options"]),
                cents(variant["price"]),
                variant["available"],
            )
            for sku, variant in product["variants"].items()
        }
    return found


def differences(one: State, other: State) -> list[str]:
    """The things that are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _order(order: SalesOrder) -> dict[str, Any]:
    return {
        "owner": order.customer_id,
        "status": _WORDS[order.state],
        "address": order.address,
        "lines": [(line.sku, line.product, line.name, line.price.minor) for line in order.lines],
        "cancelled because": order.reason,
        "returned": list(order.returned),
        "given back": sorted(swap.old for swap in order.swaps),
        "taken instead": sorted(swap.new for swap in order.swaps),
        "settled with": order.settled_with,
        "difference": _cents(order.difference),
    }


def _raw_order(order: Json) -> dict[str, Any]:
    difference = order.get("exchange_price_difference")
    return {
        "owner": order["user_id"],
        "status": order["status"],
        "address": read_address(order["address"]),
        "lines": [
            (
                item["item_id"],
                item["product_id"],
                described(item["name"], item["options"]),
                cents(item["price"]),
            )
            for item in order["items"]
        ],
        "cancelled because": order.get("cancel_reason"),
        "returned": order.get("return_items", []),
        "given back": order.get("exchange_items", []),
        "taken instead": order.get("exchange_new_items", []),
        "settled with": order.get("return_payment_method_id")
        or order.get("exchange_payment_method_id"),
        "difference": None if difference is None else cents(difference),
        "payments": [
            (each["transaction_type"], cents(each["amount"]), each["payment_method_id"])
            for each in order["payment_history"]
        ],
    }


def _cents(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor
