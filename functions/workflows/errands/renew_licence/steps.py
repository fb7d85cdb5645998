"""Renewal of a company's licence."""

from datetime import date, timedelta

from functions.workflows.office import Office
from functions.workflows.paying import charge_planned
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.subscribing import chosen, plan_of, subscription_of
from functions.workflows.words import says
from shared.domain.errands.run import Change, Ending, Run, Step, own_word
from shared.domain.subscriptions import months_later

_SEATS = "seats"
_YEAR = 12


def licence(run: Run, office: Office) -> Step:
    return chosen(run, office, lambda plan: _SEATS in plan.allowances)


def consequence(run: Run, office: Office) -> Step:
    """The same seats for another year, unless more people use it than it covers."""
    had = subscription_of(run, office)
    plan = plan_of(had, office)
    used, most = (had.usage or {}).get(_SEATS, 0), plan.allowances[_SEATS]
    ends = office.day(run, had.period_end)
    if used > most:
        words = says(run, office, "over", plan=plan.name, most=str(most), used=str(used))
        return Step(said=(own_word(words),), ending=Ending("over", hands_over=True))
    opens = had.period_end - timedelta(days=office.rule("renewal_opens_days"))
    if office.today < opens:
        from_ = office.day(run, opens)
        words = says(run, office, "too_early", plan=plan.name, ends=ends, from_=from_)
        return Step(said=(own_word(words),), ending=Ending("too_early"))
    until = months_later(had.period_end, _YEAR)
    source = f"Subscription {had.id}"
    names = {"plan": plan.name, "most": str(most), "ends": ends, "until": office.day(run, until)}
    renews = says(run, office, "will_renew", **names)
    pays = says(run, office, "will_charge", amount=office.money(run, plan.price))
    return Step(
        values={"until": until.isoformat()},
        plan=(
            Change("renew", "renew_licence", renews, source=source),
            Change("charge", "charge", pays, plan.price, is_charge=True, source=source),
            Change("confirmation", "mail", ""),
        ),
    )


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["subscription"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["subscription"])


def renew(run: Run, office: Office) -> str:
    until = date.fromisoformat(run.values["until"])
    return office.crm.renew(run.key("renew"), run.values["subscription"], until)


def step_back(run: Run, office: Office) -> None:
    office.crm.undo(run.key("renew"), run.values["subscription"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, _names(run, office))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, _names(run, office))


def _names(run: Run, office: Office) -> dict[str, str]:
    until = date.fromisoformat(run.values["until"])
    return {"plan": run.values["plan"], "until": office.day(run, until)}
