"""What a sentence leans on, read for comparison."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from shared.domain.judges.bindings import Bindings
from shared.domain.judges.clauses import Clause, Weights, clauses_of
from shared.domain.judges.words import meanings_of_all, plain


@dataclass(frozen=True)
class Source:
    """What a sentence leans on: whole `sentences`, and the titles that they stand under."""

    sentences: tuple[str, ...]
    titles: str = ""


class Telling:
    """A source, read for comparison."""

    def __init__(self, source: Source) -> None:
        self.sentences = tuple(Clause(plain(sentence)) for sentence in source.sentences)
        parts = (clauses_of(sentence) for sentence in source.sentences)
        self.clauses = tuple(dict.fromkeys(chain.from_iterable(parts)))
        self.weights = Weights(self.clauses)
        self.text = " . ".join(each.text for each in self.sentences)
        self.figures_at = [
            (figure, each.text) for each in self.sentences for figure in each.figures
        ]
        self.figures = [figure for figure, _ in self.figures_at]
        self.bindings = Bindings(source.sentences)
        self.meanings = meanings_of_all(source.sentences)
        self.names = frozenset(chain.from_iterable(each.names for each in self.sentences))


@lru_cache(maxsize=64)
def read(source: Source) -> Telling:
    return Telling(source)
