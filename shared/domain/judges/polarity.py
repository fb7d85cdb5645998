"""Whether a sentence turns round what its source says: denies it, demands it, or says it of all."""

import re
from collections.abc import Sequence

from shared.domain.judges.clauses import Clause, Weights, clauses_of
from shared.domain.judges.lexicon import contraries_of, meanings_of
from shared.domain.judges.words import Word, plain

_ALIKE = 0.5
"""Share of a clause's words that one of the source must have to be about the same."""
_NEARLY = 0.9
"""A clause nearly as alike as the best one may be the one that was meant."""
_SCOPE = 3
"""Words after a denial that it denies for sure."""
_MOSTLY = 0.4
"""Share of a clause's words that lie in a denial's reach, from which the clause asserts it."""
_DENIAL = re.compile(
    r"\b(?:not|no(?!\s+(?:later|more))|never|cannot|without|neither|nor|excluding|excludes?|non"
    r"|(?:nothing|nobody|none|no\s+one)(?=\s+(?:can|could|is|are|will|was|has|may|of|in|else))"
    r"|refuses?|refused|denied|denies|lacks?|unable|impossible|ineligible|instead\s+of"
    r"|rather\s+than)\b",
    re.IGNORECASE,
)
_SIDES = (
    (r"before", r"after|once|following"),
    (r"before|until|by|within|no\s+later\s+than", r"after|later\s+than"),
    (
        r"up\s+to|at\s+most|maximum|no\s+more\s+than|under|less\s+than|only",
        r"at\s+least|minimum|or\s+more|more\s+than|over|above",
    ),
    (
        r"must|required|has\s+to|have\s+to|mandatory|needs?\s+to|need\s+the",
        r"may|optional(?:ly)?|if\s+you\s+like|without",
    ),
    (
        r"free|pay\s+nothing|included|includes?|including",
        r"costs?|you\s+pay|pays?|charged?|fees?|plus|extra|full\s+price|half",
    ),
    (r"only|exclusively|solely", r"also|even|any|full"),
    (r"at\s+once|immediately|instantly|right\s+away", r"until|end\s+of|next|later"),
)
"""Words that turn a clause round when one side stands where the source has the other only."""
_CLASSED = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in _SIDES
)
_SINCE = re.compile(
    r"\b(?:of|from|after|since)\s+(?:the\s+|your\s+|its\s+)?(?:date\s+of\s+|day\s+of\s+)?"
    r"(?P<what>delivery|arrival|receipt|purchase|order(?:ing)?|buying|payment|dispatch|approval"
    r"|release)\b",
    re.IGNORECASE,
)
_NEEDLESS = re.compile(
    r"\b(?:not?|without)\b[^.;,]{0,15}\b(?:needed|required|necessary|need|have\s+to|must|needing"
    r"|matter)\b",
    re.IGNORECASE,
)
_NEED = re.compile(
    r"\b(?:must|required|requires?|need(?:s|ed)?|has\s+to|have\s+to|only\s+(?:if|with|when)|keep"
    r"|please)\b",
    re.IGNORECASE,
)
_BOUNDLESS = re.compile(
    r"\b(?:everybody|everyone|anyone|anybody|never|unlimited|regardless|no\s+matter|even\s+(?:if"
    r"|after|when|though|once)"
    r"|as\s+(?:often|many|much|long)\s+as\s+you\s+(?:like|want|wish)|without\s+(?:exception"
    r"|limit)|no\s+questions|in\s+any\s+case"
    r"|any\s*time|whenever|forever|like\s+any\s+other|every\s+time|too\b(?=[.!]?$)"
    r"|as\s+well(?!\s+as)|also\s+(?:sold|applies|applicable|available|valid)"
    r"|all\s+(?:customers|products|orders|countries|members))\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:at\s+once|immediately|instantly|right\s+away|straight\s*away|today|tomorrow|tonight)\b",
    re.IGNORECASE,
)
_BUT_ONLY = re.compile(r"\b(?:only\s+(?:if|when|with|as)|unless|cannot|not)\b", re.IGNORECASE)


_Denial = tuple[Word, ...]
"""The words in the scope of one denial."""


