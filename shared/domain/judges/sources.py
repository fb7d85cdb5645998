"""What a sentence leans on, read for comparison."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from shared.domain.judges.bindings import Bindings
from shared.domain.judges.clauses import Clause, Weights, clauses_of
from shared.domain.judges.elided import meant
from shared.domain.judges.ellipsis import with_predicates
from shared.domain.judges.words import meanings_of_all, plain

_PERIODS = {
    unit: re.compile(rf"\b(?:{unit}s?|{unit}ly{more})\b", re.IGNORECASE)
    for unit, more in (
        ("second", ""), ("minute", ""), ("hour", ""), ("week", ""), ("month", ""),
        ("year", "|annual(?:ly)?"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What a sentence leans on: whole `sentences`, and the titles that they stand under."""

    sentences: tuple[str, ...]
    titles: str = ""


class Telling:
    """A source, read for comparison."""

    def __init__(self, source: Source) -> None:
        self.sentences = tuple(Clause(plain(sentence)) for sentence in source.sentences)
        self.whole = tuple(with_predicates(each.text) for each in self.sentences)
        parts = map(clauses_of, self.whole)
        self.clauses = tuple(dict.fromkeys(chain.from_iterable(parts)))
        self.weights = Weights(self.clauses)
        self.text = " . ".join(each.text for each in self.sentences)
        self.figures_at = [
            (figure, each.text) for each in self.sentences for figure in each.figures
        ]
        self.figures = [figure for figure, _ in self.figures_at]
        self.figures += chain.from_iterable(meant(each.text).values() for each in self.sentences)
        self.bindings = Bindings(source.sentences)
        self.meanings = meanings_of_all(source.sentences)
        self.names = frozenset(chain.from_iterable(each.names for each in self.sentences))

    @cached_property
    def units(self) -> frozenset[str]:
        """The units of time that it counts in."""
        return units_of(self.text)


def units_of(text: str) -> frozenset[str]:
    """The units of time that a text names; days are in everybody's mouth."""
    return frozenset(unit for unit, form in _PERIODS.items() if form.search(text))


@lru_cache(maxsize=64)
def read(source: Source) -> Telling:
    return Telling(source)
