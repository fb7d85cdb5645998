"""Texts as lines of tokens, and one laid beside another, as two versions of a text are compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from shared.domain.judges.elided import meant
from shared.domain.judges.figures import figures, without
from shared.domain.judges.lexicon import cut, meanings_of
from shared.domain.judges.words import WORD, is_function_word, plain

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_BY_THE = re.compile(r"an?\s+(?P<what>[^\W\d]+)", re.IGNORECASE)
"""What may count one, or name a thing: "a day pass" of "Day pass: 5 euros"."""
_ENDS = re.compile(r"\s*(?:$|[.,;:!?)]|and\b)")
_COUNTS = {"figure": 2.5, "word": 2.0, "small": 0.6}
"""What a token counts in how much of a sentence is told."""


@dataclass(frozen=True)
class Token:
    kind: str
    form: str
    means: frozenset[str]
    written: str

    @property
    def counts(self) -> float:
        return _COUNTS[self.kind]

    def is_in(self, means: frozenset[str]) -> bool:
        return not self.means.isdisjoint(means)


class Line(tuple[Token, ...]):
    """A text's tokens in their order."""

    @cached_property
    def means(self) -> frozenset[str]:
        return frozenset().union(*(each.means for each in self))


@lru_cache(maxsize=1024)
def line_of(text: str) -> Line:
    """Its figures and words."""
    text = plain(text)
    found: list[tuple[int, Token]] = []
    read, elided = figures(text), meant(text)
    for figure in read:
        means = frozenset((figure.form, elided.get(figure.start, figure).form))
        if by_the := _BY_THE.fullmatch(text, figure.start, figure.end):
            means |= meanings_of(cut(by_the["what"].lower()))
        found.append((figure.start, Token("figure", figure.form, means, figure.form)))
    places = ((figure.start, figure.end) for figure in read)
    for match in WORD.finditer(without(text, places)):
        word = match.group().lower()
        if word in _ORDINALS and not (word == "first" and _ENDS.match(text, match.end())):
            form = f"ordinal={_ORDINALS.index(word)}"
            token = Token("figure", form, frozenset((form,)), word)
        elif is_function_word(word):
            token = Token("small", word, frozenset((word,)), word)
        else:
            token = Token("word", cut(word), meanings_of(cut(word)), word)
        found.append((match.start(), token))
    return Line(token for _, token in sorted(found, key=itemgetter(0)))


class Gap(NamedTuple):
    """What lies between two tokens that were kept, or before the first or behind the last: `mine`
    are places of the claim, `theirs` tokens of the line."""

    mine: tuple[int, ...]
    theirs: tuple[Token, ...]


NO_GAP = Gap((), ())


class Laid:
    """Some tokens of a claim, by their `places`, beside a line of its source. `kept` are the places
    of those that it has in the same order, `rest` those of the others, and `told` what the kept
    ones count."""

    def __init__(self, said: Line, places: Sequence[int], line: Line) -> None:
        self.line = line
        mine = [said[at] for at in places]
        matcher = SequenceMatcher(
            None, [each.form for each in mine], _in_words_of(mine, line), autojunk=False
        )
        pairs = [
            (block.a + step, block.b + step)
            for block in matcher.get_matching_blocks()
            for step in range(block.size)
        ]
        self._ends = [(-1, -1), *pairs, (len(mine), len(line))]
        self._places = places
        self.kept = [places[at] for at, _ in pairs]
        known = set(self.kept)
        self.rest = [at for at in places if at not in known]
        self.told = sum(said[at].counts for at in self.kept)

    @cached_property
    def gaps(self) -> list[Gap]:
        """In their order; the first opens and the last closes the claim."""
        return [
            Gap(tuple(self._places[mine_from + 1 : mine_to]), self.line[from_ + 1 : to])
            for (mine_from, from_), (mine_to, to) in pairwise(self._ends)
        ]

    @property
    def left(self) -> list[Token]:
        """The line's tokens between two that were kept."""
        return [token for gap in self.gaps[1:-1] for token in gap.theirs]


def best_of(said: Line, places: Sequence[int], lines: list[Line]) -> Laid:
    """Beside the line that tells most of it."""
    return max((Laid(said, places, line) for line in lines), key=lambda laid: laid.told)


def _in_words_of(mine: Sequence[Token], line: Line) -> list[str]:
    """The line's tokens, those that mean the same as one of mine in its form."""
    forms = {each.form for each in mine}
    return [
        each.form
        if each.form in forms
        else next((own.form for own in mine if each.is_in(own.means)), each.form)
        for each in line
    ]