def turned_round(
    claim: str, clauses: Sequence[Clause], sentences: Sequence[Clause], weights: Weights
) -> str | None:
    """How the claim turns its source round, or None."""
    said = plain(claim)
    told = " ".join(sentence.text for sentence in sentences)
    if _beyond(_BOUNDLESS, said, told) or _beyond(_AT_ONCE, said, told):
        return "its sources do not say it so broadly"
    denials = _denials(Clause(said))
    for clause in clauses_of(said):
        if len(clause.words) < 2:
            continue
        if _since_otherwise(clause, clauses):
            return "its sources count from another day"
        alike = [each for each in clauses if weights.share(clause.words, each) >= _ALIKE]
        if not alike:
            continue
        best = max(alike, key=lambda each: weights.share(clause.words, each))
        share = weights.share(clause.words, best)
        home = Clause(best.sentence)
        near = [each for each in alike if weights.share(clause.words, each) >= _NEARLY * share]
        if all(_contrary(clause, each, Clause(each.sentence), denials) for each in near):
            return "its sources say the contrary"
        for one, other in _CLASSED:
            if _on_other_side(clause.text, best.text, home.text, one, other):
                return "its sources say otherwise"
        if _NEEDLESS.search(clause.text) and not _NEEDLESS.search(told) and _NEED.search(told):
            return "its sources ask for it"
    return None


def _beyond(form: re.Pattern[str], said: str, told: str) -> bool:
    """Whether the claim uses a word of the form, and the source none."""
    return bool(form.search(said)) and not form.search(told)


def _contrary(said: Clause, told: Clause, home: Clause, denied: list[_Denial]) -> bool:
    """Whether what one of them denies is in the other, and not denied there; or one has the
    contrary of the other's word."""
    mine, theirs = _denials(said), _denials(home)
    if any(_is_asserted(denial, home, theirs) for denial in mine):
        return True
    if any(_is_asserted(denial, said, denied) for denial in theirs):
        return True
    return _has_antonym(said, told, mine, theirs)


def _denials(clause: Clause) -> list[_Denial]:
    found: list[_Denial] = [(word,) for word in clause.words if word.is_denied]
    for part in clauses_of(clause.text):
        for match in _DENIAL.finditer(part.text):
            after = [word for word in part.words if word.at >= match.end()]
            if after:
                found.append(tuple(after))
    return found


def _is_asserted(denial: _Denial, clause: Clause, denied: list[_Denial]) -> bool:
    """Whether the clause has what is denied, its head or nearly all, and denies none of it."""
    if any(_alike(word, other) for word in denial[:_SCOPE] for each in denied for other in each):
        return False
    if _alike_any(_head(denial), clause.words):
        return True
    told = sum(_alike_any(word, clause.words) for word in denial)
    return told > 1 and told >= _MOSTLY * len(clause.words)


def _head(denial: _Denial) -> Word:
    """The first word denied, or of two that stand together the second: "no cancellation fee"."""
    first, *rest = denial
    if rest and rest[0].at - first.at - len(first.written) == 1:
        return rest[0]
    return first


def _alike(one: Word, other: Word) -> bool:
    return not one.means.isdisjoint(other.means)


def _alike_any(word: Word, others: Sequence[Word]) -> bool:
    return any(_alike(word, other) for other in others)


def _has_antonym(said: Clause, told: Clause, mine: list[_Denial], theirs: list[_Denial]) -> bool:
    for word in said.words:
        if word.is_told_by(told.meanings):
            continue
        for contrary in contraries_of(word.stem):
            means = meanings_of(contrary)
            for other in told.words:
                if other.means.isdisjoint(means) or other.is_told_by(said.meanings):
                    continue
                if _is_in(word, mine) == _is_in(other, theirs):
                    return True
    return False


def _is_in(word: Word, denials: list[_Denial]) -> bool:
    return any(word in denial[:_SCOPE] for denial in denials)


def _on_other_side(
    said: str, told: str, home: str, one: re.Pattern[str], other: re.Pattern[str]
) -> bool:
    mine = bool(one.search(said)), bool(other.search(said))
    theirs = bool(one.search(told)), bool(other.search(told))
    if mine not in ((True, False), (False, True)) or theirs != mine[::-1]:
        return False
    return not (one if mine[0] else other).search(home)


def _since_otherwise(said: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether each clause with the same figure counts from another day."""
    mine = {_day(match) for match in _SINCE.finditer(said.text)}
    if not mine or not said.figures:
        return False
    same = (each for each in clauses if said.figures[0].is_in(each.figures))
    theirs = {_day(match) for each in same for match in _SINCE.finditer(each.text)}
    return bool(theirs) and mine.isdisjoint(theirs)


def _day(match: re.Match[str]) -> str:
    word = match["what"].lower()
    if word in ("delivery", "arrival", "receipt"):
        return "delivery"
    return "order" if word in ("purchase", "order", "ordering", "buying") else word
