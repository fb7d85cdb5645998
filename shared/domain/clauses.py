"""How a message hangs together: its clauses, and whether it leans on what was said before.

The words are English; in other languages a message is cut at its sentences only, and leans on
nothing, but that a question of two words is the rest of the one before.
"""

import re
from collections.abc import Iterable

_MOST = 5
_MOST_QUESTIONS = 8
"""Of one message that are looked up one by one, each in some milliseconds."""
_FEWEST_WORDS = 2
_WORD_ASKED = re.compile(r"\w+\?+$")
_NAMES_NOTHING = 2
"""Words of a question up to which it is the rest of another: "how much?", "who pays?"."""
_BLANKS = re.compile(r"[^\S\n]+")
_SENTENCE_END = re.compile(r"(?<=[.?!;。？！؟])\s+|\n+")
_OPENERS = (
    "how|what|when|where|which|who|why|can|could|may|do|does|did|is|are|will|would|should|please"
    "|i|i'd|i'm|my|cancel|return|track|tell|send|change|update|upgrade|check|show|help|give|refund"
)
_NEXT_WISH = re.compile(
    rf"\s*,?\s*\b(?:and|but|or|plus)\s+(?:also\s+|then\s+)?(?=(?:{_OPENERS})\b)"
    r"|\s*,?\s*\balso\s+",
    re.IGNORECASE,
)
_NEXT_QUESTION = re.compile(
    r"\s*,?\s*\b(?:and|but|plus)\s+(?=(?:how|what|when|where|which|who|why|do|does)\b"
    r"|(?:can|could|may|did|is|are|will|would|should|must)\s"
    r"(?:i|you|we|it|he|she|they|there|the|my|your|our|this|that|these|an?|any)\b)",
    re.IGNORECASE,
)
"""A verb that may go on with what is told ("it leaks and is loud") has its subject behind it."""
_ASKS = re.compile(
    r"(?:and |or |but )?"
    r"(?:how|what|when|where|which|who|why|can|could|may|do|does|did|is|are|will)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:my|our|the|i|we|you|it|this|there)\b(?!.*\b(?:want|like|wish|need)\b)[^?]*[.!]$",
    re.IGNORECASE,
)
"""A sentence that tells what happened, and wishes for nothing."""
_GOES_ON = re.compile(
    r"\W*(?:ok(?:ay)?\W+)?(?:and|or|but|what about|how about|same|even)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|one|ones|instead|there)\b", re.IGNORECASE
)
_DEED = (
    r"(?:cancel|refund|return|exchange|replace|delete|close|stop|end|pause|(?:up|down)grade|change)"
)
_GOES_OUT = r"(?:send|ship|charge|renew)"
"""What ends when it is forbidden: "don't send it" is a wish to cancel."""
_DENIED = rf"(?:do\s+not|don['\u2019]?t)\s+(?:{_DEED}|{_GOES_OUT})\b(?:\s+\w+){{0,2}}"
_NOT_WISHED = re.compile(
    rf"\W*\b(?:but|and)\s+(?:please\s+)?{_DENIED}\W*$"
    rf"|^\W*(?:please\s+)?{_DENIED}\s*[,;.]\s*(?=\w+\W+\w)"
    rf"|^\W*not\s+an?\s+\w+\s*[,;]\s*(?=\w+\W+\w)",
    re.IGNORECASE,
)
"""English that says beside a wish what is not wished for: "pause it, but don't cancel"."""
_FORBIDS = re.compile(
    rf"\W*(?:(?:please|no|wait|stop|ok(?:ay)?|hey|hi)\W+)*(?:do\s+not|don['\u2019]?t|never)\s+{_DEED}\b",
    re.IGNORECASE,
)
_MOST_LEANING = 10
"""Words from which a message is taken to stand for itself."""


def clauses_of(text: str) -> list[str]:
    """What may each be a wish of its own; empty unless there are at least two. A question that
    leans on a story goes with it: "My refund was sent. When will it show?"."""
    clauses = _with_their_stories(_cut(text, _NEXT_WISH))
    return clauses if 1 < len(clauses) <= _MOST else []


def questions_of(text: str) -> list[str]:
    """What is asked by itself, each question with what is told before it, at most eight; empty
    unless there are at least two. A question that leans on the one before goes with it, and so does
    what is told after the last."""
    asked: list[str] = []
    alone = ""
    told: list[str] = []
    for clause in _cut(text, _NEXT_QUESTION):
        told.append(clause)
        greets = not alone and len(told) == 1 and len(clause.split()) < _FEWEST_WORDS
        if greets or not (clause.endswith("?") or _ASKS.match(clause)):
            continue
        if alone and len(told) == 1 and _asks_on(clause):
            asked.insert(-1, f"{alone} {clause}")
        else:
            alone = " ".join(told)
            asked.append(alone)
        told = []
    if len(asked) < 2:
        return []
    return [*asked[:-1], " ".join([asked[-1], *told])][:_MOST_QUESTIONS]


def _asks_on(question: str) -> bool:
    """Whether it means little without the question before: it points to something, but not to what
    it told itself before a comma, or it is too short to name anything."""
    return len(question.split()) <= _NAMES_NOTHING or leans_on_before(question.partition(",")[0])


def _with_their_stories(clauses: Iterable[str]) -> list[str]:
    """With each question that leans on a story behind that one."""
    found: list[str] = []
    for clause in clauses:
        if found and _asks_of_story(found[-1], clause):
            found[-1] = f"{found[-1]} {clause}"
        else:
            found.append(clause)
    return found


def _asks_of_story(before: str, clause: str) -> bool:
    return clause.endswith("?") and leans_on_before(clause) and bool(_TELLS.match(before))


def _cut(text: str, at: re.Pattern[str]) -> list[str]:
    found = [
        clause.strip(" ,")
        for sentence in _SENTENCE_END.split(_BLANKS.sub(" ", text))
        for clause in at.split(sentence)
    ]
    return [each for each in found if len(each.split()) >= _FEWEST_WORDS or _WORD_ASKED.match(each)]


def as_wished(text: str) -> str:
    """Without what it says beside its wish that is not wished for."""
    return _NOT_WISHED.sub("", text)


def forbids(text: str) -> bool:
    """Whether it tells us, in English, not to do a thing: "please don't cancel my order"."""
    return bool(_FORBIDS.match(text))


def leans_on_before(text: str) -> bool:
    """Whether the message, as it stands, means little without the one before."""
    return goes_on(text) or (_is_short(text) and bool(_POINTS_BACK.search(text)))


def goes_on(text: str) -> bool:
    """Whether it begins as the rest of what was said before: "and to Germany?"."""
    return _is_short(text) and bool(_GOES_ON.match(text))


def _is_short(text: str) -> bool:
    return len(text.split()) <= _MOST_LEANING
