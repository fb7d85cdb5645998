"""Alert that a licence is used up."""

from functions.workflows.office import Office
from functions.workflows.paying import charge_planned
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.subscribing import chosen, plan_of, subscription_of
from functions.workflows.words import says
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

_SEATS = "seats"
_FULL = 0.9
"""Share of the seats from which we warn."""
_MORE = Option("licence", "a second licence", ("licence", "license", "second", "more"))
_CALL = Option("call", "a call", ("call", "phone", "colleague"))
_LEAVE = Option("leave", "leave it", ("nothing", "not now"))


def licence(run: Run, office: Office) -> Step:
    return chosen(run, office, lambda plan: _SEATS in plan.allowances)


def choice(run: Run, office: Office) -> Step:
    had = subscription_of(run, office)
    plan = plan_of(had, office)
    used, most = (had.usage or {}).get(_SEATS, 0), plan.allowances[_SEATS]
    names = {"used": str(used), "most": str(most), "plan": plan.name}
    if used < _FULL * most:
        said = (own_word(says(run, office, "fine", **names)),)
        return Step(said=said, ending=Ending("fine", is_done=True))
    answer = run.answers.get("choice")
    if answer is None:
        words = says(run, office, "warn", amount=office.money(run, plan.price), **names)
        return Step(question=Question("choice", Form.OFFER, words, (_MORE, _CALL, _LEAVE)))
    if answer == _MORE.value:
        return Step()
    key = "called" if answer == _CALL.value else "left"
    ending = Ending(key, is_done=True, hands_over=answer == _CALL.value)
    return Step(said=(own_word(says(run, office, key)),), ending=ending)


def consequence(run: Run, office: Office) -> Step:
    had = subscription_of(run, office)
    plan = plan_of(had, office)
    words = says(run, office, "will_charge", amount=office.money(run, plan.price), plan=plan.name)
    source = f"Subscription {had.id}"
    charge = Change("charge", "charge", words, plan.price, is_charge=True, source=source)
    return Step(plan=(charge, Change("case", "note", ""), Change("confirmation", "mail", "")))


def charge(run: Run, office: Office) -> str:
    return charge_planned(run, office, run.values["subscription"])


def void(run: Run, office: Office) -> None:
    office.payments.void(run.key("charge"), run.values["subscription"])


def case(run: Run, office: Office) -> str:
    """The licence itself is set up by people: our CRM has no order for one."""
    subject = says(run, office, "subject")
    return office.crm.note(run.key("case"), run.customer, subject, run.values["subscription"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, {})


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, {})
