"""What a sentence says that its sources do not: an invented policy, however it is worded.

No single word tells. A faithful sentence has new words too, and an invented one may be made of
words with which anybody rephrases. So what is new is counted by kind, and weighed as a logistic
regression learned from true sentences and invented ones (`training/novelty.py`).
"""

from dataclasses import asdict, dataclass

from shared.domain.judges.clauses import Clause, clauses_of
from shared.domain.judges.lexicon import contraries_of, is_noun, is_of_people, meanings_of
from shared.domain.judges.sources import Telling
from shared.domain.judges.weighing import weighing
from shared.domain.judges.words import LITTLE, NO_NEWS, Word, meanings

_COUNTS_OF = {"little": 0.3, "general": 0.5}
"""What a word of these kinds counts beside others in how much of a clause is told."""


@dataclass(frozen=True)
class Signs:
    """What a claim has that is new, counted by words, but for the last two: `apart` is the share of
    the clause that any one sentence of the sources tells least of, `figures` how many it has; they
    are all told, or it would not be asked."""

    things: int
    people: int
    deeds: int
    general: int
    little: int
    apart: float
    figures: int


def odds_of_invention(said: Clause, told: Telling, around: str) -> float:
    """Log-odds that the claim has something made up, less those that are one too many;
    `around` are the titles and the question."""
    return weighing("novelty").odds_of(asdict(signs_of(said, told, around)))


def signs_of(said: Clause, told: Telling, around: str) -> Signs:
    known = meanings(around) | told.meanings
    new = [word for word in said.words if not _is_told(word, known)]
    kinds = [_kind(word) for word in new]
    things = [word for word, kind in zip(new, kinds, strict=True) if kind == "thing"]
    return Signs(
        things=len(things),
        people=sum(is_of_people(word.stem) for word in things),
        deeds=kinds.count("deed"),
        general=kinds.count("general"),
        little=kinds.count("little"),
        apart=max((_apart(clause, told) for clause in clauses_of(said.text)), default=0.0),
        figures=min(len(said.figures), 1),
    )


def _is_told(word: Word, known: frozenset[str]) -> bool:
    """Whether it is told, or its contrary: which of the two, is asked elsewhere."""
    contraries = contraries_of(word.stem)
    return word.is_told_by(known) or not all(
        meanings_of(other).isdisjoint(known) for other in contraries
    )


def _kind(word: Word) -> str:
    if word.stem in LITTLE:
        return "little"
    if word.stem in NO_NEWS:
        return "general"
    return "thing" if is_noun(word.stem) else "deed"


def _apart(clause: Clause, told: Telling) -> float:
    """The share of its words and figures that the sentence which has most of them lacks."""
    if not clause.words:
        return 0.0
    counts = [(word, _COUNTS_OF.get(_kind(word), 1.0)) for word in clause.words]
    whole = sum(count for _, count in counts) + len(clause.figures)
    most = max(
        sum(count for word, count in counts if word.is_told_by(sentence.meanings))
        + sum(figure.is_in(sentence.figures) for figure in clause.figures)
        for sentence in told.sentences
    )
    return 1 - most / whole
