"""A word of sympathy: when it is due, and for what.

The mood heads hear a calm question about trouble as upset, for trouble is what it is about. So low
spirits are believed only where something beside the topic shows them: anger, abuse, a word for a
feeling, or shouting.
"""

import re
from enum import StrEnum

from shared.domain.mood import Mood

LOW = -0.5
"""Valence from which spirits are low."""
_SURE_ANGER, _SURE_ABUSE = 0.4, 0.5
"""From here on the heads hear more than the topic: calm questions about late, broken or doubly
charged orders stay below .2 (seven wordings)."""
_FEELING = re.compile(
    r"\b(?:angry|annoy\w*|appall\w*|awful|bad experience|devastated|disappoint\w*|disgust\w*"
    r"|distress\w*|enough of|fed up|frustrat\w*|furious|hate|horrible|inacceptable|livid|nightmare"
    r"|outrag\w*|ridiculous|rude|sad|scandal\w*|sick of|stress\w*|terrible|tired of|unacceptable"
    r"|unhappy|upset\w*|worr(?:y|ied|ying)|worst|joke|shame|pathetic|not okay|not ok)\b",
    re.IGNORECASE,
)
_SHOUTING = re.compile(r"!\s*!|\?\s*!|\b[A-Z]{4,}\W+[A-Z]{2,}\b")
_AGAIN = re.compile(
    r"\b(?:(?:second|third|fourth|fifth|[2-9](?:nd|rd|th)) (?:time|e-?mail|message|call)"
    r"|how many (?:more )?times|(?:already|keep|kept) (?:ask|writ|wrote|contact|call|told|tell)\w*"
    r"|(?:asked|wrote|written|called|contacted \w+|told \w+) (?:twice|three times|several times"
    r"|so (?:often|many times)|already|before)"
    r"|still (?:no|waiting for an?) (?:answer|reply|help))\b",
    re.IGNORECASE,
)


_LEAST_WORDS = 3
_CURSE = r"(?:f+u+c+k(?:ing|in|ed)?|damn(?:ed)?|bloody|goddamn|freaking|shitty|stupid|useless|dumb)"
_NAME = (
    r"(?:idiots?|morons?|assholes?|arseholes?|bastards?|bitch(?:es)?|imbeciles?|liars?|scum|jerks?)"
)
_INSULT = re.compile(
    rf"[,;:\s-]*\b(?:(?:you|u)\s+)?(?:(?:bunch|pack) of\s+)?(?:{_CURSE}\s+)*{_NAME}\b[,;:]?"
    r"|\bthe (?:hell|fuck|heck)\b|\b(?:f+u+c+k(?:ing|in)?|damn(?:ed)?|bloody|goddamn|freaking)\b",
    re.IGNORECASE,
)


_ASKS = re.compile(
    r"\?|\b(?:complain\w*|report\w*|want|wish|need|demand|expect|like to|please|let|give|send|get"
    r"|how|where|can|could)\b",
    re.IGNORECASE,
)
"""What a sentence has that asks for something beside its feeling."""


class Trouble(StrEnum):
    """What an intent is about, as the pack says it."""

    DELAY = "delay"
    DAMAGE = "damage"
    BILLING = "billing"


def sympathy_for(text: str, mood: Mood, trouble: Trouble | None) -> str | None:
    """The key of the company's words that are due, if any: for having to ask again, which is named
    even calmly; for the trouble, where spirits are low and show it."""
    if _AGAIN.search(text):
        return "sorry_again"
    shows = (
        mood.anger >= _SURE_ANGER
        or mood.abuse >= _SURE_ABUSE
        or _FEELING.search(text)
        or _SHOUTING.search(text)
    )
    if mood.valence > LOW or not shows:
        return None
    return f"sorry_{trouble}" if trouble else "sorry"


def only_feels(text: str) -> bool:
    """Whether a sentence tells a feeling and asks for nothing: "This is ridiculous."."""
    return bool(_FEELING.search(text)) and not _ASKS.search(text)


def without_insults(text: str) -> str:
    """What the message says beside curses and insults; all of it, where it says nothing else."""
    civil = re.sub(r"\s+([,.?!])", r"\1", _INSULT.sub("", text))
    civil = re.sub(r"\s{2,}", " ", civil).strip(" ,;-")
    return civil if len(re.findall(r"\w+", civil)) >= _LEAST_WORDS else text
