"""Cancellation of an order."""

from functions.workflows.office import Office
from functions.workflows.ordering import chosen_order, named_lines, order_of
from functions.workflows.paying import refund_of, refund_planned, still_refundable
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.words import says
from shared.domain.commerce import State
from shared.domain.errands.run import Change, Ending, Run, Step, own_word

_REASON = "no longer needed"
_LATE = {
    State.CANCELLED: "gone",
    State.DELIVERED: "delivered",
    State.RETURNING: "delivered",
    State.EXCHANGING: "delivered",
}


def order(run: Run, office: Office) -> Step:
    return chosen_order(run, office, lambda each: each.state in (State.PENDING, State.CHANGED))


def consequence(run: Run, office: Office) -> Step:
    """What is packed goes out, and says so."""
    found = order_of(run, office)
    if found.state not in (State.PENDING, State.CHANGED):
        key = _LATE.get(found.state, "too_late")
        said = (own_word(says(run, office, key, number=found.number)),)
        return Step(said=said, ending=Ending(key))
    source = f"Order {found.number}"
    will = says(run, office, "will_cancel", number=found.number, items=named_lines(found))
    rests_on = office.basis("order_cancellation")
    changes = [Change("cancel", "cancel_order", will, source=source, rests_on=rests_on)]
    changes += refund_of(run, office, found.total, "refund_order", rests_on)
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def still_left(run: Run, office: Office) -> Step:
    return still_refundable(run, office)


def cancel(run: Run, office: Office) -> str:
    return office.commerce.cancel(run.key("cancel"), run.values["order"], _REASON)


def reopen(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("cancel"), run.values["order"])


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, {"number": run.values["order"]})


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, {"number": run.values["order"]})
