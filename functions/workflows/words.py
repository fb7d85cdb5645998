"""An errand's words: its own, or those that the company's pack has for it, in the customer's
language where the pack has them in it (voice.yaml, under "<errand>.<text>")."""

from typing import Protocol

from functions.workflows import declared
from functions.workflows.office import Office
from shared.domain.company import Company
from shared.domain.errands.run import Run, fact
from shared.domain.evidence import Fact


class Speaker(Protocol):
    """Whoever speaks for a company."""

    @property
    def company(self) -> Company: ...


def says(run: Run, speaker: Speaker, key: str, **values: str) -> str:
    voice = speaker.company.in_language(run.language)
    own = f"{run.errand}.{key}"
    text = voice.texts.get(own) or declared.errand(run.errand).texts[key]
    return text.format(**voice.terms, **values).strip()


def tells(run: Run, office: Office, key: str, source: str, **values: str) -> Fact:
    """The text as a fact of the source: "Subscription SUB-1042"."""
    words = says(run, office, key, **values)
    return fact(f"{run.id}/{key}", source, words, office.today.isoformat())
