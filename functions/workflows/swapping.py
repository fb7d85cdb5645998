"""What the errands share that put other variants in the place of an order's lines."""

from collections.abc import Sequence

from functions.workflows.office import Office
from functions.workflows.ordering import order_of
from functions.workflows.paying import payment_of, refund_of
from functions.workflows.words import says
from shared.domain.commerce import Line, Method, Swap, Variant, difference_of
from shared.domain.errands.run import (
    Basis,
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


def others_of(office: Office, line: Line) -> list[Variant]:
    """What there is of the product beside the line's own."""
    return [
        each
        for each in office.commerce.variants(line.product)
        if each.is_available and each.sku != line.sku
    ]


def chosen_variants(
    run: Run, office: Office, lines: Sequence[Line], *, hands_over: bool = False
) -> Step:
    """What each of the lines becomes; asked for one after the other. A variant that the request
    named already is not asked for. `hands_over` says who has it where there is no other."""
    swaps = []
    for at, line in enumerate(lines, start=1):
        others = others_of(office, line)
        if not others:
            said = (own_word(says(run, office, "no_other", item=line.name)),)
            return Step(said=said, ending=Ending("no_other", hands_over=hands_over))
        key = f"variant_{at}"
        found = next((each for each in others if each.sku == run.answers.get(key)), None)
        found = found or _named(others, run.asked)
        if found is None:
            names = ", ".join(each.name for each in others)
            words = says(run, office, "for_what", item=line.name, others=names)
            options = tuple(_option(each) for each in others)
            return Step(question=Question(key, Form.CHOICE, words, options))
        swaps.append({"old": line.sku, "item": line.name, "new": found.sku, "other": found.name})
    return Step(values={"swaps": swaps})


def swaps_of(run: Run) -> list[Swap]:
    return [Swap(each["old"], each["new"]) for each in run.values["swaps"]]


def swapped_names(run: Run) -> dict[str, str]:
    return {
        name: ", ".join(each[name] for each in run.values["swaps"]) for name in ("item", "other")
    }


def price_changes(
    run: Run, office: Office, lines: Sequence[Line], rests_on: tuple[Basis, ...]
) -> list[Change]:
    """What all the swaps cost together, or give back; none where they do neither."""
    order = order_of(run, office)
    on_sale = [each for line in lines for each in office.commerce.variants(line.product)]
    cost = difference_of(order, swaps_of(run), {each.sku: each for each in on_sale})
    if cost.minor > 0:
        pay = says(run, office, "will_charge", amount=office.money(run, cost))
        return [Change("charge", "charge", pay, cost, True, f"Order {order.number}")]
    if cost.minor < 0:
        back = Money(-cost.minor, cost.currency)
        return refund_of(run, office, back, "refund_order", rests_on)
    return []


def method_of(run: Run, office: Office) -> Method:
    """The customer's method that paid for the order."""
    paid = payment_of(office, run.values["order"]).method
    return next(m for m in office.payments.methods(run.customer) if m.id == paid)


def _named(others: Sequence[Variant], asked: str) -> Variant | None:
    """The only one whose colour the request names."""
    said = {word.strip(".,;:!?").casefold() for word in asked.split()}
    found = [each for each in others if each.name.split()[-1].casefold() in said]
    return found[0] if len(found) == 1 else None


def _option(variant: Variant) -> Option:
    """Known by the last word of its name: "Kestrel 3 in white"."""
    return Option(variant.sku, variant.name, (variant.name.split()[-1],))
