"""Whether a customer wants a thing done, or wants to know about it."""

import re
from functools import cache

from shared.domain.clauses import forbids
from shared.domain.errands.phrases import ASKS_HOW, ASKS_US, QUESTION_MARK, anywhere

_ASKS_ABOUT = re.compile(
    r"^\W*(?:(?:hi|hello|hey|please|quick question)\W+)*"
    r"(?:do (?:i|you|we)|does|did|is (?:it|there|the|my|a)|are (?:there|the)|am i|will|would)\b"
    r"|\b(?:must|should) (?:i|we)\b"
    r"|\bcan (?:it|this|that|they|\w+s|i still|we still)\b"
    r"|\b(?:tell me|i(?:'d| would) like to know)\b",
    re.IGNORECASE,
)
"""English that asks without a question word."""
_ASKS_TO_BE_TOLD = re.compile(
    r"\b(?:walk|talk|guide|take) me through\b"
    r"|\b(?:tell|show|teach|explain)(?: (?:to )?me)? (?:how|what|when|where|which|why|whether|if)\b"
    r"|^\W*(?:(?:please|can you|could you|would you)\W+)*(?:explain|describe)\b",
    re.IGNORECASE,
)
"""English that asks us for words and no deed, however politely."""


def wants_done(
    text: str, *, is_known: bool, is_guessed: bool = False, language: str = "en"
) -> bool:
    """Whether to begin the errand rather than quote the article. A question how or when is one to
    the help centre, and a word not to do it begins none; "can I …?" of a customer whom we know is
    best answered with their own case; anything else asks us to act. What we had to guess is acted
    on only for a customer whom we know, or at their word."""
    if _ASKS_TO_BE_TOLD.search(text) or forbids(text):
        return False
    hows, us = _phrases(language)
    asks_us = us.search(text) is not None
    if asks_us or not (hows.search(text) or _ASKS_ABOUT.search(text)):
        is_told = not QUESTION_MARK.search(text) and not is_guessed
        return asks_us or is_known or is_told
    return False


@cache
def _phrases(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a language asks how, and how it asks us to act. Whoever writes another language than
    English may ask us in English, too."""
    spoken = language if language in ASKS_HOW else "en"
    return anywhere(ASKS_HOW, spoken), anywhere(ASKS_US, spoken, "en")
