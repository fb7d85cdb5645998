"""Exchange of delivered products for other variants of them."""

from functions.workflows.office import Office
from functions.workflows.ordering import chosen_order, order_of
from functions.workflows.paying import (
    charge_planned,
    payment_of,
    refund_of,
    refund_planned,
    still_refundable,
)
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.returning import chosen_lines, chosen_of, granted_by
from functions.workflows.words import says
from shared.domain.commerce import Line, State, Swap, Variant, difference_of
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


def items(run: Run, office: Office) -> Step:
    """Those of which there is something else to have."""
    return chosen_lines(run, office, lambda line: bool(_others(office, line)))


def variants(run: Run, office: Office) -> Step:
    """What each of the lines is exchanged for; asked for one after the other."""
    swaps = []
    for at, line in enumerate(chosen_of(run, office), start=1):
        others = _others(office, line)
        if not others:
            said = (own_word(says(run, office, "no_other", item=line.name)),)
            return Step(said=said, ending=Ending("no_other"))
        key = f"variant_{at}"
        found = next((each for each in others if each.sku == run.answers.get(key)), None)
        if found is None:
            names = ", ".join(each.name for each in others)
            words = says(run, office, "for_what", item=line.name, others=names)
            options = tuple(_option(each) for each in others)
            return Step(question=Question(key, Form.CHOICE, words, options))
        swaps.append({"old": line.sku, "item": line.name, "new": found.sku, "other": found.name})
    return Step(values={"swaps": swaps})


def consequence(run: Run, office: Office) -> Step:
    """One exchange of all the lines, and what they cost together."""
    found, lines = order_of(run, office), chosen_of(run, office)
    on_sale = [each for line in lines for each in office.commerce.variants(line.product)]
    cost = difference_of(found, _swaps(run), {each.sku: each for each in on_sale})
    source, rests_on = f"Order {found.number}", granted_by(run, office, lines)
    words = says(run, office, "will_exchange", number=found.number, **_names(run))
    changes = [Change("exchange", "exchange_items", words, source=source, rests_on=rests_on)]
    if cost.minor > 0:
        pay = says(run, office, "will_charge", amount=office.money(run, cost))
        changes.append(Change("charge", "charge", pay, cost, is_charge=True, source=source))
    if cost.minor < 0:
        back = Money(-cost.minor, cost.currency)
        changes += refund_of(run, office, back, "refund_order", rests_on)
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def still_left(run: Run, office: Office) -> Step:
    return still_refundable(run, office)


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["order"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["order"])


def exchange(run: Run, office: Office) -> str:
    number = run.values["order"]
    paid = payment_of(office, number).method
    method = next(m for m in office.payments.methods(run.customer) if m.id == paid)
    return office.commerce.exchange(run.key("exchange"), number, _swaps(run), method)


def call_off(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("exchange"), run.values["order"])


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, _names(run))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, _names(run))


def _others(office: Office, line: Line) -> list[Variant]:
    """What there is of the product beside the line's own."""
    return [
        each
        for each in office.commerce.variants(line.product)
        if each.is_available and each.sku != line.sku
    ]


def _swaps(run: Run) -> list[Swap]:
    return [Swap(each["old"], each["new"]) for each in run.values["swaps"]]


def _names(run: Run) -> dict[str, str]:
    return {
        name: ", ".join(each[name] for each in run.values["swaps"]) for name in ("item", "other")
    }


def _option(variant: Variant) -> Option:
    """Known by the last word of its name: "Kestrel 3 in white"."""
    return Option(variant.sku, variant.name, (variant.name.split()[-1],))
