"""Cancellation of a subscription."""

from datetime import date, timedelta

from functions.workflows.office import Office
from functions.workflows.subscribing import chosen, plan_of, plans, shift
from functions.workflows.words import says, tells
from shared.domain.commerce import State
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
from shared.domain.evidence import Fact
from shared.domain.subscriptions import Subscription

_PAUSE = Option("pause", "pause", ("pause", "break", "pausing"))
_SMALLER = Option("change", "change plan", ("change", "downgrade", "smaller", "switch"))
_CANCEL = Option("cancel", "cancel", ("cancel", "end", "cancelling", "quit", "anyway"))


def subscription(run: Run, office: Office) -> Step:
    """The one that is meant, if the customer has one that runs."""
    return chosen(run, office)


def pending_orders(run: Run, office: Office) -> Step:
    waiting = (State.PENDING, State.CHANGED, State.PACKED, State.SHIPPED)
    numbers = [o.number for o in office.commerce.of_customer(run.customer) if o.state in waiting]
    return Step(values={"pending": numbers})


def alternative(run: Run, office: Office) -> Step:
    """Offers what keeps the customer, once and only where it is granted."""
    had = _subscription(run, office)
    if "instead" in run.answers:
        return Step(values={"wish": run.answers["instead"]})
    pause, smaller = _may_pause(had, office), _smaller(had, office)
    options = (*((_PAUSE,) if pause else ()), *((_SMALLER,) if smaller else ()), _CANCEL)
    if options == (_CANCEL,):
        return Step(values={"wish": "cancel"})
    offer = "offer_both" if pause and smaller else "offer_pause" if pause else "offer_smaller"
    words = says(
        run,
        office,
        offer,
        months=str(office.rule("pause_months")),
        until=office.day(run, _pause_end(had, office)),
        smaller=smaller[0] if smaller else "",
        price=smaller[1] if smaller else "",
    )
    said = [_tell(run, office, had, "can", ends=office.day(run, had.period_end))]
    if run.values["pending"]:
        said.append(tells(run, office, "pending", "Your orders", number=run.values["pending"][0]))
    question = Question("instead", Form.CHOICE, words, options)
    return Step(said=tuple(said), question=question)


def consequence(run: Run, office: Office) -> Step:
    """The plan: exactly what will change, with what comes back."""
    had, wish = _subscription(run, office), run.values["wish"]
    changes = {"pause": _plan_pause, "change": _plan_change}.get(wish, _plan_end)(run, office, had)
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def pause(run: Run, office: Office) -> str:
    had = _subscription(run, office)
    since = had.period_end + timedelta(days=1)
    return office.crm.pause(run.key("pause"), had.id, since, _pause_end(had, office))


def undo_pause(run: Run, office: Office) -> None:
    office.crm.undo(run.key("pause"), run.values["subscription"])


def downgrade(run: Run, office: Office) -> str:
    had = _subscription(run, office)
    smaller = plans(office)[0]
    return office.crm.change_plan(run.key("downgrade"), had.id, smaller.sku, smaller.price)


def undo_downgrade(run: Run, office: Office) -> None:
    office.crm.undo(run.key("downgrade"), run.values["subscription"])


def end(run: Run, office: Office) -> str:
    on = date.fromisoformat(run.values["period_end"])
    return office.crm.end(run.key("end"), run.values["subscription"], on)


def reinstate(run: Run, office: Office) -> None:
    office.crm.undo(run.key("end"), run.values["subscription"])


def refund(run: Run, office: Office) -> str:
    """To the method that paid. Once it has been sent it cannot be called back."""
    change = next(change for change in run.plan if change.deed == "refund")
    assert change.amount is not None
    reference = run.values["subscription"]
    paid = office.payments.entries(reference)[-1]
    return office.payments.refund(run.key("refund"), reference, change.amount, paid.method)


