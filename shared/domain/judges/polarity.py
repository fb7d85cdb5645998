"""Whether a sentence turns round what its source says: denies it, demands it, or says it of all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    r"|excluded|(?:stops?|stopped)(?=\s+\w+ing\b)"
    r"|refuses?|refused|denied|denies|lacks?|unable|impossible|ineligible|instead\s+of"
    r"|rather\s+than)\b",
    re.IGNORECASE,
)
_NOT_COUNTED = "".join(
    rf"(?<!{unit} )" for unit in ("seconds", "minutes", "hours", "days", "weeks", "day")
)
"""Not "10 minutes after", which is as good as "within 10 minutes of"."""
_SIDES = (
    (r"before", r"after|once|following"),
    (
        r"before|until|by(?=\s+(?:the|\d|noon|[A-Z]))|within|no\s+later\s+than",
        rf"{_NOT_COUNTED}after|later\s+than",
    ),
    (
        r"up\s+to|at\s+most|maximum|no\s+more\s+than|under|less\s+than|only",
        r"at\s+least|minimum|or\s+more|more\s+than|over|above",
    ),
    (
        r"must|required|has\s+to|have\s+to|mandatory|needs?\s+(?:to|the|an?)",
        r"may|optional(?:ly)?|if\s+you\s+like|without",
    ),
    (
        r"free|pay\s+nothing|included|includes?|including",
        r"costs?|you\s+pay|pays?|charged?|fees?|plus|extra|full\s+price|half",
    ),
    (r"only|exclusively|solely", r"also|even|any|full"),
    (r"only\s+(?:if|when)|as\s+long\s+as|provided", r"unless|except\s+(?:if|when)"),
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
_ALWAYS = re.compile(
    r"\b(?:never|regardless|no\s+matter|in\s+any\s+case|any\s*time|whenever|forever|every\s+time)\b",
    re.IGNORECASE,
)
_BOUNDLESS = re.compile(
    r"\b(?:everybody|everyone|anyone|anybody|unlimited|even\s+(?:if"
    r"|after|when|though|once)"
    r"|as\s+(?:often|many|much|long)\s+as\s+you\s+(?:like|want|wish)|without\s+(?:exception"
    r"|limit)|no\s+questions|like\s+any\s+other"
    r"|all\s+(?:customers|products|orders|countries|members))\b",
    re.IGNORECASE,
)
_A_CHARGE = re.compile(
    r"(?<!without )\b(?:an?|some|extra|additional|with)\s+(?:\w+\s+){0,2}"
    r"(?:fees?|charges?|surcharge)\b"
    r"|\bextra\s+(?:\w+\s+)?costs?\b|\b(?:do|does|will|would)\s+cost\b",
    re.IGNORECASE,
)
_CHARGES = re.compile(
    r"\b(?:fees?|surcharges?|costs?|prices?|charg\w+)\b|[$€£]\s?\d", re.IGNORECASE
)
"""A source without any of these asks for no money."""
_BROAD = re.compile(r"\b(?:any|every|each|always|whatever|whichever)\b", re.IGNORECASE)
"""What a source says as broadly in other words."""
_AT_ONCE = re.compile(
    r"\b(?:at\s+once|immediately|instantly|right\s+away|straight\s*away|today|tomorrow|tonight)\b",
    re.IGNORECASE,
)
_BUT_ONLY = re.compile(r"\b(?:only\s+(?:if|when|with|as)|unless|cannot|not)\b", re.IGNORECASE)


_SAME = 0.6
"""Share of a clause's words that its counterpart must have for both to say the same."""
_NOT = re.compile(
    r"\b(?:(?:can|could|do|does|did|is|are|was|were|has|have|will|may|must|would)\s*not|never|no)\b(?!\s+(?:only|just|until|yet|later|more))",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:free|nothing|none|neither|nor|without|except\w*|exclud\w*|only|unless|until|before|un\w{4,}|refuse\w*"
    r"|stop\w*|ends?|ended|fail\w*|los[est]\w*|lost|instead|other|another|different|still|but|if|separate\w*|not|no|never|cannot)\b",
    re.IGNORECASE,
)
"""What may deny in other words, or in part."""
_CONDITIONAL = re.compile(
    r"^\W*(?:if|when|once|unless|should|in\s+case|whenever)\b|\?\W*$", re.IGNORECASE
)
"""A clause that supposes, or asks, and so asserts nothing by itself."""
_PARTS = re.compile(r"(?<=[.!?])\s+")
_REGRET = re.compile(
    r"^\W*(?:(?:i\s+am|we\s+are)\s+(?:\w+\s+)?)?(?:sorry|apologies|that)\b[^?]*[.!]$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"^\W*(?:an?\s+|the\s+)?(?:possible|allowed|permitted|available|accepted|included|an?\s+option|offered|from)\b",
    re.IGNORECASE,
)
"""What denies the words before it: "bank transfers are not possible"."""


