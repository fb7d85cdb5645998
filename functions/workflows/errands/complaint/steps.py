"""Complaint about an order."""

from zoneinfo import ZoneInfo

from functions.workflows.declared import Wait
from functions.workflows.office import Office
from functions.workflows.ordering import chosen_order, order_of
from functions.workflows.paying import kept
from functions.workflows.receipts import done
from functions.workflows.words import says, tells
from shared.domain.errands.answering import NO
from shared.domain.errands.run import Change, Ending, Form, Question, Run, Step, own_word
from shared.domain.evidence import Fact
from shared.domain.money import Money
from shared.domain.orders import Order

_CREDIT_PERCENT = "complaint_credit_percent"
_SHORT = ("short", "missing", "damaged", "wrong")
"""Words by which the warehouse admits a fault."""


def order(run: Run, office: Office) -> Step:
    return chosen_order(run, office, lambda each: each.state.value in ("shipped", "delivered"))


def investigation(run: Run, office: Office) -> Step:
    """What order management, the carrier and the books say went wrong. Where they say nothing, a
    person listens."""
    number = run.values["order"]
    told = next(o for o in office.orders.of_customer(run.customer) if o.number == number)
    wrong = [*_late(run, office, told), *_admitted(run, office, number)]
    if not wrong:
        said = (own_word(says(run, office, "nothing", number=number)),)
        return Step(said=said, ending=Ending("nothing_found", hands_over=True))
    return Step(values={"wrong": [fact.text for fact in wrong]})


def remedy(run: Run, office: Office) -> Step:
    """A credit of the part of the order that the company's rules grant, unless some of the order
    has been made good before."""
    left = _left(run, office)
    if left.minor <= 0:
        return _given_before(run, office)
    percent = office.rule(_CREDIT_PERCENT)
    is_all = left == order_of(run, office).total.share(percent, 100)
    words = says(
        run,
        office,
        "will_credit" if is_all else "will_credit_rest",
        amount=office.money(run, left),
        percent=str(percent),
    )
    told = " ".join((*run.values["wrong"], words))
    credit = Change(
        "credit",
        "credit",
        told,
        left,
        source=f"Order {run.values['order']}",
        rests_on=office.basis(_CREDIT_PERCENT),
        is_alone=True,
        gives_back=True,
    )
    return Step(plan=(credit, Change("case", "note", "")))


def still_left(run: Run, office: Office) -> Step:
    """Days may have passed since the credit was offered."""
    change = run.planned("credit")
    assert change is not None
    assert change.amount is not None
    return Step() if change.amount <= _left(run, office) else _given_before(run, office)


def credit(run: Run, office: Office) -> str:
    change = run.planned("credit")
    assert change is not None
    assert change.amount is not None
    number = run.values["order"]
    why = " ".join(run.values["wrong"])
    return office.erp.credit(run.key("credit"), run.customer, number, change.amount, why)


def take_back(run: Run, office: Office) -> None:
    office.erp.undo(run.key("credit"), run.customer)


def case(run: Run, office: Office) -> str:
    """For whoever reads this customer's story."""
    subject = says(run, office, "subject", number=run.values["order"])
    text = " ".join(run.values["wrong"])
    return office.crm.note(run.key("case"), run.customer, subject, text)


def follow_up(run: Run, office: Office) -> Wait:
    """For some days, after which we ask; no event ends it earlier."""
    days = str(office.rule("complaint_follow_up_days"))
    return Wait(f"complaint/{run.id}", done(run, office, {"days": days}))


def settled(run: Run, office: Office) -> Step:
    """Closed only when the customer says so."""
    answer = run.answers.get("settled")
    if answer is None:
        words = says(run, office, "is_settled", number=run.values["order"])
        return Step(question=Question("settled", Form.YES_NO, words))
    key = "not_settled" if answer == NO else "settled"
    ending = Ending(key, is_done=answer != NO, hands_over=answer == NO)
    return Step(said=(own_word(says(run, office, key)),), ending=ending)


def _late(run: Run, office: Office, told: Order) -> list[Fact]:
    source = f"Order {told.number}"
    zone = ZoneInfo(office.company.timezone)
    if told.delay:
        due = office.day(run, told.due.astimezone(zone).date()) if told.due else "?"
        values = {"number": told.number, "cause": told.delay.cause, "due": due}
        return [tells(run, office, "late", source, **values)]
    if told.delivered_at and told.due and told.delivered_at > told.due:
        due = office.day(run, told.due.astimezone(zone).date())
        came = office.day(run, told.delivered_at.astimezone(zone).date())
        return [tells(run, office, "late_delivery", source, number=told.number, due=due, came=came)]
    return []


def _admitted(run: Run, office: Office, number: str) -> list[Fact]:
    return [
        tells(
            run,
            office,
            "warehouse",
            f"Order {number}",
            number=number,
            text=posting.text,
            on=office.day(run, posting.on),
        )
        for posting in office.erp.postings(number)
        if any(word in posting.text for word in _SHORT)
    ]


def _left(run: Run, office: Office) -> Money:
    """What may still be credited: the part of the order that the rules grant, and no more than what
    was paid for what stays with the customer, without what the books say was credited before."""
    found = order_of(run, office)
    granted = found.total.share(office.rule(_CREDIT_PERCENT), 100)
    none = Money(0, granted.currency)
    given = (each.amount for each in office.erp.credits(run.customer, found.number))
    coming = (line.price for line in found.lines if line.sku in found.returned)
    return min(granted, kept(found, office) - sum(coming, none)) - sum(given, none)


def _given_before(run: Run, office: Office) -> Step:
    number = run.values["order"]
    said = (tells(run, office, "given_before", f"Order {number}", number=number),)
    return Step(said=said, ending=Ending("given_before", hands_over=True))
