"""An errand's words in the customer's language: those that the company's pack has for it
(voice.yaml or calls.yaml, under "<errand>.<text>" or, for all errands, "any.<text>"), else its own
(errand.yaml, and languages/ beside it)."""

from dataclasses import replace
from typing import Protocol

from functions.workflows import declared
from functions.workflows.office import Office
from shared.domain.company import Company
from shared.domain.errands.run import Option, Run, fact
from shared.domain.evidence import Fact
from shared.domain.voice import Voice


class Speaker(Protocol):
    """Whoever speaks for a company."""

    @property
    def company(self) -> Company: ...


def says(run: Run, speaker: Speaker, key: str, **values: str) -> str:
    voice = speaker.company.voice_on(run.participant.channel, run.language)
    return _worded(run.errand, run.language, speaker, voice, key, values)


def worded(errand: str, language: str, speaker: Speaker, key: str, **values: str) -> str:
    """A text of an errand that has no run yet."""
    return _worded(errand, language, speaker, speaker.company.in_language(language), key, values)


def _worded(
    errand: str, language: str, speaker: Speaker, voice: Voice, key: str, values: dict[str, str]
) -> str:
    stated = voice.texts.get(f"{errand}.{key}") or voice.texts.get(f"any.{key}")
    own = stated or _translated(errand, language, speaker, key)
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
