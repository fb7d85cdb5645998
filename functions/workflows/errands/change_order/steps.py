"""Other variants for what is in an order that has not been packed."""

import re

from functions.workflows.office import Office
from functions.workflows.ordering import chosen_of, chosen_order, lines_named, order_of
from functions.workflows.paying import charge_planned, refund_planned, still_refundable
from functions.workflows.receipts import mail_receipts, receipts
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
from shared.domain.errands.run import Change, Ending, Run, Step, own_word

_LATE = {
    State.CANCELLED: "gone",
    State.CHANGED: "changed",
    State.DELIVERED: "delivered",
    State.RETURNING: "delivered",
    State.EXCHANGING: "delivered",
}
_HOW_MANY = re.compile(
    r"\b(?:quantit\w+|how many|add|remove|drop|delete|one (?:more|less)|fewer"
    r"|make (?:it|them|that) (?:just |only )?(?:one|two|three|\d+))\b",
    re.IGNORECASE,
)
"""English that asks for more or fewer pieces, which order management changes for nobody."""


def order(run: Run, office: Office) -> Step:
    return chosen_order(run, office, lambda each: each.state in (State.PENDING, State.CHANGED))


def items(run: Run, office: Office) -> Step:
    """Those of which there is something else to have, in an order that is not packed."""
    found = order_of(run, office)
    if found.state is not State.PENDING:
        key = _LATE.get(found.state, "too_late")
        return _end(run, office, key, hands_over=key == "changed")
    if _HOW_MANY.search(run.asked):
        return _end(run, office, "only_variants", hands_over=True)
    return lines_named(run, office, lambda line: bool(others_of(office, line)))


def variants(run: Run, office: Office) -> Step:
    return chosen_variants(run, office, chosen_of(run, office), hands_over=True)


def consequence(run: Run, office: Office) -> Step:
    """One change of all the lines, and what it costs or gives back."""
    number, lines = run.values["order"], chosen_of(run, office)
    rests_on = office.basis("order_change")
    words = says(run, office, "will_change", **_names(run))
    source = f"Order {number}"
    changes = [Change("change", "change_order", words, source=source, rests_on=rests_on)]
    changes += price_changes(run, office, lines, rests_on)
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def still_left(run: Run, office: Office) -> Step:
    return still_refundable(run, office)


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["order"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["order"])


def change(run: Run, office: Office) -> str:
    number, method = run.values["order"], method_of(run, office)
    return office.commerce.change_lines(run.key("change"), number, swaps_of(run), method)


def change_back(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("change"), run.values["order"])


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, _names(run))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, _names(run))


def _names(run: Run) -> dict[str, str]:
    return {"number": run.values["order"], **swapped_names(run)}


def _end(run: Run, office: Office, key: str, *, hands_over: bool) -> Step:
    said = (own_word(says(run, office, key, number=run.values["order"])),)
    return Step(said=said, ending=Ending(key, hands_over=hands_over))
