"""What kind of thing a question asks for, and whether a sentence holds such a thing: the expected
type of an answer (Li & Roth 2002), by English words."""

import re
from collections.abc import Set
from enum import StrEnum

from shared.domain.judges.figures import figures


class Sought(StrEnum):
    TIME = "time"
    AMOUNT = "amount"
    SHARE = "share"
    WAY = "way"
    """Where in the shop it is done."""


_UNITS = r"(?:minutes?|hours?|days?|weeks?|months?|years?)"
_ASKS = {
    Sought.TIME: re.compile(
        rf"\bhow (?:long|soon|fast|quick\w*|early|late)\b|\bhow many (?:\w+ ){{0,2}}{_UNITS}\b"
        r"|\bhow much (?:earlier|longer|sooner|later)\b|\bwhen\b|\bhead start\b"
        rf"|\b(?:which|what) (?:{_UNITS}|date|time|moment)\b",
        re.IGNORECASE,
    ),
    Sought.AMOUNT: re.compile(
        r"\bhow much\b(?! (?:earlier|longer|sooner|later|cheaper|less))|\b(?:price|cost)s? of\b"
        r"|\bwhat\b[^.?!]{0,60}\b(?:costs?|charge|price|fees?|pay|set (?:me|us) back)\b",
        re.IGNORECASE,
    ),
    Sought.SHARE: re.compile(
        r"\b(?:what|which|how)\b[^.?!]{0,40}\b(?:discount|rebate|reduction|percent\w*|cheaper|less)\b",
        re.IGNORECASE,
    ),
    Sought.WAY: re.compile(
        r"\b(?:where|how) (?:can|do|could|must|should) (?:i|we)\b|\bhow to\b"
        r"|\b(?:what|which \w+) (?:must|do|should|can) (?:i|we) (?:click|press|open|tap)\b"
        r"|\bwhich (?:button|menu|page|link)\b",
        re.IGNORECASE,
    ),
}
_TIMES = frozenset(("business day", "day", "month", "minute", "second", "date", "time", "weekday"))
_CURRENCIES = frozenset(("dollar", "euro", "pound", "cent"))
_KINDS = {
    Sought.TIME: _TIMES,
    Sought.AMOUNT: _CURRENCIES,
    Sought.SHARE: frozenset(("percent",)),
    Sought.WAY: frozenset[str](),
}
_WORDS = {
    Sought.TIME: re.compile(r"\b(?:when|as soon as|until|at once)\b", re.IGNORECASE),
    Sought.AMOUNT: re.compile(r"\b(?:free|pay nothing|at no cost)\b", re.IGNORECASE),
    Sought.WAY: re.compile(r"\w > \w"),
}
"""How a sentence holds it without a figure: "when your order ships" is a time, "free" an amount,
"Account > Payment" a way."""


def sought_in(question: str) -> Set[Sought]:
    """Empty for a question that says nothing of its kind."""
    return frozenset(kind for kind, asks in _ASKS.items() if asks.search(question))


def holds(text: str, sought: Set[Sought]) -> bool:
    """Whether the sentence holds something of a kind that is sought."""
    if not sought:
        return False
    told = {figure.kind for figure in figures(text)}
    return any(
        told & _KINDS[kind] or (kind in _WORDS and _WORDS[kind].search(text)) for kind in sought
    )
