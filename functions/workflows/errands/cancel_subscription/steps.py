"""Cancellation of a subscription."""

from datetime import date, timedelta

from functions.workflows.office import Office
from functions.workflows.paying import refund_planned
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.subscribing import chosen, plan_of, plans, subscription_of
from functions.workflows.words import says, tells
from shared.domain.commerce import State
from shared.domain.errands.run import (
    Change,
    Form,
    Option,
    Question,
    Run,
    Step,
)
from shared.domain.errors import Refused
from shared.domain.evidence import Fact
from shared.domain.subscriptions import Plan, Subscription, months_later

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
    had = subscription_of(run, office)
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
        smaller=smaller.name if smaller else "",
        price=office.money(run, smaller.price) if smaller else "",
    )
    said = [_tell(run, office, had, "can", ends=office.day(run, _last_day(had, office)))]
    if run.values["pending"]:
        said.append(tells(run, office, "pending", "Your orders", number=run.values["pending"][0]))
    question = Question("instead", Form.OFFER, words, options)
    return Step(said=tuple(said), question=question)


def consequence(run: Run, office: Office) -> Step:
    """The plan: exactly what will change, with what comes back."""
    had, wish = subscription_of(run, office), run.values["wish"]
    changes = {"pause": _plan_pause, "change": _plan_change}.get(wish, _plan_end)(run, office, had)
    return Step(
        values={"ends": _last_day(had, office).isoformat()},
        plan=(*changes, Change("confirmation", "mail", "")),
    )


def pause(run: Run, office: Office) -> str:
    had = subscription_of(run, office)
    since = had.period_end + timedelta(days=1)
    return office.crm.pause(run.key("pause"), had.id, since, _pause_end(had, office))


def undo_pause(run: Run, office: Office) -> None:
    office.crm.undo(run.key("pause"), run.values["subscription"])


def downgrade(run: Run, office: Office) -> str:
    had = subscription_of(run, office)
    smaller = plans(office)[0]
    return office.crm.change_plan(run.key("downgrade"), had.id, smaller.sku, smaller.price)


def undo_downgrade(run: Run, office: Office) -> None:
    office.crm.undo(run.key("downgrade"), run.values["subscription"])


def end(run: Run, office: Office) -> str:
    on = date.fromisoformat(run.values["ends"])
    return office.crm.end(run.key("end"), run.values["subscription"], on)


def reinstate(run: Run, office: Office) -> None:
    office.crm.undo(run.key("end"), run.values["subscription"])


def refund(run: Run, office: Office) -> str:
    """Once it has been sent it cannot be called back."""
    return refund_planned(run, office, run.values["subscription"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, _days(run, office))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, _days(run, office), f"{run.values['wish']}_done")


def _plan_pause(run: Run, office: Office, had: Subscription) -> tuple[Change, ...]:
    since = had.period_end + timedelta(days=1)
    days = {
        "since": office.day(run, since),
        "until": office.day(run, _pause_end(had, office)),
    }
    words = says(run, office, "will_pause", plan=plan_of(had, office).name, **days)
    rests_on = office.basis("pause_every_months")
    return (Change("pause", "pause_subscription", words, source=_source(had), rests_on=rests_on),)


def _plan_change(run: Run, office: Office, had: Subscription) -> tuple[Change, ...]:
    smaller = _smaller(had, office)
    if smaller is None:
        raise Refused("there is no smaller plan to change to")
    since = office.day(run, had.period_end + timedelta(days=1))
    words = says(
        run,
        office,
        "will_change",
        plan=plan_of(had, office).name,
        smaller=smaller.name,
        price=office.money(run, smaller.price),
        since=since,
    )
    return (Change("downgrade", "change_plan", words, source=_source(had)),)


def _plan_end(run: Run, office: Office, had: Subscription) -> tuple[Change, ...]:
    ends = office.day(run, _last_day(had, office))
    words = says(run, office, "will_end", plan=plan_of(had, office).name, ends=ends)
    back = had.unused(office.today)
    is_refunded = _is_refunded(had, office)
    if not is_refunded:
        words = f"{words} {says(run, office, 'no_refund')}"
    source, rests_on = _source(had), office.basis("cancellation")
    end = Change("end", "cancel_subscription", words, source=source, rests_on=rests_on)
    if not is_refunded:
        return (end,)
    refunded = says(run, office, "will_refund", amount=office.money(run, back))
    rests_on = office.basis("yearly_refund_days")
    return end, Change("refund", "refund", refunded, back, source=source, rests_on=rests_on)


def _days(run: Run, office: Office) -> dict[str, str]:
    """What the receipts name."""
    had = subscription_of(run, office)
    return {
        "plan": run.values["plan"],
        "ends": office.day(run, date.fromisoformat(run.values["ends"])),
        "since": office.day(run, had.period_end + timedelta(days=1)),
        "until": office.day(run, _pause_end(had, office)),
        "smaller": plans(office)[0].name,
    }


def _is_refunded(had: Subscription, office: Office) -> bool:
    """A year that was paid for lately is refunded for the months that have not begun."""
    days = office.rule("yearly_refund_days")
    in_time = had.paid_on is not None and (office.today - had.paid_on).days <= days
    return in_time and had.unused(office.today).minor > 0


def _last_day(had: Subscription, office: Office) -> date:
    return had.month_end(office.today) if _is_refunded(had, office) else had.period_end


def _source(had: Subscription) -> str:
    return f"Subscription {had.id}"


def _may_pause(had: Subscription, office: Office) -> bool:
    every = timedelta(days=30 * office.rule("pause_every_months"))
    return had.last_pause is None or office.today - had.last_pause > every


def _pause_end(had: Subscription, office: Office) -> date:
    return months_later(had.period_end, office.rule("pause_months"))


def _smaller(had: Subscription, office: Office) -> Plan | None:
    """The next smaller plan; a year's plan changes with its renewal."""
    cheaper = [plan for plan in plans(office) if plan.price < plan_of(had, office).price]
    return cheaper[-1] if cheaper and not had.is_yearly else None


def _tell(run: Run, office: Office, had: Subscription, key: str, **values: str) -> Fact:
    plan = plan_of(had, office).name
    return tells(run, office, key, _source(had), plan=plan, **values)
