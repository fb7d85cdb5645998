"""Words that turn a sentence round without a denial: before for after, must for may."""

import re

from shared.domain.judges.bounds import speaks_of_beyond

_NOT_COUNTED = "".join(
    rf"(?<!{unit} )"
    for unit in ("seconds", "minutes", "hours", "days", "weeks", "months", "day", "week", "month")
)
"""Not "10 minutes after", which is as good as "within 10 minutes of"."""
_SIDES = (
    (r"before", r"after|once|following"),
    (
        r"before|until|by(?=\s+(?:the|\d|noon|[A-Z]))|within|no\s+later\s+than",
        rf"{_NOT_COUNTED}after|later\s+than",
    ),
    (
        r"must|required|has\s+to|have\s+to|mandatory|needs?\s+(?:to|the|an?)",
        r"may|optional(?:ly)?|if\s+you\s+like|without",
    ),
    (
        r"free|pay\s+nothing|included|includes?|including",
        r"costs?|you\s+pay|pays?|charged?|fees?|extra|full\s+price|half",
    ),
    (r"only|exclusively|solely", r"also|even|any|full"),
    (r"only\s+(?:if|when)|as\s+long\s+as|provided", r"unless|except\s+(?:if|when)"),
    (r"at\s+once", r"until|end\s+of|next|later"),
)
"""Words that turn a clause round when one side stands where the source has the other only."""
_BOUNDS = (
    r"up\s+to|at\s+most|maximum|no\s+more\s+than|under|less\s+than|only",
    r"at\s+least|minimum|or\s+more|more\s+than|over|above",
)
"""The same, but that "over" may be what is beyond the other's "up to"."""
_PAIRS = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in (_BOUNDS, *_SIDES)
)
_DENIED = re.compile(r"\b(?:not|never|without|no)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


def on_other_side(said: str, told: str, home: str, claim: str) -> bool:
    """Whether what is said has one of two opposites where the source has but the other, in the
    clause that tells it and in its whole sentence `home`; `claim` is all that is said."""
    pairs = _PAIRS if speaks_of_beyond(claim) == speaks_of_beyond(home) else _PAIRS[1:]
    return any(_is_other(said, told, home, one, other) for one, other in pairs)


def _is_other(
    said: str, told: str, home: str, one: re.Pattern[str], other: re.Pattern[str]
) -> bool:
    mine, theirs = _sides(said, one, other), _sides(told, one, other)
    if mine not in ((True, False), (False, True)) or theirs != mine[::-1]:
        return False
    return not (one if mine[0] else other).search(home)


def _sides(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> tuple[bool, bool]:
    """Which of two opposites a text has; a denied one is the other, so that both count."""
    found = [list(form.finditer(text)) for form in (one, other)]
    denied = [any(_DENIED.search(text[: m.start()]) for m in matches) for matches in found]
    return bool(found[0]) or denied[1], bool(found[1]) or denied[0]
