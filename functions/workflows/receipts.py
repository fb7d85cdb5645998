"""What an errand says when it is done: each deed with the number of its record."""

from collections.abc import Mapping

from functions.workflows.office import Office
from functions.workflows.words import says
from shared.domain.errands.run import Ending, Run, Step, fact, own_word
from shared.domain.evidence import Fact


def done(run: Run, office: Office, values: Mapping[str, str]) -> tuple[Fact, ...]:
    """The text `did_<deed>` of each deed that the customer agreed to and that was done."""
    return tuple(
        fact(
            run.key(change.deed),
            change.source,
            says(
                run,
                office,
                f"did_{change.deed}",
                receipt=run.receipts[change.deed],
                amount=office.money(run, change.amount) if change.amount else "",
                **values,
            ),
        )
        for change in run.plan
        if change.words and change.deed in run.receipts
    )


def mail_receipts(run: Run, office: Office, values: Mapping[str, str]) -> str:
    text = " ".join(each.text for each in done(run, office, values))
    subject = says(run, office, "mail_subject")
    return office.mail.send(run.key("confirmation"), office.email(run), subject, text)


def receipts(run: Run, office: Office, values: Mapping[str, str], ending: str = "done") -> Step:
    """The end of an errand that did what was agreed."""
    mailed = (own_word(says(run, office, "mailed")),) if "confirmation" in run.receipts else ()
    said = (*done(run, office, values), *mailed)
    return Step(said=said, ending=Ending(ending, is_done=True))
