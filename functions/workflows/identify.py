"""Proves who a customer is, when a step needs it and not before: by the channel, else by a code
that is sent to the e-mail address which the company has."""

from datetime import datetime, timedelta

from functions.workflows.office import Office
from functions.workflows.words import says
from shared.domain.conversation import Identity
from shared.domain.errands.run import Ending, Form, Question, Run, Step, own_word
from shared.domain.orders import Customer

MOST_TRIES = 3
LIFE = timedelta(minutes=10)
_EMAIL, _CODE = "email", "code"


def identify(run: Run, office: Office) -> tuple[Run, Step | None]:
    """The run with the proven customer and no step, or the step that is needed first.

    Whether an address is known to the company is never told: who writes a strange one is asked for
    a code that nobody has.
    """
    email = run.answers.get(_EMAIL)
    if email is None:
        return run, _ask(_EMAIL, Form.EMAIL, says(run, office, "ask_email"))
    tried, code = int(run.values.get("codes_tried", 0)), run.answers.get(_CODE)
    customer = office.customers.by_email(email)
    if code is None:
        sent = _send(run, office, email, customer)
        words = says(run, office, "ask_code" if tried == 0 else "ask_code_again")
        return run, Step(values=sent, question=Question(_CODE, Form.CODE, words))
    is_fresh = office.now() - datetime.fromisoformat(run.values["code_sent_at"]) <= LIFE
    if customer and is_fresh and code == office.code_of(f"{run.id}:{email}"):
        return run.known_as(customer.id, Identity.EMAIL_CODE), None
    if tried + 1 >= MOST_TRIES or not is_fresh:
        said = (own_word(says(run, office, "not_identified")),)
        return run, Step(said=said, ending=Ending("not_identified", hands_over=True))
    again = run.without_answer(_CODE)
    words = says(run, office, "ask_code_again")
    return again, Step(
        values={"codes_tried": tried + 1}, question=Question(_CODE, Form.CODE, words)
    )


def _send(run: Run, office: Office, email: str, customer: Customer | None) -> dict[str, str]:
    if "code_sent_at" in run.values:
        return {}
    if customer:
        code = office.code_of(f"{run.id}:{email}")
        subject, text = says(run, office, "code_subject"), says(run, office, "code_text", code=code)
        office.mail.send(run.key("code"), customer.email, subject, text)
    return {"code_sent_at": office.now().isoformat()}


def _ask(key: str, form: Form, words: str) -> Step:
    return Step(question=Question(key, form, words))
