"""Payments by Stripe's payment intents and refunds.

Two things together make a key work once. Stripe remembers an Idempotency-Key for a day at least
(https://docs.stripe.com/api/idempotent_requests), and what was done carries its key in its
metadata, which search finds about a minute later (https://docs.stripe.com/search#data-freshness).
A key is voided by spending it on something harmless: whichever request comes first has it.
"""

from hashlib import sha256

import stripe

from shared.adapters.stripe.client import stripe_errors
from shared.adapters.stripe.movements import KEY, LOST, REFERENCE, Movements, key_of, name_of
from shared.domain.commerce import Method, MethodKind
from shared.domain.errors import NotFound, Refused, TransientError
from shared.domain.money import Money
from shared.ports.systems.payments import Entry

_KINDS = {"card": MethodKind.CARD, "paypal": MethodKind.PAYPAL}
_PAID = ("succeeded", "processing")
_CANCELABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
_LEAST = 100
"""Cents that an intent may ask in each currency, and none of them is ever taken:
https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""


class StripePayments:
    """Customers go by Stripe's ids (`cus_…`), methods too (`pm_…`). `currency` is the account's."""

    def __init__(self, client: stripe.StripeClient, currency: str = "USD") -> None:
        self._movements = Movements(client)
        self._intents = client.v1.payment_intents
        self._refunds = client.v1.refunds
        self._methods = client.v1.payment_methods
        self._customers = client.v1.customers
        self._currency = currency.lower()

    def methods(self, customer_id: str) -> list[Method]:
        with stripe_errors():
            customer = self._customers.retrieve(customer_id)
            if getattr(customer, "deleted", False):
                raise NotFound(f"customer {customer_id} was deleted in Stripe")
            settings = getattr(customer, "invoice_settings", None)
            first = getattr(settings, "default_payment_method", None)
            found = self._methods.list({"customer": customer_id, "limit": 100})
            known = [
                Method(each.id, _KINDS[each.type])
                for each in found.auto_paging_iter()
                if each.type in _KINDS
            ]
        return sorted(known, key=lambda method: method.id != first)

    def entries(self, reference: str) -> list[Entry]:
        with stripe_errors():
            return self._movements.entries(reference)

    def refund(self, key: str, reference: str, amount: Money, to: str) -> str:
        """Stripe pays back what was paid, and to the method that paid it. A refund of several
        payments is several of Stripe's, and answers with all their ids."""
        with stripe_errors():
            payments = [
                paid
                for paid in self._movements.payments(reference)
                if name_of(paid.payment_method) == to
            ]
            if not payments:
                raise Refused(
                    f"{reference} was not paid with the method that the money should go to"
                )
            if any(_mark(key) in paid.metadata for paid in payments):
                raise Refused("this refund was taken back before it was done")
            parts = self._parts(key, payments, amount, reference)
            return ", ".join(self._give_back(key, reference, *part) for part in parts)

    def charge(self, key: str, customer_id: str, reference: str, amount: Money, method: str) -> str:
        """Without the customer present: a card that asks for them does not pay."""
        with stripe_errors():
            intent = self._movements.charged(key) or self._intents.create(
                {
                    "amount": amount.minor,
                    "currency": amount.currency.lower(),
                    "customer": customer_id,
                    "payment_method": method,
                    "confirm": True,
                    "off_session": True,
                    "metadata": {REFERENCE: reference, KEY: key},
                },
                {"idempotency_key": key},
            )
        if intent.status not in _PAID:
            raise Refused(f"the payment method does not pay: the payment is {intent.status}")
        return intent.id

    def void(self, key: str, reference: str) -> None:
        """Of a charge that went through, what is left is refunded. A refund can be called back only
        while Stripe waits for the customer's bank details."""
        with stripe_errors():
            if charged := self._movements.charged(key):
                self._take_back(key, charged.id)
                return
            payments = self._movements.payments(reference)
            given = [
                refund
                for paid in payments
                for refund in self._movements.refunds_of(paid)
                if key_of(refund) == key and refund.status not in LOST
            ]
            if not given:
                self._bar(key, reference, payments)
                return
            if any(refund.status != "requires_action" for refund in given):
                raise Refused("a refund that Stripe has sent cannot be called back")
            for paid in payments:
                self._intents.update(paid.id, {"metadata": {_mark(key): "voided"}})
            for refund in given:
                self._refunds.cancel(refund.id)

    def _parts(
        self, key: str, payments: list[stripe.PaymentIntent], amount: Money, reference: str
    ) -> list[tuple[stripe.PaymentIntent, int]]:
        """How much of which payment goes back, the newest first. What this key gave back before
        counts as not done, so that a second call comes to the same parts."""
        parts, wanted = [], amount.minor
        for paid in reversed(payments):
            part = min(wanted, self._movements.left(paid, but=key))
            if part > 0 and paid.currency == amount.currency.lower():
                parts.append((paid, part))
                wanted -= part
        if wanted or not parts:
            left = Money(amount.minor - wanted, amount.currency)
            raise Refused(f"{reference} has {left.text} that can be refunded to this method")
        return parts

    def _give_back(self, key: str, reference: str, paid: stripe.PaymentIntent, minor: int) -> str:
        for refund in self._movements.refunds_of(paid):
            if key_of(refund) == key and refund.status not in LOST:
                return refund.id
        made = self._refunds.create(
            {
                "payment_intent": paid.id,
                "amount": minor,
                "metadata": {REFERENCE: reference, KEY: key},
            },
            {"idempotency_key": _refund_key(key, paid)},
        )
        if made.status in LOST:
            raise Refused(f"the refund is {made.status}")
        return made.id

    def _take_back(self, key: str, intent_id: str) -> None:
        intent = self._intents.retrieve(intent_id)
        if intent.status in _CANCELABLE:
            self._intents.cancel(intent.id)
        elif intent.status == "processing":
            raise TransientError("Stripe has not settled the charge yet, so it cannot be refunded")
        elif intent.status == "succeeded" and (left := self._movements.left(intent)) > 0:
            void = f"{key}:void"
            self._refunds.create(
                {"payment_intent": intent.id, "amount": left, "metadata": {KEY: void}},
                {"idempotency_key": void},
            )

    def _bar(self, key: str, reference: str, payments: list[stripe.PaymentIntent]) -> None:
        """Spend the key, as a charge and as a refund of each payment, so that neither is made."""
        try:
            for paid in payments:
                self._intents.update(
                    paid.id,
                    {"metadata": {_mark(key): "voided"}},
                    {"idempotency_key": _refund_key(key, paid)},
                )
            barred = self._intents.create(
                {
                    "amount": _LEAST,
                    "currency": self._currency,
                    "metadata": {REFERENCE: reference, KEY: key},
                },
                {"idempotency_key": key},
            )
        except stripe.IdempotencyError:
            raise TransientError("what this key did is not to be found in Stripe yet") from None
        self._take_back(key, barred.id)


def _mark(key: str) -> str:
    """Metadata names have 40 characters at most: https://docs.stripe.com/api/metadata"""
    return f"void_{sha256(key.encode()).hexdigest()[:32]}"


def _refund_key(key: str, paid: stripe.PaymentIntent) -> str:
    return f"{key}:{paid.id}"
