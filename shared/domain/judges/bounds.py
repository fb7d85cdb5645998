"""Which way a figure bounds: "at least 50 percent" and "50 percent or less" are not the same."""

import re

from shared.domain.judges.figures import Figure

_BEFORE = {
    1: r"at\s+least|(?<!no )(?<!not )more\s+than|over|above|beyond|exceed\w*"
    r"|not?\s+(?:less|fewer)\s+than"
    r"|(?:a\s+)?minimum\s+of|from|after|(?<!no )(?<!not )later\s+than",
    -1: r"at\s+most|up\s+to|(?:less|fewer)\s+than|under|below|within|not?\s+(?:more|later)\s+than"
    r"|(?:a\s+)?maximum\s+of|until|by|before",
}
_AFTER = {
    1: r"(?:or|and)\s+(?:\w+\s+)?(?:more|later|newer|above|up|higher|longer)\b",
    -1: r"(?:or|and)\s+(?:\w+\s+)?(?:less|fewer|older|earlier|below|lower|shorter)\b"
    r"|at\s+(?:the\s+)?most\b(?!\s+\W?\d)",
}
_LEADS = {
    way: re.compile(rf"\b(?:{form})\s+(?:(?:an?|the|your|those|these)\s+)?$", re.IGNORECASE)
    for way, form in _BEFORE.items()
}
_FOLLOWS = {
    way: re.compile(rf"\W*(?:\w+\s+)?(?:{form})", re.IGNORECASE) for way, form in _AFTER.items()
}
_AHEAD = re.compile(r"\W*(?:before|ahead|prior|in\s+advance|early|earlier)\b", re.IGNORECASE)
_AT_LATEST = re.compile(r"\b(?:until|up\s+to|by|(?:no|not)\s+later\s+than)\s+$", re.IGNORECASE)
"""With "ahead" behind the figure it is the least: "until 2 hours before departure"."""
_BEYOND = re.compile(
    r"\b(?:not|no(?!\s+(?:more|less|later|fewer))|never|cannot|without|otherwise|beyond|instead|else"
    r"|(?:for|if|want|need|anything|something)\s+(?:\w+\s+){0,3}(?:more|above|over|later|after))\b"
    r"|\?",
    re.IGNORECASE,
)
"""What speaks of the other side of a bound: "no more than 5 kg" is "over 5 kg is not accepted"."""

_AGED = re.compile(r"\W*or\s+older\b", re.IGNORECASE)
_VERSION = re.compile(r"\w*[A-Z]\w*\s+$")
"""What stands before a version, of which an older one is lesser; an older age is higher."""


def bound_of(figure: Figure, text: str) -> int:
    """1 where the figure is the least that is meant, -1 where it is the most, 0 where it says
    neither."""
    before, after = text[: figure.start], text[figure.end :]
    if _AHEAD.match(after) and _AT_LATEST.search(before):
        return 1
    if _AGED.match(after) and figure.kind != "name" and not _VERSION.search(before):
        return 1
    for way in (1, -1):
        if _FOLLOWS[way].match(after):
            return way
    for way in (1, -1):
        if _LEADS[way].search(before):
            return way
    return 0


def speaks_of_beyond(text: str) -> bool:
    """Whether a text tells, or denies, what is beyond a bound, so that the other way bounds the
    same."""
    return bool(_BEYOND.search(text))