@dataclass(frozen=True)
class _Denial:
    """`words` are those in its scope."""

    words: tuple[Word, ...]
    supposes: bool = False
    """Whether it stands in a clause that only supposes."""


def turned_round(
    claim: str, clauses: Sequence[Clause], sentences: Sequence[Clause], weights: Weights
) -> str | None:
    """How the claim turns its source round, or None."""
    said = plain(claim)
    told = " ".join(sentence.text for sentence in sentences)
    if any(
        form.search(said)
        and not form.search(told)
        and not (form is _ALWAYS and _BROAD.search(told))
        for form in (_BOUNDLESS, _ALWAYS)
    ):
        return "its sources do not say it so broadly"
    if _AT_ONCE.search(said) and not _AT_ONCE.search(told):
        return "its sources do not say it so broadly"
    if _A_CHARGE.search(said) and not _CHARGES.search(told):
        return "its sources tell of no charge"
    parts = _PARTS.split(said)
    said = " ".join(part for part in parts if len(parts) == 1 or not _REGRET.match(part))
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
        if _parity_differs(clause, best, home, share):
            return "its sources say the contrary"
        for one, other in _CLASSED:
            if _on_other_side(clause.text, best.text, home.text, one, other):
                return "its sources say otherwise"
        if _NEEDLESS.search(clause.text) and not _NEEDLESS.search(told) and _NEED.search(told):
            return "its sources ask for it"
    return None


def _parity_differs(said: Clause, told: Clause, home: Clause, share: float) -> bool:
    """Whether one of two clauses that say nearly the same is denied, and nothing in the other could
    be a denial in other words."""
    if share < _SAME or len(said.words) < 3:
        return False
    mine, theirs = _NOT.findall(said.text), _NOT.findall(told.text)
    if len(mine) == 1 and not theirs:
        return not _NEGATIVE.search(home.text) and not _NEGATIVE.search(_NOT.sub(" ", said.text))
    if len(theirs) == 1 and not mine:
        return not _NEGATIVE.search(said.text) and not _NEGATIVE.search(_NOT.sub(" ", told.text))
    return False


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
    found = [_Denial((word,)) for word in clause.words if word.is_denied]
    for part in clauses_of(clause.text):
        supposes = bool(_CONDITIONAL.search(part.text))
        for match in _DENIAL.finditer(part.text):
            after = tuple(word for word in part.words if word.at >= match.end())
            if _BEHIND.match(part.text[match.end() :]):
                before = tuple(word for word in part.words if word.at < match.start())
                after = (*before, *after)
            if after:
                found.append(_Denial(after, supposes))
    return found


def _is_asserted(denial: _Denial, clause: Clause, denied: list[_Denial]) -> bool:
    """Whether the clause has what is denied, its head or nearly all, and denies none of it. What is
    supposed not to be is held against what is supposed to be."""
    if any(
        _alike(word, other)
        for word in denial.words[:_SCOPE]
        for each in denied
        for other in each.words
    ):
        return False
    parts = [part for part in clauses_of(clause.text) if _CONDITIONAL.search(part.text)]
    if denial.supposes and not parts:
        return False
    words = (
        tuple(word for part in parts for word in part.words) if denial.supposes else clause.words
    )
    if _alike_any(_head(denial.words), words):
        return True
    told = sum(_alike_any(word, words) for word in denial.words)
    return told > 1 and told >= _MOSTLY * len(words)


def _head(denied: tuple[Word, ...]) -> Word:
    """The first word denied, or of two that stand together the second: "no cancellation fee"."""
    first, *rest = denied
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
    return any(word in denial.words[:_SCOPE] for denial in denials)


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
