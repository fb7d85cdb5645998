"""What was paid and refunded for an order or a subscription, as Stripe finds it by its metadata.

https://docs.stripe.com/search
"""

import stripe

from shared.domain.money import Money
from shared.ports.systems.payments import Entry, EntryKind

REFERENCE, KEY = "reference", "careline_key"
"""Names in the metadata. The shop writes `reference` too, on each payment that it takes."""
LOST = ("failed", "canceled")
"""Refunds that moved no money."""


class Movements:
    """Raises Stripe's own errors."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._intents = client.v1.payment_intents
        self._refunds = client.v1.refunds

    def payments(self, reference: str) -> list[stripe.PaymentIntent]:
        """Those that succeeded, the oldest first."""
        paid = self._intents.search(
            {"query": f"status:'succeeded' AND {_holds(REFERENCE, reference)}", "limit": 100}
        )
        return sorted(paid.auto_paging_iter(), key=lambda intent: intent.created)

    def charged(self, key: str) -> stripe.PaymentIntent | None:
        """As it is now. None may also mean that search does not show it yet."""
        found = self._intents.search({"query": _holds(KEY, key), "limit": 1}).data
        return self._intents.retrieve(found[0].id) if found else None

    def refunds_of(self, paid: stripe.PaymentIntent) -> list[stripe.Refund]:
        refunds = self._refunds.list({"payment_intent": paid.id, "limit": 100})
        return sorted(refunds.auto_paging_iter(), key=lambda refund: refund.created)

    def entries(self, reference: str) -> list[Entry]:
        moves: list[tuple[int, Entry]] = []
        for paid in self.payments(reference):
            method, amount = name_of(paid.payment_method), _money(paid.amount_received, paid)
            moves.append((paid.created, Entry(paid.id, EntryKind.PAYMENT, amount, method)))
            for refund in self.refunds_of(paid):
                if refund.status not in LOST:
                    entry = Entry(refund.id, EntryKind.REFUND, _money(refund.amount, paid), method)
                    moves.append((refund.created, entry))
        return [entry for _, entry in sorted(moves, key=lambda move: move[0])]

    def left(self, paid: stripe.PaymentIntent, but: str = "") -> int:
        """What was not given back, or only under that key."""
        refunds = (each for each in self.refunds_of(paid) if each.status not in LOST)
        return paid.amount_received - sum(each.amount for each in refunds if key_of(each) != but)


def _money(minor: int, paid: stripe.PaymentIntent) -> Money:
    return Money(minor, paid.currency.upper())


def _holds(name: str, value: str) -> str:
    """https://docs.stripe.com/search#search-query-language"""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"metadata['{name}']:'{escaped}'"


def name_of(thing: str | stripe.PaymentMethod | None) -> str:
    return thing if isinstance(thing, str) else thing.id if thing else ""


def key_of(refund: stripe.Refund) -> str | None:
    metadata = refund.metadata
    return str(metadata[KEY]) if metadata and KEY in metadata else None
