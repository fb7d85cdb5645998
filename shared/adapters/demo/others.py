"""The demo company's books, its developers' gateway and its mailbox."""

from datetime import date

from shared.adapters.demo.book import Book, receipt_of
from shared.domain.errors import Refused
from shared.domain.money import Money
from shared.ports.systems.others import ApiError, ApiKey, Credit, Posting

POSTING, CREDIT, API_KEY, LETTER = "posting", "credit", "api_key", "letter"


class DemoErp:
    def __init__(self, book: Book) -> None:
        self._book = book

    def postings(self, reference: str) -> list[Posting]:
        return [
            Posting(id_, value["place"], date.fromisoformat(value["on"]), value["text"])
            for id_, value in self._book.of(POSTING, reference)
        ]

    def credits(self, customer_id: str, reference: str) -> list[Credit]:
        return [
            Credit(id_, Money(memo["minor"], memo["currency"]))
            for id_, memo in self._book.of(CREDIT, customer_id)
            if memo.get("is_valid") and memo["for"] == reference
        ]

    def credit(self, key: str, customer_id: str, reference: str, amount: Money, why: str) -> str:
        if amount.minor <= 0:
            raise Refused("a credit is more than nothing")
        memo = {"minor": amount.minor, "currency": amount.currency, "for": reference, "why": why}
        self._book.change(key, CREDIT, _memo(key), lambda _: memo | {"is_valid": True}, customer_id)
        return _memo(key)

    def undo(self, key: str, customer_id: str) -> None:
        self._book.undo(
            key, CREDIT, _memo(key), customer_id, revert=lambda value: {**value, "is_valid": False}
        )


class DemoDevelopers:
    def __init__(self, book: Book) -> None:
        self._book = book

    def keys(self, customer_id: str) -> list[ApiKey]:
        return [
            ApiKey(
                id_,
                value["is_active"],
                date.fromisoformat(value["ends_on"]) if value.get("ends_on") else None,
                value["requests_a_minute"],
            )
            for id_, value in self._book.of(API_KEY, customer_id)
        ]

    def errors(self, key_id: str) -> list[ApiError]:
        seen = [ApiError(**each) for each in self._book.read(API_KEY, key_id).get("errors", [])]
        return sorted(seen, key=lambda each: -each.count)

    def rotate(self, key: str, key_id: str) -> str:
        return self._book.change(key, API_KEY, key_id, lambda _: {"next": receipt_of(key)})

    def undo(self, key: str, key_id: str) -> None:
        self._book.undo(key, API_KEY, key_id)


class DemoMail:
    """Keeps what was sent, so that whoever tries the demo can read it."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def send(self, key: str, to: str, subject: str, text: str) -> str:
        letter = {"subject": subject, "text": text}
        self._book.add(LETTER, receipt_of(key), to, letter)
        return receipt_of(key)


def _memo(key: str) -> str:
    return f"CR-{receipt_of(key)}"
