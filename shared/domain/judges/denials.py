"""How often a clause denies: twice denied is said.

"Your progress isn't lost" and "your progress is kept", "not unless it is faulty" and "only if it is
faulty" deny an even number of times more or less than one another, and so say the same.
"""

import re

from shared.domain.judges.clauses import Clause
from shared.domain.judges.lexicon import contraries_of, meanings_of
from shared.domain.judges.words import Word

_DENIAL = re.compile(
    r"\b(?:not|no(?!\s+(?:later|more|less|fewer)\s+than)|never|cannot|without|neither|none|nobody"
    r"|nothing|no\s+one|non|unless|except\w*|exclud\w*|unable|impossible|ineligible)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:refus\w+|den(?:y|ies|ied)|reject\w*|declin\w+|lacks?|stops?|stopped|stopping|ends|ended"
    r"|los(?:e|es|ing)|delet\w+|eras\w+|expir\w+|disappear\w*|affect\w*|invalid|void"
    r"|avoid\w*|different|another|fails?|failed)$",
    re.IGNORECASE,
)
"""Words that deny what they are said of, where the other clause has none that means the same."""

_BUT = re.compile(r"\b(?:without|unless|except\w*)\b", re.IGNORECASE)
_DEMANDS = re.compile(
    r"\b(?:without|unless|except\w*|only|if|must|needs?|required?|as\s+long\s+as|provided)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"^\W*(?:if|when|once|after|while|as\s+soon\s+as)\b[^,]*,", re.IGNORECASE)


def say_the_same(one: Clause, other: Clause) -> bool:
    """Whether two clauses about the same thing deny it equally often, or an even number of times
    more; a word and its contrary are one denial. What they only suppose does not count, and "not
    without" is a demand, which the other must make too."""
    if _BUT.search(one.text) and not _DEMANDS.search(f"{other.text} {other.sentence}"):
        return False
    one, other = (Clause(_SUPPOSED.sub("", each.text)) for each in (one, other))
    odds = [len(_DENIAL.findall(each.text)) for each in (one, other)]
    odds += [_ending(one, other), _ending(other, one), _contraries(one, other)]
    return sum(odds) > 0 and sum(odds) % 2 == 0


def _ending(one: Clause, other: Clause) -> int:
    return sum(
        word.is_denied or (_ends(word) and not word.is_told_by(other.meanings))
        for word in one.words
    )


def _contraries(one: Clause, other: Clause) -> int:
    alone = [word for word in other.words if not word.is_told_by(one.meanings) and not _ends(word)]
    return sum(
        any(
            not theirs.means.isdisjoint(meanings_of(contrary))
            for contrary in contraries_of(word.stem)
            for theirs in alone
        )
        for word in one.words
        if not word.is_told_by(other.meanings) and not _ends(word)
    )


def _ends(word: Word) -> bool:
    return bool(_ENDS.match(word.written))
