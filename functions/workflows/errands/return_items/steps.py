"""Return of delivered products."""

from functions.workflows.declared import LATE, Wait
from functions.workflows.office import Office
from functions.workflows.ordering import chosen_of, chosen_order
from functions.workflows.paying import (
    payment_of,
    refund_of,
    refund_planned,
    still_refundable,
)
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.returning import chosen_lines, fee_of, granted_by
from functions.workflows.words import says, tells
from shared.domain.commerce import State
from shared.domain.errands.run import Change, Ending, Run, Step, own_word
from shared.domain.money import Money


def order(run: Run, office: Office) -> Step:
    return chosen_order(run, office, lambda each: each.state is State.DELIVERED)


def items(run: Run, office: Office) -> Step:
    return chosen_lines(run, office)


def consequence(run: Run, office: Office) -> Step:
    lines, number = chosen_of(run, office), run.values["order"]
    back, *others = (line.price for line in lines)
    total, fee = sum(others, back), fee_of(run, office)
    left = max(total - fee, Money(0, total.currency))
    names = ", ".join(line.name for line in lines)
    opens = says(run, office, "will_open_return", items=names, number=number)
    costs = says(run, office, "costs" if fee.minor else "is_free", fee=office.money(run, fee))
    source, rests_on = f"Order {number}", granted_by(run, office, lines)
    opened = f"{opens} {costs}"
    return Step(
        plan=(
            Change("open_return", "return_items", opened, source=source, rests_on=rests_on),
            Change("label", "mail", ""),
            *refund_of(run, office, left, "refund_order", rests_on),
            Change("confirmation", "mail", ""),
        )
    )


def still_left(run: Run, office: Office) -> Step:
    return still_refundable(run, office)


def open_return(run: Run, office: Office) -> str:
    number = run.values["order"]
    paid = payment_of(office, number).method
    method = next(m for m in office.payments.methods(run.customer) if m.id == paid)
    skus = list(run.values["skus"])
    return office.commerce.take_back(run.key("open_return"), number, skus, method, paid)


def close_return(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("open_return"), run.values["order"])


def label(run: Run, office: Office) -> str:
    rma, number = run.receipts["open_return"], run.values["order"]
    subject = says(run, office, "label_subject")
    text = says(run, office, "label_text", rma=rma, number=number)
    return office.mail.send(run.key("label"), office.email(run), subject, text)


def parcel(run: Run, office: Office) -> Wait:
    """For the warehouse to scan it."""
    rma = run.receipts["open_return"]
    return Wait(f"return/{rma}", (tells(run, office, "sent", f"Return {rma}", rma=rma),))


def received(run: Run, office: Office) -> Step:
    """A parcel that never came is refunded by nobody."""
    if run.answers.get("parcel") != LATE:
        return Step()
    close_return(run, office)
    said = (own_word(says(run, office, "lapsed", rma=run.receipts["open_return"])),)
    return Step(said=said, ending=Ending("lapsed"))


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, {})


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, {})
