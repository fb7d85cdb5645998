"""Investigation of a delivery."""

from functions.workflows.declared import LATE, Wait
from functions.workflows.office import Office
from functions.workflows.ordering import chosen_order, order_of
from functions.workflows.paying import refund_of, refund_planned, still_refundable
from functions.workflows.receipts import mail_receipts, receipts
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
from shared.domain.errors import Refused

LOST = "lost"
_DAYS = "5"
_NEVER_CAME = Option(
    "never", "never came", ("never came", "never", "not here", "missing", "stolen", "lost")
)
_WRONG = Option(
    "wrong", "something wrong", ("wrong", "damaged", "broken", "something", "incomplete")
)
_AGAIN = Option("again", "send again", ("again", "resend", "replacement", "new one"))
_REFUND = Option("refund", "refund", ("refund", "money", "back"))


def order(run: Run, office: Office) -> Step:
    on_the_way = (State.SHIPPED, State.DELIVERED)
    return chosen_order(run, office, lambda each: each.state in on_the_way)


def findings(run: Run, office: Office) -> Step:
    """Only what left the warehouse can be searched for."""
    found = order_of(run, office)
    if found.state in (State.PENDING, State.CHANGED, State.PACKED):
        said = (own_word(says(run, office, "not_sent", number=found.number)),)
        return Step(said=said, ending=Ending("not_sent"))
    if found.state not in (State.SHIPPED, State.DELIVERED):
        words = says(run, office, "closed", number=found.number, state=found.state.value)
        return Step(said=(own_word(words),), ending=Ending("closed"))
    names = {"carrier": found.carrier or "the carrier", "tracking": found.tracking or "?"}
    problem = run.answers.get("problem")
    if found.delivered_at and problem is None:
        on = office.day(run, found.delivered_at.date())
        words = says(run, office, "which_problem", number=found.number, on=on)
        question = Question("problem", Form.CHOICE, words, (_NEVER_CAME, _WRONG))
        return Step(values=names, question=question)
    if problem == _WRONG.value:
        return Step(values=names)
    return Step(values=names, plan=(Change("trace", "trace", ""),))


def trace(run: Run, office: Office) -> str:
    number, tracking = run.values["order"], run.values["tracking"]
    what = says(run, office, "task", number=number, tracking=tracking)
    return office.crm.schedule(run.key("trace"), run.customer, what, office.today)


def search(run: Run, office: Office) -> Wait | None:
    """For the carrier's answer; meanwhile, what our own books say."""
    if not run.has("trace"):
        return None
    number = run.values["order"]
    books = [
        tells(
            run,
            office,
            "packed",
            f"Order {number}",
            number=number,
            text=posting.text,
            on=office.day(run, posting.on),
        )
        for posting in office.erp.postings(number)
        if posting.place == "warehouse"
    ]
    searching = tells(
        run,
        office,
        "searching",
        f"Order {number}",
        number=number,
        carrier=run.values["carrier"],
        tracking=run.values["tracking"],
        days=_DAYS,
    )
    return Wait(f"parcel/{number}", (*books, searching))


def outcome(run: Run, office: Office) -> Step:
    """A carrier that does not answer in time has lost it."""
    names = {"carrier": run.values["carrier"], "number": run.values["order"]}
    is_wrong = run.answers.get("problem") == _WRONG.value
    if not is_wrong and run.answers.get("search") not in (LOST, LATE):
        said = (tells(run, office, "found", f"Order {run.values['order']}", **names),)
        return Step(said=said, ending=Ending("found", is_done=True))
    if "remedy" in run.answers:
        return Step()
    words = says(run, office, "wrong" if is_wrong else "lost", **names)
    return Step(question=Question("remedy", Form.CHOICE, words, (_AGAIN, _REFUND)))


def remedy(run: Run, office: Office) -> Step:
    """What a carrier lost is proven; what is wrong with a parcel that came, the customer says."""
    found = order_of(run, office)
    is_claimed = run.answers.get("problem") == _WRONG.value
    source = f"Order {found.number}"
    rests_on = office.basis("damaged_parcel" if is_claimed else "lost_parcel")
    if run.answers["remedy"] == "again":
        words = says(run, office, "will_send_again", number=found.number)
        again = "send_again"
        changes = [Change(again, again, words, found.total, source=source, rests_on=rests_on)]
    else:
        action = "refund_claim" if is_claimed else "refund_order"
        changes = refund_of(run, office, found.total, action, rests_on)
    if not changes:
        raise Refused(f"nothing is left to refund of {found.number}")
    return Step(plan=(*changes, Change("confirmation", "mail", "")))


def still_left(run: Run, office: Office) -> Step:
    return still_refundable(run, office)


def send_again(run: Run, office: Office) -> str:
    return office.commerce.send_again(run.key("send_again"), run.values["order"])


def hold(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("send_again"), run.values["order"])


def refund(run: Run, office: Office) -> str:
    return refund_planned(run, office, run.values["order"])


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, {"number": run.values["order"]})


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, {"number": run.values["order"]})
