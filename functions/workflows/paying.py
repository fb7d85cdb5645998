"""What the errands share that move money."""

from functions.workflows.office import Office
from shared.domain.commerce import SalesOrder
from shared.domain.errands.run import Run
from shared.domain.errors import Refused
from shared.domain.money import Money
from shared.ports.systems.payments import Entry, EntryKind


def payment_of(office: Office, reference: str) -> Entry:
    """The latest payment for an order or subscription. Raises Refused where there was none."""
    paid = [e for e in office.payments.entries(reference) if e.kind is EntryKind.PAYMENT]
    if not paid:
        raise Refused(f"nothing was paid for {reference}")
    return paid[-1]


def kept(order: SalesOrder, office: Office) -> Money:
    """What was paid for the order and not paid back."""
    signed = (
        entry.amount.minor if entry.kind is EntryKind.PAYMENT else -entry.amount.minor
        for entry in office.payments.entries(order.number)
    )
    return Money(sum(signed), order.total.currency)


def refund_planned(run: Run, office: Office, reference: str) -> str:
    """What the plan gives back, to the method that paid."""
    amount = _planned(run, "refund")
    to = payment_of(office, reference).method
    return office.payments.refund(run.key("refund"), reference, amount, to)


def charge_planned(run: Run, office: Office, reference: str) -> str:
    """What the plan takes, by the customer's first method. Raises Refused without one."""
    amount = _planned(run, "charge")
    methods = office.payments.methods(run.customer)
    if not methods:
        raise Refused("the customer has no payment method on file")
    method = methods[0].id
    return office.payments.charge(run.key("charge"), run.customer, reference, amount, method)


def _planned(run: Run, deed: str) -> Money:
    change = run.planned(deed)
    if change is None or change.amount is None:
        raise Refused(f"the plan has no amount to {deed}")
    return change.amount
