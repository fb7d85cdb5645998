"""An errand's words in the customer's language: those that the company's pack has for it
(voice.yaml, under "<errand>.<text>"), else its own (errand.yaml, and languages/ beside it)."""

from dataclasses import replace
from typing import Protocol

from functions.workflows import declared
from functions.workflows.office import Office
from shared.domain.company import Company
from shared.domain.errands.run import Option, Run, fact
from shared.domain.evidence import Fact


class Speaker(Protocol):
    """Whoever speaks for a company."""

    @property
    def company(self) -> Company: ...


def says(run: Run, speaker: Speaker, key: str, **values: str) -> str:
    return worded(run.errand, run.language, speaker, key, **values)


def worded(errand: str, language: str, speaker: Speaker, key: str, **values: str) -> str:
    """A text of an errand that has no run yet."""
    voice = speaker.company.in_language(language)
    own = voice.texts.get(f"{errand}.{key}") or _translated(errand, language, speaker, key)
    text = own or declared.errand(errand).texts[key]
    return text.format(**voice.terms, **values).strip()


def tells(run: Run, office: Office, key: str, source: str, **values: str) -> Fact:
    """The text as a fact of the source: "Subscription SUB-1042"."""
    words = says(run, office, key, **values)
    return fact(f"{run.id}/{key}", source, words, office.today.isoformat())


def named(run: Run, speaker: Speaker, option: Option) -> Option:
    """The option with the words by which customers name it in their language, too."""
    told = _translated(run.errand, run.language, speaker, f"say_{option.value}")
    words = tuple(word.strip() for word in told.split(",")) if told else ()
    return replace(option, words=(*option.words, *words))


def _translated(errand: str, language: str, speaker: Speaker, key: str) -> str:
    """Empty where the company does not speak the customer's language, or nobody has written it."""
    company = speaker.company
    spoken = language if language in company.translations else company.locale
    texts = declared.texts_in(spoken)
    return texts.get(errand, {}).get(key) or texts.get("any", {}).get(key, "")
