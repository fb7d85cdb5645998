"""Exchange of delivered products for other variants of them."""

from functions.workflows.office import Office
from functions.workflows.ordering import chosen_of, chosen_order
from functions.workflows.paying import charge_planned, refund_planned, still_refundable
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.returning import chosen_lines, granted_by
from functions.workflows.swapping import (
    chosen_variants,
    method_of,
    others_of,
    price_changes,
    swapped_names,
    swaps_of,
)
from functions.workflows.words import says
from shared.domain.commerce import State
from shared.domain.errands.run import Change, Run, Step


def order(run: Run, office: Office) -> Step:
    return chosen_order(run, office, lambda each: each.state is State.DELIVERED)


def items(run: Run, office: Office) -> Step:
    """Those of which there is something else to have."""
    return chosen_lines(run, office, lambda line: bool(others_of(office, line)))


def variants(run: Run, office: Office) -> Step:
    return chosen_variants(run, office, chosen_of(run, office))


def consequence(run: Run, office: Office) -> Step:
    """One exchange of all the lines, and what they cost together."""
    number, lines = run.values["order"], chosen_of(run, office)
    rests_on = granted_by(run, office, lines)
    words = says(run, office, "will_exchange", number=number, **swapped_names(run))
    source = f"Order {number}"
    changes = [Change("exchange", "exchange_items", words, source=source, rests_on=rests_on)]
    changes += price_changes(run, office, lines, rests_on)
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def still_left(run: Run, office: Office) -> Step:
    return still_refundable(run, office)


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["order"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["order"])


def exchange(run: Run, office: Office) -> str:
    number, method = run.values["order"], method_of(run, office)
    return office.commerce.exchange(run.key("exchange"), number, swaps_of(run), method)


def call_off(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("exchange"), run.values["order"])


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, swapped_names(run))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, swapped_names(run))
