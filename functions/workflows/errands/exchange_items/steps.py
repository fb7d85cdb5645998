"""Exchange of a delivered product for another variant of it."""

from functions.workflows.office import Office
from functions.workflows.ordering import chosen_order, order_of
from functions.workflows.paying import charge_planned, payment_of, refund_planned
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.returning import chosen_lines, chosen_of
from functions.workflows.words import says
from shared.domain.commerce import State, Swap, Variant, difference_of
from shared.domain.errands.run import (
    Change,
    Ending,
    Form,
    Option,
    Question,
    Run,
    Step,
    own_word,
)
from shared.domain.money import Money


def order(run: Run, office: Office) -> Step:
    return chosen_order(run, office, lambda each: each.state is State.DELIVERED)


def item(run: Run, office: Office) -> Step:
    return chosen_lines(run, office)


def variant(run: Run, office: Office) -> Step:
    """What the first of the lines is exchanged for; one line an exchange."""
    line = chosen_of(run, office)[0]
    others = [
        each
        for each in office.commerce.variants(line.product)
        if each.is_available and each.sku != line.sku
    ]
    chosen = run.answers.get("variant")
    found = next((each for each in others if each.sku == chosen), None)
    if found is None and not others:
        said = (own_word(says(run, office, "no_other", item=line.name)),)
        return Step(said=said, ending=Ending("no_other"))
    if found is None:
        names = ", ".join(each.name for each in others)
        words = says(run, office, "for_what", item=line.name, others=names)
        options = tuple(_option(each) for each in others)
        return Step(question=Question("variant", Form.CHOICE, words, options))
    return Step(values={"old": line.sku, "new": found.sku, "item": line.name, "other": found.name})


def consequence(run: Run, office: Office) -> Step:
    found = order_of(run, office)
    product = next(line.product for line in found.lines if line.sku == run.values["old"])
    variants = {each.sku: each for each in office.commerce.variants(product)}
    cost = difference_of(found, [_swap(run)], variants)
    source = f"Order {found.number}"
    words = says(run, office, "will_exchange", number=found.number, **_names(run))
    changes = [Change("exchange", "exchange_items", words, source=source)]
    if cost.minor > 0:
        pay = says(run, office, "will_charge", amount=office.money(run, cost))
        changes.append(Change("charge", "charge", pay, cost, is_charge=True, source=source))
    if cost.minor < 0:
        back = Money(-cost.minor, cost.currency)
        gets = says(run, office, "will_refund", amount=office.money(run, back))
        changes.append(Change("refund", "refund_order", gets, back, source=source))
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["order"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["order"])


def exchange(run: Run, office: Office) -> str:
    number = run.values["order"]
    paid = payment_of(office, number).method
    method = next(m for m in office.payments.methods(run.customer) if m.id == paid)
    return office.commerce.exchange(run.key("exchange"), number, [_swap(run)], method)


def call_off(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("exchange"), run.values["order"])


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, _names(run))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, _names(run))


def _swap(run: Run) -> Swap:
    return Swap(run.values["old"], run.values["new"])


def _names(run: Run) -> dict[str, str]:
    return {"item": run.values["item"], "other": run.values["other"]}


def _option(variant: Variant) -> Option:
    """Known by the last word of its name: "Kestrel 3 in white"."""
    return Option(variant.sku, variant.name, (variant.name.split()[-1],))
