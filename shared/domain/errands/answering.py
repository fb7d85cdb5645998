"""Whether a message answers the question of an errand that waits, and how."""

import re
from dataclasses import dataclass

from shared.domain.answers import yes_or_no
from shared.domain.conversation import Identity
from shared.domain.errands.phrases import (
    CONDITIONS,
    GO_AHEAD,
    QUESTION_MARK,
    REFUSES,
    STOPS,
    TALKS_TO_PERSON,
    anywhere,
    whole,
)
from shared.domain.errands.run import Form, Option, Question
from shared.domain.mentions import Mentions

STOP = "stop"
"""The answer of a customer who wants to leave it."""
YES, NO = "yes", "no"

_SHORT = 3
"""Words of an answer to a question that other talk has come after."""
_FEW = 4
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_WORD = re.compile(r"[\w'-]+")
_STOPS = whole(STOPS)
_ORDERS = anywhere(GO_AHEAD)
_REFUSES = anywhere(REFUSES)
_DENIES = r"\b(?:not|never|don'?t|nicht|kein\w*|niet|geen|nie)\b"
_CONDITION = anywhere(CONDITIONS)
_PERSON = anywhere(TALKS_TO_PERSON)
_OFFERS = (Form.CHOICE, Form.OFFER, Form.SEVERAL)
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_MOST = 8
"""Words of a message that refuses."""


@dataclass(frozen=True)
class Underway:
    """A run that has not ended, as the conversation knows it. `is_fresh` while its words are the
    last thing that we said: only then is a bare yes meant for it."""

    run_id: str
    errand: str
    question: Question | None = None
    is_fresh: bool = False
    is_parked: bool = False
    """Waits for something outside, so that another of its kind may begin beside it."""
    needs: Identity = Identity.ANONYMOUS
    """How well the customer must be known to go on with it in another conversation."""
    said: str = ""
    """What it said last where it asked nothing; empty where no word of theirs can stop it."""

    @property
    def last_words(self) -> str:
        return self.question.words if self.question else self.said

    @property
    def takes_any_words(self) -> bool:
        return self.question is not None and self.question.form is Form.TEXT


def is_yes_with_condition(asking: Underway, text: str) -> bool:
    """Whether the customer would agree to something else than what was just shown."""
    question = asking.question
    if question is None or question.form is not Form.YES_NO or not asking.is_fresh:
        return False
    meant = yes_or_no(text) or _ORDERS.search(text)
    return bool(meant and _CONDITION.search(text) and _agreed(text) is None)


def sets_off(text: str) -> bool:
    """A few words that can only be meant for an errand's question: "go ahead"."""
    return len(_WORD.findall(text)) <= _FEW and _ORDERS.search(text) is not None


def answer_to(asking: Underway, text: str, named: Mentions) -> str | None:
    """What the message answers; None where it is about something else, or unclear.

    A yes counts only to a question that was just asked, and only without a condition: what changes
    a customer's affairs must have been agreed to as it stands.
    """
    question = asking.question
    if question is None:
        is_meant = asking.is_fresh or not asking.is_parked
        return STOP if asking.said and is_meant and _STOPS.fullmatch(text) else None
    if _STOPS.fullmatch(text):
        return STOP
    if question.form is Form.EMAIL:
        return named.email
    if question.form is Form.CODE:
        found = _CODE.search(text)
        return found.group() if found else None
    if question.form in _OFFERS:
        return _chosen(question, text, is_fresh=asking.is_fresh)
    if not asking.is_fresh:
        return None
    return text if question.form is Form.TEXT else _agreed(text)


def option_named(asking: Underway, text: str) -> str | None:
    """What a message takes that is read as a wish for a person, of the options just offered: "call
    me", where a call is one of them. None where it names none, or asks to talk to somebody now."""
    question = asking.question
    if question is None or question.form not in _OFFERS or not asking.is_fresh:
        return None
    own = {word.casefold() for option in question.options for word in (option.value, *option.words)}
    asks_for_person = any(word.casefold() not in own for word in _PERSON.findall(text))
    if asks_for_person or not any(names(option, text) for option in question.options):
        return None
    return _chosen(question, QUESTION_MARK.sub("", text), is_fresh=True)


def names(option: Option, text: str) -> bool:
    """Whether the text says one of the option's words; a word of a script without spaces may stand
    anywhere."""
    lowered = f" {' '.join(_WORD.findall(text.casefold()))} "
    return any(
        (word if _UNSPACED.search(word) else f" {word.casefold()} ") in lowered
        for word in (option.value, *option.words)
    )


def _agreed(text: str) -> str | None:
    if QUESTION_MARK.search(text):
        return None
    said, is_short = yes_or_no(text), len(_WORD.findall(text)) <= _MOST
    if said is False or (is_short and _REFUSES.search(text)):
        return NO
    if _CONDITION.search(text):
        return None
    return YES if said or _ORDERS.search(text) else None


def _excepts(text: str) -> bool:
    """Whether some of what it names may be what they do not mean: "not the red one, the blue"."""
    return bool(
        _CONDITION.search(text) or _REFUSES.search(text) or re.search(r"\bnot\b", text.casefold())
    )


def _denies(question: Question, text: str) -> bool:
    """Whether it says of an option, in one breath, that it is not meant: "don't call me"."""
    said = [word for option in question.options for word in (option.value, *option.words)]
    spoken = "|".join(re.escape(word) for word in said)
    return bool(re.search(rf"{_DENIES}(?:\s+\w+){{0,2}}\s+(?:{spoken})\b", text, re.IGNORECASE))


def _chosen(question: Question, text: str, *, is_fresh: bool) -> str | None:
    """The option that the message names, by its words or its place, or those where several may be.
    A bare yes takes what is offered, or the only one; a bare no the last of an offer."""
    if QUESTION_MARK.search(text):
        return None
    words = " ".join(_WORD.findall(text.casefold()))
    lowered = f" {words} "
    if not is_fresh and len(lowered.split()) > _SHORT:
        return None
    named = [option.value for option in question.options if names(option, text)]
    if len(named) == 1 and _denies(question, text):
        return None
    if len(named) == 1 or (named and question.form is Form.SEVERAL and not _excepts(text)):
        return ",".join(named)
    if named or not is_fresh:
        return None
    place = re.fullmatch(r"\s*(?:option |number |the )?(\d)(?:st|nd|rd|th)?(?: one)?\W*", lowered)
    if place and 1 <= int(place.group(1)) <= len(question.options):
        return question.options[int(place.group(1)) - 1].value
    said = yes_or_no(text)
    is_offer = question.form is Form.OFFER
    if said and (is_offer or len(question.options) == 1):
        return question.options[0].value
    return question.options[-1].value if said is False and is_offer else None
