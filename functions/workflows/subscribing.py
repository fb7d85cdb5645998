"""What the errands about subscriptions share: which one is meant, and its plan."""

from collections.abc import Callable

from functions.workflows.office import Office
from functions.workflows.words import says
from shared.domain.errands.run import Ending, Form, Option, Question, Run, Step, own_word
from shared.domain.orders import SubscriptionStatus
from shared.domain.subscriptions import Plan, Subscription

_WHICH = "which"


def is_coaching(plan: Plan) -> bool:
    """A person's subscription; a company's licence counts its seats."""
    return "seats" not in plan.allowances


def chosen(run: Run, office: Office, fits: Callable[[Plan], bool] = is_coaching) -> Step:
    """The customer's subscription that is not cancelled: the only one of its kind, or the one they
    name."""
    running = [
        each
        for each in office.crm.subscriptions(run.customer)
        if each.status is not SubscriptionStatus.CANCELLED and fits(plan_of(each, office))
    ]
    if not running:
        said = (own_word(says(run, office, "none")),)
        return Step(said=said, ending=Ending("nothing_there"))
    told = run.answers.get(_WHICH) or run.occasion.get("subscription_id")
    if len(running) > 1 and told is None:
        options = tuple(
            Option(each.id, plan_of(each, office).name, (plan_of(each, office).name.split()[-1],))
            for each in running
        )
        named = ", ".join(f"{option.title} ({option.value})" for option in options)
        words = says(run, office, "which", count=str(len(running)), names=named)
        return Step(question=Question(_WHICH, Form.CHOICE, words, options))
    found = next((each for each in running if each.id == told), running[0])
    return Step(
        values={
            "subscription": found.id,
            "plan": plan_of(found, office).name,
            "period_end": found.period_end.isoformat(),
        }
    )


def subscription_of(run: Run, office: Office) -> Subscription:
    """The one that `chosen` found, as it stands now."""
    found = office.crm.subscriptions(run.customer)
    return next(each for each in found if each.id == run.values["subscription"])


def plans(office: Office) -> list[Plan]:
    return office.crm.plans()


def plan_of(subscription: Subscription, office: Office) -> Plan:
    return office.crm.plan(subscription.sku)
