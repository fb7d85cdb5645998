"""Under which condition a source says something, and whether a reply tells it.

"Earbuds can be returned" is false where the source goes on "only if their seal is unbroken", though
every word of it stands there. The condition may be told in another sentence of the reply, or be in
the customer's own question ("I'm a Premium member, …").
"""

import re
from collections.abc import Sequence

from shared.domain.judges.clauses import Clause, Weights
from shared.domain.judges.figures import figures
from shared.domain.judges.sources import Source
from shared.domain.judges.words import NO_NEWS, Word, meanings, plain, telling, words

_CONDITION = re.compile(
    r"\b(?:(?:unless|except(?:\s+(?:for|if|when|that))?|as\s+long\s+as|provided|only\s+(?:if|when"
    r"|for|in|with|on|by)"
    r"|(?<!even\s)if|but\s+not|excluding|other\s+than|apart\s+from)\b|with\s+(?=(?:its|their|your|an?)\b)"
    r"|(?P<which>that\s+(?=(?:is|are|was|were|has|have)\b)))(?P<what>(?:[^.;:]"
    r"|\.(?=\d))*?)(?=[.;:](?!\d)|$|,\s+(?!and|or))",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:^|,\s+(?:and\s+|or\s+)?|\bcosts\s+|\bfor\s+)(?P<what>(?:(?:[A-Z]\w+|first-time|new"
    r"|existing|business|verified)\s+(?:and\s+[A-Z]\w+\s+|or\s+[A-Z]\w+\s+)?)"
    r"(?:members?|customers|subscribers|buyers|accounts)|[Ss]tudents(?:\s+and\s+teachers)?"
    r"|teachers|resellers"
    r"|[Cc]ustomers\s+(?:in|from|of|with|who)\s+[^,]*?(?=\s+(?:can|get|gets|may|must|have|pay"
    r"|are)\b))\b"
)
_PEOPLE = re.compile(r"\b(?:members?|customers?|subscribers?|buyers?|accounts?|and|or)\b")
_SEGMENT = re.compile(
    r";\s+|,\s+(?:and|but)\s+|(?<=[a-z\d)][.!?])\s+(?=[A-Z])|(?<=[a-z]{4}\.)\s+(?=\d)"
)
_RESTRICTS = re.compile(
    r"\b(?:only|if|unless|must|as\s+long\s+as|provided|but|however|needs?\s+to|ha(?:s|ve)\s+to"
    r"|not|once|while|with|without)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"with\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"\s*,\s+(?:please|look|hold|put|try|check|keep|remove|open|choose|use|contact|write|charge"
    r"|send|report|switch|save|tell|call|ring|bring|ask|click|enter|add|visit|go)\b",
    re.IGNORECASE,
)
"""What follows "if" where it names the customer's plight: they asked because they are in it."""
_HALF_DAY = re.compile(r"\b([ap])\.m\b\.?", re.IGNORECASE)
_EITHER = re.compile(r"\s+or\s+", re.IGNORECASE)
_OR_IF = re.compile(r",?\s+or\s+(?=(?:if|when)\b)", re.IGNORECASE)
_BEGINS_ASIDE = re.compile(
    r"\s*(?:in|at|on|by|for|from|even|also|with|without|to|within|after|before|until|only|of)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r" ?\([^()]*\)")
_DENIES = re.compile(r"\b(?:not|no|cannot|never|without|un\w+)\b", re.IGNORECASE)
_REGRETS = re.compile(
    r"\W*(?:i[' \u2019]?a?m\s+|we[' \u2019]?(?:a?re)\s+)?(?:\w+\s+)?sorry\b[^.!?]*[.!]$",
    re.IGNORECASE,
)
"""A sentence that only says the customer's plight again."""
_ABOUT = 0.5
"""Share of the claim's words that a source sentence must hold for the claim to be of it."""
_TELLING = 0.5
"""Share of a condition's words that tell it."""


def condition_left_out(
    claim: str, source: Source, before: Sequence[str], after: Sequence[str], question: str = ""
) -> str | None:
    """The condition of what the claim says that neither it nor a sentence next to it tells; None if
    none is left out. A group that the rule is for may be told anywhere, and in the question."""
    mine = words(plain(claim))
    if not mine or _REGRETS.match(claim):
        return None
    sentences = [plain(sentence) for sentence in source.sentences]
    segments = [Clause(part) for each in sentences for part in _SEGMENT.split(each)]
    weights = Weights(segments)
    origin = _origin(claim, mine, segments, weights)
    if origin is None:
        return None
    near = [
        claim,
        question,
        *(each for each in (*before[-1:], *after[:1]) if _RESTRICTS.search(each)),
    ]
    anywhere = plain(" . ".join((claim, *before, *after, question)))
    text = _HALF_DAY.sub(r"\1m", _ASIDE.sub(_unless_it_limits, origin.text))
    near_by = plain(" . ".join(near))
    for condition in _CONDITION.finditer(text):
        if not _limits(condition, claim):
            continue
        if _WITH.match(condition.group()) and not _has_end(condition["what"], anywhere):
            return "its sources say it under a condition"
        told = anywhere if condition["which"] else near_by
        if not any(_is_told(each, told) for each in _OR_IF.split(condition["what"])):
            return "its sources say it under a condition"
    for group in _GROUP.finditer(origin.text):
        if _is_of_another_price(group, claim):
            continue
        named = words(_PEOPLE.sub(" ", group["what"]))
        if named and not any(word.is_told_by(meanings(anywhere)) for word in named):
            return "its sources say it of some customers only"
    return None


def _origin(
    claim: str, mine: tuple[Word, ...], segments: list[Clause], weights: Weights
) -> Clause | None:
    """The part of a source sentence that the claim is of; one with its figures before others."""
    stated = figures(plain(claim))
    holding = [each for each in segments if all(figure.is_in(each.figures) for figure in stated)]
    named = [word for word in telling(plain(claim)) if word.stem not in NO_NEWS] or mine
    for candidates in (holding, segments):
        best = max(
            candidates,
            key=lambda each: (weights.share(named, each), weights.share(mine, each)),
            default=None,
        )
        if best and weights.share(mine, best) >= _ABOUT:
            return best
    return None


def _unless_it_limits(aside: re.Match[str]) -> str:
    return aside.group() if _CONDITION.search(aside.group()) else ""


def _limits(condition: re.Match[str], claim: str) -> bool:
    """Whether it limits what is claimed: not the customer's plight, of which they speak, nor what
    goes with another part."""
    before, after = condition.string[: condition.start()], condition.string[condition.end() :]
    if not before.strip() and _ADVICE.match(after):
        return False
    of_a_noun = condition["which"] or _WITH.match(condition.group())
    return not (of_a_noun and _is_of_another_part(before, claim))


def _is_of_another_part(before: str, claim: str) -> bool:
    """Whether what it goes with, back to the last comma, is nothing that is claimed: "…, quarrels
    with your boss"."""
    *_, part = before.rpartition(",")
    named = words(part)
    if not named or _BEGINS_ASIDE.match(part):
        return False
    claimed = meanings(plain(claim))
    return not any(word.is_told_by(claimed) for word in named)


def _is_of_another_price(group: re.Match[str], claim: str) -> bool:
    """Whether it is an item of a list with a figure of its own that is not claimed: "…, students
    $9, under-12s free"."""
    own = figures(group.string[group.end() :].partition(",")[0])
    return bool(own) and not any(each.is_in(figures(plain(claim))) for each in own)


def _has_end(condition: str, told: str) -> bool:
    """Whether the last word of one of what it takes is told: "with its gift receipt, or …"."""
    lasts = [words(each)[-1:] for each in _EITHER.split(condition)]
    return not lasts[0] or any(word.is_told_by(meanings(told)) for last in lasts for word in last)


def _is_told(condition: str, told: str) -> bool:
    wanted = telling(condition) or words(condition)
    asked, known = figures(condition), figures(told)
    if asked:
        return all(figure.is_in(known) for figure in asked)
    if not wanted:
        return True
    if _DENIES.search(condition) and not _DENIES.search(told):
        return False
    share = sum(word.is_told_by(meanings(told)) for word in wanted) / len(wanted)
    return share >= _TELLING
