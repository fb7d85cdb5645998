"""Under which condition a source says something, and whether a reply tells it.

"Earbuds can be returned" is false where the source goes on "only if their seal is unbroken", though
every word of it stands there. The condition may be told in another sentence of the reply, or be in
the customer's own question ("I'm a Premium member, …").
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from shared.domain.judges.claims import Source
from shared.domain.judges.figures import figures
from shared.domain.judges.words import claims_little, plain, stems, words

_CONDITION = re.compile(
    r"\b(?:unless|except(?:\s+(?:for|if|when|that))?|as\s+long\s+as|provided|only\s+(?:if|when|for|in|with|on|by)"
    r"|if|but\s+not|excluding|other\s+than|apart\s+from|in\s+which\s+case)\b(?P<what>[^.;:]*?)(?=[.;:]|$|,\s+(?!and|or))",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?P<what>(?:(?:[A-Z]\w+|first-time|new|existing|business|verified)\s+(?:and\s+[A-Z]\w+\s+|or\s+[A-Z]\w+\s+)?)"
    r"(?:members?|customers|subscribers|buyers|accounts)|students(?:\s+and\s+teachers)?|teachers|schools|colleges"
    r"|businesses|resellers)\b"
)
_ABOUT = 0.5
"""Share of the claim's words that a source sentence must hold for the claim to be of it."""
_TELLING = 0.34
"""Share of a condition's words that tell it."""


def condition_left_out(claim: str, source: Source, told: Iterable[str]) -> str | None:
    """The condition of what the claim says that neither it nor `told` tells; None if none is left
    out. `told` are the reply's other sentences and the customer's question."""
    own = stems(plain(claim))
    if not own:
        return None
    sentences = [plain(sentence) for sentence in source.sentences]
    origin = max(sentences, key=lambda each: _share(own, stems(each)), default="")
    if _share(own, stems(origin)) < _ABOUT:
        return None
    known = own | frozenset(chain.from_iterable(stems(plain(text)) for text in told))
    written = " ".join((claim, *told)).lower()
    for condition in _conditions(origin):
        asked = {word.stem for word in words(condition) if not claims_little(word)} or stems(
            condition
        )
        if not asked:
            continue
        if _share(frozenset(asked), known) < _TELLING and not _figures_told(condition, written):
            return "its sources say it under a condition"
    return None


def _conditions(sentence: str) -> Iterator[str]:
    for form in (_CONDITION, _GROUP):
        for match in form.finditer(sentence):
            yield match.group("what")


def _figures_told(condition: str, written: str) -> bool:
    asked, told = figures(condition), figures(written)
    return bool(asked) and all(figure.is_in(told) for figure in asked)


def _share(some: frozenset[str], of: frozenset[str]) -> float:
    return len(some & of) / len(some)
