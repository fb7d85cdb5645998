"""The demo company's CRM."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from shared.adapters.demo.book import Book, Tell, Value, quiet, receipt_of
from shared.domain.commerce import Address
from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.orders import SubscriptionStatus
from shared.domain.subscriptions import Plan, Subscription

PLANS = "plans"
SUBSCRIPTION, CUSTOMER, NOTE, TASK, PLAN = "subscription", "customer", "note", "task", "plan"


class DemoCrm:
    """`tell` is told what becomes of a subscription, as the event that a real system would send."""

    def __init__(self, book: Book, tell: Tell = quiet) -> None:
        self._book = book
        self._tell = tell

    def subscriptions(self, customer_id: str) -> list[Subscription]:
        return [read_subscription(id_, v) for id_, v in self._book.of(SUBSCRIPTION, customer_id)]

    def plans(self) -> list[Plan]:
        plans = [_plan(sku, value) for sku, value in self._book.of(PLAN, PLANS)]
        return sorted(plans, key=lambda plan: plan.price)

    def plan(self, sku: str) -> Plan:
        return _plan(sku, self._book.read(PLAN, sku))

    def address(self, customer_id: str) -> Address:
        return Address(**self._book.read(CUSTOMER, customer_id)["address"])

    def move(self, key: str, customer_id: str, address: Address) -> str:
        return self._book.change(key, CUSTOMER, customer_id, lambda _: {"address": asdict(address)})

    def end(self, key: str, subscription_id: str, on: date) -> str:
        def change(value: Value) -> Value:
            _need_running(value, subscription_id)
            return {"status": SubscriptionStatus.CANCELLED.value, "ends_on": on.isoformat()}

        return self._change(key, subscription_id, change)

    def pause(self, key: str, subscription_id: str, since: date, until: date) -> str:
        def change(value: Value) -> Value:
            _need_running(value, subscription_id)
            return {
                "status": SubscriptionStatus.PAUSED.value,
                "last_pause": since.isoformat(),
                "paused_until": until.isoformat(),
            }

        return self._change(key, subscription_id, change)

    def change_plan(self, key: str, subscription_id: str, sku: str, price: Money) -> str:
        def change(value: Value) -> Value:
            _need_running(value, subscription_id)
            return {"sku": sku, "price_minor": price.minor}

        return self._change(key, subscription_id, change)

    def renew(self, key: str, subscription_id: str, until: date) -> str:
        def change(value: Value) -> Value:
            _need_running(value, subscription_id)
            return {"period_start": value["period_end"], "period_end": until.isoformat()}

        return self._change(key, subscription_id, change)

    def undo(self, key: str, record: str) -> None:
        kind = SUBSCRIPTION if record.startswith("SUB-") else CUSTOMER
        self._book.undo(key, kind, record)
        if kind == SUBSCRIPTION:
            self._tell_of(record)

    def note(self, key: str, customer_id: str, subject: str, text: str) -> str:
        number = f"CASE-{receipt_of(key)}"
        self._book.add(NOTE, number, customer_id, {"subject": subject, "text": text})
        return number

    def schedule(self, key: str, customer_id: str, what: str, on: date) -> str:
        number = f"TASK-{receipt_of(key)}"
        self._book.add(TASK, number, customer_id, {"what": what, "on": on.isoformat()})
        return number

    def _change(self, key: str, id_: str, change: Callable[[Value], Value]) -> str:
        receipt = self._book.change(key, SUBSCRIPTION, id_, change)
        self._tell_of(id_)
        return receipt

    def _tell_of(self, id_: str) -> None:
        value = self._book.read(SUBSCRIPTION, id_)
        about = {"customer_id": value["customer"], "sku": value["sku"], "status": value["status"]}
        self._tell("SubscriptionChanged", {"subscription_id": id_, **about})


def _plan(sku: str, v: Value) -> Plan:
    return Plan(sku, v["name"], Money(v["price_minor"]), v["allowances"], v["includes"])


def read_subscription(id_: str, value: dict[str, Any]) -> Subscription:
    days = {
        name: date.fromisoformat(value[name]) if value.get(name) else None
        for name in ("paid_on", "last_pause", "paused_until", "ends_on")
    }
    return Subscription(
        id=id_,
        customer_id=value["customer"],
        sku=value["sku"],
        status=SubscriptionStatus(value["status"]),
        price=Money(value["price_minor"]),
        period_start=date.fromisoformat(value["period_start"]),
        period_end=date.fromisoformat(value["period_end"]),
        is_yearly=bool(value.get("is_yearly")),
        seats=int(value.get("seats", 1)),
        usage=value.get("usage"),
        **days,
    )


def _need_running(value: Value, id_: str) -> None:
    if value["status"] == SubscriptionStatus.CANCELLED.value:
        raise Conflict(f"subscription {id_} has been cancelled")
