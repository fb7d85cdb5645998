"""Whether a message answers the question of an errand that waits, and how."""

import re
from dataclasses import dataclass

from shared.domain.answers import yes_or_no
from shared.domain.errands.run import Form, Question
from shared.domain.mentions import Mentions

STOP = "stop"
"""The answer of a customer who wants to leave it."""
YES, NO = "yes", "no"

_SHORT = 3
"""Words of an answer to a question that other talk has come after."""
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_WORD = re.compile(r"[\w'-]+")
_STOPS = re.compile(
    r"^\W*(?:please\s+)?(?:stop(?:\s+(?:it|this|that|the \w+))?|never ?mind|"
    r"forget (?:it|that|about it)|leave it|(?:i(?:'ve| have)? )?changed my mind|"
    r"don'?t do (?:it|that|anything)|abbrechen|"
    r"vergiss es|olvídalo|laisse tomber|lascia perdere|esquece|laat maar|zapomnij|vazgeçtim)\W*"
    r"(?:please|thanks|thank you)?\W*$",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:go ahead|do it|do that|confirm(?:ed)?|proceed|agreed?|sounds? good|"
    r"that'?s (?:fine|ok|okay|right))\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(r"\b(?:do not|don'?t|not (?:yet|now)|wait|hold on)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:but|if|unless|only|instead|except|first)\b|\?", re.IGNORECASE)


@dataclass(frozen=True)
class Underway:
    """A run that has not ended, as the conversation knows it. `is_fresh` while its question is the
    last thing that we said: only then is a bare yes meant for it."""

    run_id: str
    errand: str
    question: Question | None = None
    is_fresh: bool = False
    is_parked: bool = False
    """Waits for something outside, so that another of its kind may begin beside it."""

    @property
    def takes_any_words(self) -> bool:
        return self.question is not None and self.question.form is Form.TEXT


def answer_to(asking: Underway, text: str, named: Mentions) -> str | None:
    """What the message answers; None where it is about something else, or unclear.

    A yes counts only to a question that was just asked, and only without a condition: what changes
    a customer's affairs must have been agreed to as it stands.
    """
    question = asking.question
    if question is None:
        return None
    if _STOPS.match(text):
        return STOP
    if question.form is Form.EMAIL:
        return named.email
    if question.form is Form.CODE:
        found = _CODE.search(text)
        return found.group() if found else None
    if question.form is Form.CHOICE:
        return _chosen(question, text, is_fresh=asking.is_fresh)
    if not asking.is_fresh:
        return None
    return text if question.form is Form.TEXT else _agreed(text)


def _agreed(text: str) -> str | None:
    said = yes_or_no(text)
    if said is False or _REFUSES.search(text):
        return NO
    if _CONDITION.search(text):
        return None
    return YES if said or _ORDERS.search(text) else None


def _chosen(question: Question, text: str, *, is_fresh: bool) -> str | None:
    """The one option that the message names, by its words or its place. A bare yes takes the first,
    a bare no the last, for an offer says "would you rather … ?"."""
    if "?" in text:
        return None
    words = " ".join(_WORD.findall(text.casefold()))
    lowered = f" {words} "
    if not is_fresh and len(lowered.split()) > _SHORT:
        return None
    named = [
        option.value
        for option in question.options
        if any(f" {word.casefold()} " in lowered for word in (option.value, *option.words))
    ]
    if len(named) == 1:
        return named[0]
    if named or not is_fresh:
        return None
    place = re.fullmatch(r"\s*(?:option |number |the )?(\d)(?:st|nd|rd|th)?(?: one)?\W*", lowered)
    if place and 1 <= int(place.group(1)) <= len(question.options):
        return question.options[int(place.group(1)) - 1].value
    said = yes_or_no(text)
    if said is None:
        return None
    return question.options[0 if said else -1].value
