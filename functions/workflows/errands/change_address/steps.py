"""Change of an order's or a customer's address."""

from dataclasses import asdict

from functions.workflows.office import Office
from functions.workflows.receipts import mail_receipts, receipts
from functions.workflows.words import named as worded
from functions.workflows.words import says
from shared.domain.addresses import PARTS, Draft, address_in, draft_address, write_address
from shared.domain.commerce import Address, State
from shared.domain.errands.answering import names
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

_MOST_TRIES = 2
_ORDER = Option("order", "order", ("order", "parcel", "delivery", "this one"))
_ACCOUNT = Option("account", "account", ("account", "saved", "default", "profile"))


def which(run: Run, office: Office) -> Step:
    """The order that can still be sent elsewhere, if the customer means one, or the account."""
    theirs = office.commerce.of_customer(run.customer)
    waiting = [each for each in theirs if each.state in (State.PENDING, State.CHANGED)]
    named = next((each for each in theirs if each.number == run.mentions.order_number), None)
    if named and named not in waiting:
        said = (own_word(says(run, office, "shipped", number=named.number)),)
        return Step(said=said, ending=Ending("shipped"))
    if named or (waiting and run.answers.get("what") == "order"):
        return Step(values={"order": (named or waiting[-1]).number})
    means_order, means_account = (
        names(worded(run, office, each), run.asked) for each in (_ORDER, _ACCOUNT)
    )
    if waiting and means_order and not means_account:
        return Step(values={"order": waiting[-1].number})
    if waiting and "what" not in run.answers and not means_account:
        words = says(run, office, "what", number=waiting[-1].number)
        return Step(question=Question("what", Form.CHOICE, words, (_ORDER, _ACCOUNT)))
    return Step(values={"order": None})


def address(run: Run, office: Office) -> Step:
    """The new one, as the request named it or the customer writes it; asks for what is missing."""
    country = _old(run, office).country
    draft = _draft(run, country)
    if draft is None and "address" not in run.answers:
        return _ask(run, office, "new")
    missing = draft.missing if draft else "address"
    if draft and missing is None:
        return Step(values={"address": asdict(draft.address(country))})
    if missing and missing not in run.answers:
        return _ask(run, office, f"which_{missing}", missing)
    tries = int(run.values.get("tries", 0)) + 1
    if tries >= _MOST_TRIES:
        said = (own_word(says(run, office, "unreadable")),)
        return Step(said=said, ending=Ending("unreadable", hands_over=True))
    again = _ask(run, office, "again")
    return Step(values={"tries": tries}, question=again.question)


def consequence(run: Run, office: Office) -> Step:
    old, new = write_address(_old(run, office)), write_address(_new(run))
    order = run.values["order"]
    if order:
        words = says(run, office, "will_send_order", number=order, address=new, old=old)
        change = Change("send_order", "change_address", words, source=f"Order {order}")
    else:
        words = says(run, office, "will_move", address=new, old=old)
        change = Change("move", "change_address", words, source="Your account")
    return Step(plan=(change, Change("confirmation", "mail", "")))


def send_order(run: Run, office: Office) -> str:
    return office.commerce.send_to(run.key("send_order"), run.values["order"], _new(run))


def send_back(run: Run, office: Office) -> None:
    office.commerce.undo(run.key("send_order"), run.values["order"])


def move(run: Run, office: Office) -> str:
    return office.crm.move(run.key("move"), run.customer, _new(run))


def move_back(run: Run, office: Office) -> None:
    office.crm.undo(run.key("move"), run.customer)


def confirmation(run: Run, office: Office) -> str:
    return mail_receipts(run, office, _named(run))


def receipt(run: Run, office: Office) -> Step:
    return receipts(run, office, _named(run))


def _ask(run: Run, office: Office, text: str, key: str = "address") -> Step:
    return Step(question=Question(key, Form.TEXT, says(run, office, text)))


def _draft(run: Run, country: str) -> Draft | None:
    text = run.answers.get("address")
    if text is None:
        return address_in(run.asked, country)
    draft = draft_address(text, country)
    for part in PARTS:
        if draft and not getattr(draft, part) and part in run.answers:
            draft = draft.filled(part, run.answers[part], country)
    return draft


def _old(run: Run, office: Office) -> Address:
    order = run.values["order"]
    return office.commerce.order(order).address if order else office.crm.address(run.customer)


def _new(run: Run) -> Address:
    return Address(**run.values["address"])


def _named(run: Run) -> dict[str, str]:
    return {"number": str(run.values["order"]), "address": write_address(_new(run))}
