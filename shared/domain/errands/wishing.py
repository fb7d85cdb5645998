"""Whether a customer wants a thing done, or wants to know about it."""

import re

_ASKS_ABOUT = re.compile(
    r"^\W*(?:(?:hi|hello|hey|please|quick question)\W+)*"
    r"(?:how|what|whats|when|why|who|where|which|until when|till when|for how long|"
    r"do (?:i|you|we)|does|did|is (?:it|there|the|my|a)|are (?:there|the)|am i|will|would i|"
    r"what's|tell me (?:how|what|about)|i(?:'d| would) like to know|wie|was|wann|cómo|qué|"
    r"comment|quand|come|quando|como|hoe|wat|jak|nas\u0131l)\b",
    re.IGNORECASE,
)
_TELLS_US = re.compile(
    r"\b(?:can you|could you|would you|i want|i need|i'd like to(?! know)|i would like to(?! know)|"
    r"please|pls|help me)\b",
    re.IGNORECASE,
)


def wants_done(text: str, *, is_known: bool) -> bool:
    """Whether to begin the errand rather than quote the article. A question how or when is one to
    the help centre; "can I …?" of a customer whom we know is best answered with their own case;
    anything else asks us to act."""
    if _ASKS_ABOUT.search(text) and not _TELLS_US.search(text):
        return False
    asks_us = _TELLS_US.search(text) is not None
    return asks_us or is_known or "?" not in text
