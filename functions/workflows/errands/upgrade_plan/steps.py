"""Upgrade of a subscription."""

from datetime import date, timedelta

from functions.workflows.office import Office
from functions.workflows.paying import charge_planned
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.subscribing import chosen, plan_of, subscription_of
from functions.workflows.words import says, tells
from shared.domain.errands.run import Change, Ending, Run, Step, own_word
from shared.domain.evidence import Fact
from shared.domain.subscriptions import Plan, Subscription

_CALL_AFTER = timedelta(days=2)


def subscription(run: Run, office: Office) -> Step:
    return chosen(run, office)


def recommendation(run: Run, office: Office) -> Step:
    """The next larger plan, if there is one and a machine may change to it."""
    had = subscription_of(run, office)
    plan = plan_of(had, office)
    larger = [each for each in office.crm.plans() if each.price > plan.price]
    if not larger:
        said = (own_word(says(run, office, "largest", plan=plan.name)),)
        return Step(said=said, ending=Ending("largest"))
    if had.is_yearly:
        said = (own_word(says(run, office, "yearly", plan=plan.name)),)
        return Step(said=said, ending=Ending("yearly", hands_over=True))
    why = _why(run, office, had, plan, larger[0])
    return Step(values={"larger": larger[0].sku, "larger_name": larger[0].name, "why": why.text})


def price(run: Run, office: Office) -> Step:
    had = subscription_of(run, office)
    larger = office.crm.plan(run.values["larger"])
    source = f"Subscription {had.id}"
    cost = had.proration(larger.price, office.today)
    will = says(run, office, "will_upgrade", plan=run.values["plan"], larger=larger.name)
    pay = says(
        run,
        office,
        "will_charge",
        amount=office.money(run, cost),
        days=str(had.days_left(office.today)),
        ends=office.day(run, had.period_end),
        price=office.money(run, larger.price),
    )
    why = f"{run.values['why']} {will}"
    changes = [Change("upgrade", "change_plan", why, source=source)]
    if cost.minor:
        changes.append(Change("charge", "charge", pay, cost, is_charge=True, source=source))
    return Step(
        plan=(*changes, Change("onboarding", "mail", ""), Change("confirmation", "mail", ""))
    )


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["subscription"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["subscription"])


def upgrade(run: Run, office: Office) -> str:
    larger = office.crm.plan(run.values["larger"])
    had = run.values["subscription"]
    return office.crm.change_plan(run.key("upgrade"), had, larger.sku, larger.price)


def step_back(run: Run, office: Office) -> None:
    office.crm.undo(run.key("upgrade"), run.values["subscription"])


def onboarding(run: Run, office: Office) -> str:
    """A call by a coach, on the second day that is no weekend."""
    what = says(run, office, "onboarding", larger=run.values["larger_name"])
    return office.crm.schedule(run.key("onboarding"), run.customer, what, _call_day(office.today))


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, {"larger": run.values["larger_name"]})


def receipt(run: Run, office: Office) -> Step:
    step = receipts(run, office, {"larger": run.values["larger_name"]})
    if "onboarding" not in run.receipts:
        return step
    on = office.day(run, _call_day(office.today))
    call = tells(run, office, "invited", f"Task {run.receipts['onboarding']}", on=on)
    return Step(said=(*step.said, call), ending=step.ending)


def _why(run: Run, office: Office, had: Subscription, plan: Plan, larger: Plan) -> Fact:
    """The reason in figures: what is used up, or what there is still room in."""
    used = had.usage or {}
    source = f"Subscription {had.id}"
    names = {"larger": larger.name, "includes": larger.includes, "plan": plan.name}
    counted = [what for what in plan.allowances if what in used and plan.allowances[what]]
    if not counted:
        return tells(run, office, "larger", source, **names)
    what = max(counted, key=lambda each: used[each] / plan.allowances[each])
    key = "used_up" if used[what] >= plan.allowances[what] else "room"
    figures = {"used": str(used[what]), "most": str(plan.allowances[what])}
    return tells(run, office, key, source, what=says(run, office, what), **figures, **names)


def _call_day(today: date) -> date:
    on = today + _CALL_AFTER
    return on + timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0)
