"""Whether a sentence turns round what its source says: denies it, demands it, or says it of all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.judges.breadth import too_broad
from shared.domain.judges.clauses import Clause, Weights, clauses_of
from shared.domain.judges.denials import say_the_same
from shared.domain.judges.ellipsis import with_predicates
from shared.domain.judges.lexicon import contraries_of
from shared.domain.judges.opposites import on_other_side
from shared.domain.judges.words import Word, plain, words

_ALIKE = 0.5
"""Share of a clause's words that one of the source must have to be about the same."""
_NEARLY = 0.9
"""A clause nearly as alike as the best one may be the one that was meant."""
_OF_THEIRS, _OF_FIGURES = 0.3, 0.3
"""What the share of the source's words, and of the claim's figures, adds to that of its words."""
_SCOPE = 3
"""Words after a denial that it denies for sure."""
_MOSTLY = 0.4
"""Share of a clause's words that lie in a denial's reach, from which the clause asserts it."""
_DENIAL = re.compile(
    r"\b(?:not|no(?!\s+(?:later|more|need))|never|cannot|without|neither|nor|excluding|excludes?|non"
    r"|(?:nothing|nobody|none|no\s+one)(?=\s+(?:can|could|is|are|will|was|has|may|of|in|else))"
    r"|except(?:\s+(?:for|if|when|that))?|excluded|(?:trouble|difficulty)(?=\s+\w+ing\b)|(?:stops?|stopped)(?=\s+\w+ing\b)"
    r"|outside(?=\s+(?:the|our|this|your)\s+(?:promise|guarantee|warranty|cover|policy|plan)\b)"
    r"|refuses?|refused|denied|denies|lacks?|unable|impossible|ineligible"
    r"|(?:instead\s+of|rather\s+than)(?!\s+[$\u20ac\u00a3]?\d))\b",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(r"except|excluding", re.IGNORECASE)
_LISTED = re.compile(r",\s+|\s+(?:and|or)\s+")
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
_SAME = 0.6
"""Share of a clause's words that its counterpart must have for both to say the same."""
_NOT = re.compile(
    r"\b(?:(?:can|could|do|does|did|is|are|was|were|has|have|will|may|must|would)\s*not|never|no)\b(?!\s+(?:only|just|until|yet|later|more))",
    re.IGNORECASE,
)
_IS_NOT = re.compile(r"\b(?:is|are|was|were)\s+not\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:free|nothing|none|neither|nor|without|except\w*|exclud\w*|only|unless|until|before|un\w{4,}|refuse\w*"
    r"|stop\w*|ends?|ended|fail\w*|los[est]\w*|lost|instead|other|another|different|still|but|if|separate\w*|trouble|difficult\w*|not|no|never|cannot)\b",
    re.IGNORECASE,
)
"""What may deny in other words, or in part."""
_CONDITIONAL = re.compile(
    r"^\W*(?:if|when|once|unless|should|in\s+case|whenever|provided|as\s+long\s+as|that|which|who)\b"
    r"|\?\W*$",
    re.IGNORECASE,
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
_WHICH = re.compile(r"\b(?:that|which|who|whom)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
"""What a denial follows that denies but its own verb: "a charge that you do not know is ours"."""


@dataclass(frozen=True)
class _Denial:
    """`words` are those in its scope."""

    words: tuple[Word, ...]
    clause: tuple[Word, ...] = ()
    """All words of the clause that it stands in."""
    supposes: bool = False
    """Whether it stands in a clause that only supposes."""
    excepts: bool = False
    """Whether it takes its words out of what is said beside: "all titles, except free titles"."""


def turned_round(
    claim: str, clauses: Sequence[Clause], sentences: Sequence[Clause], weights: Weights
) -> str | None:
    """How the claim turns its source round, or None."""
    said = with_predicates(plain(claim))
    told = " ".join(sentence.text for sentence in sentences)
    if broader := too_broad(said, told):
        return broader
    parts = _PARTS.split(said)
    said = " ".join(part for part in parts if len(parts) == 1 or not _REGRET.match(part))
    denials = _denials(Clause(said))
    for clause in clauses_of(said):
        if len(clause.words) < 2:
            continue
        if _is_only_denied(clause, clauses):
            return "its sources say the contrary"
        if _since_otherwise(clause, clauses):
            return "its sources count from another day"
        alike = [each for each in clauses if weights.share(clause.words, each) >= _ALIKE]
        if not alike:
            continue
        likeness = {each: _likeness(clause, each, weights) for each in alike}
        best = max(alike, key=lambda each: likeness[each])
        share = weights.share(clause.words, best)
        home = Clause(best.sentence)
        near = sorted(
            (each for each in alike if likeness[each] >= _NEARLY * likeness[best]),
            key=lambda each: -likeness[each],
        )
        is_contrary = all(_contrary(clause, each, Clause(each.sentence), denials) for each in near)
        if (is_contrary or _parity_differs(clause, best, home, share, denials)) and not any(
            say_the_same(clause, each) for each in near
        ):
            return "its sources say the contrary"
        if _is_denied_of_part(clause, best, alike, denials):
            return "its sources say the contrary"
        if on_other_side(clause.text, best.text, home.text, said):
            return "its sources say otherwise"
        if _NEEDLESS.search(clause.text) and not _NEEDLESS.search(told) and _NEED.search(home.text):
            return "its sources ask for it"
    return None


def _is_only_denied(said: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether clauses of the same words, of which there is one, differ all by a denial."""
    denied = bool(_NOT.search(said.text))
    same = [
        each
        for each in clauses
        if all(word.is_told_by(each.meanings) for word in said.words)
        and all(word.is_told_by(said.meanings) for word in each.words)
    ]
    return bool(same) and all(bool(_NOT.search(each.text)) != denied for each in same)


def _likeness(said: Clause, told: Clause, weights: Weights) -> float:
    """How much of each is in the other; what is said counts most, then the figures."""
    held = sum(figure.is_in(told.figures) for figure in said.figures)
    return (
        weights.share(said.words, told)
        + _OF_THEIRS * weights.share(told.words, said)
        + (_OF_FIGURES * held / len(said.figures) if said.figures else 0.0)
    )


def _parity_differs(
    said: Clause, told: Clause, home: Clause, share: float, denied: list[_Denial]
) -> bool:
    """Whether one of two clauses that say nearly the same is denied, and nothing in the other, or
    elsewhere in the claim, could be that denial."""
    if share < _SAME or len(said.words) < 3:
        return False
    mine, theirs = _NOT.findall(said.text), _NOT.findall(told.text)
    if len(mine) == 1 and not theirs:
        return not _NEGATIVE.search(home.text) and not _NEGATIVE.search(_NOT.sub(" ", said.text))
    if len(theirs) == 1 and not mine:
        heads = [word for each in _denials(told) for word in each.words[:1]]
        if _IS_NOT.search(told.text) and not any(_alike_any(word, said.words) for word in heads):
            return False
        if any(_alike_any(word, each.words[:_SCOPE]) for word in heads for each in denied):
            return False
        return not _NEGATIVE.search(said.text) and not _NEGATIVE.search(_NOT.sub(" ", told.text))
    return False


def _contrary(said: Clause, told: Clause, home: Clause, denied: list[_Denial]) -> bool:
    """Whether what one of them denies is in the other, and not denied there; or one has the
    contrary of the other's word."""
    if said.text.strip(" .").lower() == told.text.strip(" .").lower():
        return False
    mine, theirs = _denials(said), _denials(home)
    if any(_is_asserted(denial, home, theirs) for denial in mine):
        return True
    if any(_is_asserted(each, said, denied) for each in theirs if not _says_both(each, home)):
        return True
    return _has_antonym(said, told, mine, theirs)


def _is_denied_of_part(
    said: Clause, best: Clause, alike: Sequence[Clause], denied: list[_Denial]
) -> bool:
    """Whether another clause denies it of what the best one does not speak of."""
    rest = [word for word in said.words if not word.is_told_by(best.meanings)]
    return any(
        any(word.is_told_by(each.meanings) for word in rest)
        and any(_is_asserted(denial, said, denied) for denial in _denials(each))
        and not say_the_same(said, each)
        for each in alike
        if each is not best and rest
    )


def _says_both(denial: _Denial, clause: Clause) -> bool:
    """Whether the clause has the word that it denies undenied too: "block it, and unblock it"."""
    denied = [word for word in denial.words if word.is_denied]
    return any(
        word.stem == other.stem and not other.is_denied for word in denied for other in clause.words
    )


def _denials(clause: Clause) -> list[_Denial]:
    found = [_Denial((word,)) for word in clause.words if word.is_denied]
    for part in clauses_of(clause.text):
        supposes = bool(_CONDITIONAL.search(part.text))
        for match in _DENIAL.finditer(part.text):
            end = match.end() + len(part.text[match.end() :].partition(";")[0])
            after = tuple(word for word in part.words if match.end() <= word.at < end)
            if _BEHIND.match(part.text[match.end() :]):
                before = tuple(word for word in part.words if word.at < match.start())
                after = (*before, *after)
            if _WHICH.search(part.text[: match.start()]):
                after = after[:1]
            if after and _EXCEPTS.match(match.group()):
                listed = filter(None, map(words, _LISTED.split(part.text[match.end() :])))
                found += [_Denial(each, part.words, supposes, excepts=True) for each in listed]
            elif after:
                found.append(_Denial(after, part.words, supposes))
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
    if any(_are_of_one(denial.clause, each.clause) for each in denied):
        return False
    parts = [part for part in clauses_of(clause.text) if _CONDITIONAL.search(part.text)]
    if denial.supposes and not parts:
        return False
    held = tuple(word for part in parts for word in part.words) if denial.supposes else clause.words
    if denial.excepts:
        return all(_alike_any(word, held) for word in denial.words[:_SCOPE])
    if _alike_any(_head(denial.words), held):
        return True
    told = sum(_alike_any(word, held) for word in denial.words)
    return told > 1 and told >= _MOSTLY * len(held)


def _are_of_one(one: tuple[Word, ...], other: tuple[Word, ...]) -> bool:
    """Whether two clauses, both with a denial, are about the same."""
    shared = sum(_alike_any(word, other) for word in one)
    return shared > 1 and 2 * shared >= min(len(one), len(other))


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
            means = frozenset((contrary,))
            for other in told.words:
                if other.means.isdisjoint(means) or other.is_told_by(said.meanings):
                    continue
                if _is_in(word, mine) == _is_in(other, theirs):
                    return True
    return False


def _is_in(word: Word, denials: list[_Denial]) -> bool:
    return any(word in denial.words[:_SCOPE] for denial in denials)


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