def confirmation(run: Run, office: Office) -> str:
    text = " ".join(fact.text for fact in _done(run, office))
    subject = says(run, office, "mail_subject")
    return office.mail.send(run.key("confirmation"), office.email(run), subject, text)


def receipt(run: Run, office: Office) -> Step:
    said = (*_done(run, office), own_word(says(run, office, "mailed")))
    return Step(said=said, ending=Ending(f"{run.values['wish']}_done", is_done=True))


def _plan_pause(run: Run, office: Office, had: Subscription) -> tuple[Change, ...]:
    since = had.period_end + timedelta(days=1)
    days = {
        "since": office.day(run, since),
        "until": office.day(run, _pause_end(had, office)),
    }
    words = says(run, office, "will_pause", plan=plan_of(had, office).name, **days)
    return (Change("pause", "pause_subscription", words),)


def _plan_change(run: Run, office: Office, had: Subscription) -> tuple[Change, ...]:
    name, price = _smaller(had, office) or ("", "")
    since = office.day(run, had.period_end + timedelta(days=1))
    words = says(
        run,
        office,
        "will_change",
        plan=plan_of(had, office).name,
        smaller=name,
        price=price,
        since=since,
    )
    return (Change("downgrade", "change_plan", words),)


def _plan_end(run: Run, office: Office, had: Subscription) -> tuple[Change, ...]:
    ends = office.day(run, had.period_end)
    words = says(run, office, "will_end", plan=plan_of(had, office).name, ends=ends)
    back = had.unused(office.today)
    in_time = had.paid_on and (office.today - had.paid_on).days <= office.rule("yearly_refund_days")
    if back.minor == 0 or not in_time:
        words = f"{words} {says(run, office, 'no_refund')}"
        return (Change("end", "cancel_subscription", words),)
    refunded = says(run, office, "will_refund", amount=back.text)
    return (
        Change("end", "cancel_subscription", words),
        Change("refund", "refund", refunded, back),
    )


def _done(run: Run, office: Office) -> tuple[Fact, ...]:
    """What was done, each with the number of its record."""
    had = _subscription(run, office)
    smaller = _smaller(had, office) or (plans(office)[0].name, "")
    source = f"Subscription {had.id}"
    facts = []
    for change in run.plan:
        if change.deed in run.receipts and change.words:
            words = says(
                run,
                office,
                _DID[change.deed],
                plan=run.values["plan"],
                ends=office.day(run, date.fromisoformat(run.values["period_end"])),
                since=office.day(run, had.period_end + timedelta(days=1)),
                until=office.day(run, _pause_end(had, office)),
                smaller=smaller[0],
                amount=change.amount.text if change.amount else "",
                receipt=run.receipts[change.deed],
            )
            facts.append(Fact(f"{run.id}/{change.deed}", source, "now", words))
    return tuple(facts)


_DID = {
    "end": "did_end",
    "refund": "did_refund",
    "pause": "did_pause",
    "downgrade": "did_change",
}


def _subscription(run: Run, office: Office) -> Subscription:
    found = office.crm.subscriptions(run.customer)
    return next(each for each in found if each.id == run.values["subscription"])


def _may_pause(had: Subscription, office: Office) -> bool:
    every = timedelta(days=30 * office.rule("pause_every_months"))
    return had.last_pause is None or office.today - had.last_pause > every


def _pause_end(had: Subscription, office: Office) -> date:
    return shift(had.period_end, office.rule("pause_months"))


def _smaller(had: Subscription, office: Office) -> tuple[str, str] | None:
    """Name and monthly price of the next smaller plan; a year's plan changes with its renewal."""
    cheaper = [plan for plan in plans(office) if plan.price < plan_of(had, office).price]
    return (cheaper[-1].name, cheaper[-1].price.text) if cheaper and not had.is_yearly else None


def _tell(run: Run, office: Office, had: Subscription, key: str, **values: str) -> Fact:
    plan = plan_of(had, office).name
    return tells(run, office, key, f"Subscription {had.id}", plan=plan, **values)
