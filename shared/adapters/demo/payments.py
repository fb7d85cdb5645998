"""The demo company's payment gateway: for each order or subscription a list of movements."""

from typing import Any

from shared.adapters.demo.book import Book, Value, receipt_of
from shared.domain.commerce import Method, MethodKind
from shared.domain.errors import NotFound, Refused
from shared.domain.money import Money
from shared.ports.systems.payments import Entry, EntryKind

ACCOUNT, METHOD = "account", "method"


class DemoPayments:
    def __init__(self, book: Book) -> None:
        self._book = book

    def methods(self, customer_id: str) -> list[Method]:
        return [read_method(id_, value) for id_, value in self._book.of(METHOD, customer_id)]

    def entries(self, reference: str) -> list[Entry]:
        try:
            return read_entries(self._book.read(ACCOUNT, reference))
        except NotFound:
            return []

    def refund(self, key: str, reference: str, amount: Money, to: str) -> str:
        def change(value: Value) -> Value:
            entries = read_entries(value)
            if not 0 < amount.minor <= balance_of(entries).minor:
                raise Refused(f"{reference} has {balance_of(entries).text} that can be refunded")
            return _with(value, EntryKind.REFUND, amount, to, key)

        receipt = self._book.change(key, ACCOUNT, reference, change)
        self._move(key, to, amount.minor)
        return f"RF-{receipt}"

    def charge(self, key: str, customer_id: str, reference: str, amount: Money, method: str) -> str:
        """The account says first what is tried, so that a void finds the card even of a charge that
        died half way."""
        self._book.change(
            f"{key}:tried",
            ACCOUNT,
            reference,
            lambda value: {"tried": {**value.get("tried", {}), key: [method, amount.minor]}},
            owner=customer_id,
        )
        if amount.minor <= 0:
            raise Refused("a charge is more than nothing")
        if method not in {each.id for each in self.methods(customer_id)}:
            raise NotFound("the customer has no such payment method")
        self._move(key, method, -amount.minor)
        receipt = self._book.change(
            key, ACCOUNT, reference, lambda v: _with(v, EntryKind.PAYMENT, amount, method, key)
        )
        return f"PY-{receipt}"

    def void(self, key: str, reference: str) -> None:
        account = self._book.read(ACCOUNT, reference)
        self._book.undo(key, ACCOUNT, reference, revert=lambda value: _without(value, key))
        moved = {
            entry["id"]: (entry["method"], entry["minor"])
            for entry in account.get("entries", [])
            if entry["kind"] == EntryKind.REFUND
        }
        if receipt_of(key) in moved:
            self._unmove(key, *moved[receipt_of(key)])
        if key in account.get("tried", {}):
            method, minor = account["tried"][key]
            self._unmove(key, method, -minor)

    def _move(self, key: str, method: str, minor: int) -> None:
        """What a gift card holds changes with each movement; of others we know no balance."""

        def change(value: Value) -> Value:
            if value.get("balance_minor") is None:
                return {}
            left = value["balance_minor"] + minor
            if left < 0:
                raise Refused("the gift card has not enough on it")
            return {"balance_minor": left}

        self._book.change(key, METHOD, method, change)

    def _unmove(self, key: str, method: str, minor: int) -> None:
        def revert(value: Value) -> Value:
            balance = value.get("balance_minor")
            return {} if balance is None else {"balance_minor": balance - minor}

        self._book.undo(key, METHOD, method, revert=revert)


def balance_of(entries: list[Entry]) -> Money:
    """What was paid and not refunded."""
    currency = entries[0].amount.currency if entries else "USD"
    signed = (
        entry.amount.minor if entry.kind is EntryKind.PAYMENT else -entry.amount.minor
        for entry in entries
    )
    return Money(sum(signed), currency)


def read_entries(value: dict[str, Any]) -> list[Entry]:
    return [
        Entry(e["id"], EntryKind(e["kind"]), Money(e["minor"], e["currency"]), e["method"])
        for e in value.get("entries", [])
    ]


def read_method(id_: str, value: dict[str, Any]) -> Method:
    balance = value.get("balance_minor")
    return Method(id_, MethodKind(value["kind"]), None if balance is None else Money(balance))


def entry(id_: str, kind: EntryKind, amount: Money, method: str) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": kind.value,
        "minor": amount.minor,
        "currency": amount.currency,
        "method": method,
    }


def _with(value: Value, kind: EntryKind, amount: Money, method: str, key: str) -> Value:
    made = entry(receipt_of(key), kind, amount, method)
    return {"entries": [*value.get("entries", []), made]}


def _without(value: Value, key: str) -> Value:
    kept = [each for each in value["entries"] if each["id"] != receipt_of(key)]
    return {"entries": kept}
