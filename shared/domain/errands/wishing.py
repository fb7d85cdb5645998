"""Whether a customer wants a thing done, or wants to know about it."""

import re

_ASKS_ABOUT = re.compile(
    r"\b(?:how|what|whats|what's|when|why|who|where|which|until when|till when)\b"
    r"|^\W*(?:(?:hi|hello|hey|please|quick question)\W+)*"
    r"(?:do (?:i|you|we)|does|did|is (?:it|there|the|my|a)|are (?:there|the)|am i|will|would)\b"
    r"|\bcan (?:it|this|that|they|\w+s|i still|we still)\b"
    r"|\b(?:tell me|i(?:'d| would) like to know)\b"
    r"|\b(?:wie|was|wann|cómo|qué|cuándo|comment|quand|quando|como|hoe|wat|jak|kiedy|nas\u0131l)\b"
    r"|^\W*come\b|كيف|متى|怎|如何|什么时候|どうすれば|どうやって|いつ",
    re.IGNORECASE,
)
_TELLS_US = re.compile(
    r"\b(?:can you|could you|would you|i want|i need|we need|i'd like to(?! know)|"
    r"i would like to(?! know)|please|pls|help me)\b",
    re.IGNORECASE,
)


def wants_done(text: str, *, is_known: bool, is_guessed: bool = False) -> bool:
    """Whether to begin the errand rather than quote the article. A question how or when is one to
    the help centre; "can I …?" of a customer whom we know is best answered with their own case;
    anything else asks us to act. What we had to guess is acted on only for a customer whom we know,
    or at their word."""
    asks_us = _TELLS_US.search(text) is not None
    if asks_us or not _ASKS_ABOUT.search(text):
        return asks_us or is_known or ("?" not in text and not is_guessed)
    return False
