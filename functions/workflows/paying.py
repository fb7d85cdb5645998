"""What the errands share that move money."""

from functions.workflows.office import Office
from functions.workflows.ordering import order_of
from functions.workflows.words import says
from shared.domain.commerce import SalesOrder
from shared.domain.errands.run import Basis, Change, Run, Step
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


def refundable(run: Run, office: Office, order: SalesOrder) -> Money:
    """What may still be paid back: what was paid for the order and neither paid back nor made good
    by a credit."""
    none = Money(0, order.total.currency)
    try:
        credited = office.erp.credits(run.customer, order.number)
    except Refused:  # books that tell nothing of an order: no errand has credited it either
        credited = []
    return max(kept(order, office) - sum((each.amount for each in credited), none), none)


def refund_of(
    run: Run, office: Office, asked: Money, action: str, rests_on: tuple[Basis, ...] = ()
) -> list[Change]:
    """The change that pays back what is asked, or what may still be; none where nothing may."""
    order = order_of(run, office)
    amount = min(asked, refundable(run, office, order))
    if not amount.minor:
        return []
    words = says(run, office, "will_refund", amount=office.money(run, amount))
    if amount < asked:
        less = says(run, office, "less_given", given=office.money(run, asked - amount))
        words = f"{words} {less}"
    source = f"Order {order.number}"
    return [
        Change("refund", action, words, amount, source=source, rests_on=rests_on, gives_back=True)
    ]


def still_refundable(run: Run, office: Office) -> Step:
    """Days may have passed since the refund was shown. Raises Refused where more has been given
    since than leaves it."""
    if change := run.planned("refund"):
        check_left(run, office, change)
    return Step()


def check_left(run: Run, office: Office, change: Change) -> None:
    """Raises Refused where the order has less left than the change gives back."""
    order = order_of(run, office)
    if change.amount and change.amount > refundable(run, office, order):
        raise Refused(f"less than {change.amount.minor} is left to give back of {order.number}")


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
