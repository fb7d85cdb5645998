"""The embedded engine: BM25 and exact dense search in the function's own memory.

It costs nothing when idle. Exact search reads every outline once: 2 ms for 20,000 passages.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np

from shared.adapters.search.index import ACROSS
from shared.adapters.search.shelf import Shelf, load_shelf
from shared.adapters.search.words import words_of
from shared.domain.evidence import Passage, Sentence
from shared.domain.ranking import ACROSS_LANGUAGES, USUAL, Fusions, Match, rarity
from shared.ports.knowledge import Search
from shared.ports.understanding import QuestionEncoder, Vectors

_LOOKED_AT = 50
"""Passages of each score whose sentences are looked at."""


class EmbeddedSearch:
    """The EvidenceFinder over one shelf a locale. What may not be cited here and now is taken out
    before anything is ranked."""

    def __init__(
        self,
        shelves: Mapping[str, Shelf],
        encoder: Callable[[str], QuestionEncoder],
        fusions: Fusions = MappingProxyType({}),
    ) -> None:
        """`encoder` makes the one that has a name."""
        self._shelves = shelves
        self._encoder = encoder
        self._fusions = fusions

    @staticmethod
    def load(
        folder: Path,
        encoder: Callable[[str], QuestionEncoder],
        fusions: Fusions = MappingProxyType({}),
    ) -> "EmbeddedSearch":
        """From an index's folder, which holds the shelves (index.py). An absent one holds none."""
        places = [path.parent for path in sorted(folder.glob("*/shelf.json"))]
        shelves = {place.name: load_shelf(place) for place in places}
        return EmbeddedSearch(shelves, encoder, fusions)

    def find(self, search: Search) -> list[Passage]:
        shelf = self._shelf(search)
        if shelf is None:
            return []
        fusion = self._fusions.get(search.locale, USUAL)
        if search.is_across:
            fusion = ACROSS_LANGUAGES
        read = self._look(shelf, search)
        scores = {at: fusion.relevance(match) for at, (match, _) in read.items()}
        best = sorted(scores, key=lambda at: (-scores[at], at))[: search.limit]
        return [_passage(shelf, at, scores[at], read[at][1]) for at in best]

    def matches(self, search: Search) -> list[tuple[str, Match]]:
        """The document of each passage that was looked at, and how well the passage fits."""
        shelf = self._shelf(search)
        if shelf is None:
            return []
        read = self._look(shelf, search)
        return [(shelf.read(at).document_id, match) for at, (match, _) in read.items()]

    def _shelf(self, search: Search) -> Shelf | None:
        shelf = self._shelves.get(search.locale)
        if search.is_across:
            shelf = self._shelves.get(f"{search.locale}{ACROSS}", shelf)
        return shelf

    def _look(self, shelf: Shelf, search: Search) -> dict[int, tuple[Match, Vectors]]:
        """The likely passages, each with how well its heading and its sentences fit."""
        allowed = np.flatnonzero(_may_be_cited(shelf, search))
        if not len(allowed):
            return {}
        encoder = self._encoder(shelf.encoder)
        question, answer = encoder.ask(search.question)
        likely = _best(shelf.outlines @ (shelf.projection.T @ question), allowed)
        worded = np.zeros((2, len(shelf)), np.float32)
        if not search.is_across:  # across languages words tell nothing
            worded = _by_words(shelf, search.question)
            likely = np.union1d(likely, _best(worded[0], allowed))
        return _read(shelf, likely, np.stack([question, answer]), encoder, worded)


def _read(
    shelf: Shelf, likely: "np.ndarray", asked: Vectors, encoder: QuestionEncoder, worded: Vectors
) -> dict[int, tuple[Match, Vectors]]:
    """How well each passage fits the question, whose vector stands first in `asked`: as a whole, by
    the best of its heading and its sentences, and by its words, which `worded` tells of all
    passages; and how well each of its parts answers, by the second."""
    numbers = likely.tolist()
    stored, lengths = zip(*(shelf.vectors(at) for at in numbers), strict=True)
    cosines, answers = asked @ np.concatenate(stored).T
    bounds = list(accumulate(map(len, stored), initial=0))
    fits, told = encoder.scaled(cosines), encoder.scaled(answers)
    wholes = encoder.scaled(np.add.reduceat(cosines, bounds[:-1]) / np.array(lengths, np.float32))
    bests = np.maximum.reduceat(fits, bounds[:-1])
    matches = map(Match, wholes.tolist(), bests.tolist(), *worded[:, likely].tolist())
    parts = (told[start:end] for start, end in pairwise(bounds))
    return dict(zip(numbers, zip(matches, parts, strict=True), strict=True))


def _may_be_cited(shelf: Shelf, search: Search) -> "np.ndarray":
    holds = [scope.holds(search.locale, search.region, search.on) for scope in shelf.scopes]
    return np.array(holds, bool)[shelf.scope_of]


def _by_words(shelf: Shelf, question: str) -> Vectors:
    """BM25 of each passage, and what it has of the question's words. Each word counts once."""
    scores, covered = worded = np.zeros((2, len(shelf)), np.float32)
    (asked,) = words_of([question], shelf.locale)
    rarities = []
    for word in dict.fromkeys(asked):
        holding, told = shelf.holding(word)
        rarities.append(rarity(len(holding), len(shelf)))
        scores[holding] += told
        covered[holding] += rarities[-1]
    covered /= max(1e-9, sum(rarities))
    return worded


def _best(scores: Vectors, allowed: "np.ndarray") -> "np.ndarray":
    among = scores[allowed]
    if len(among) <= _LOOKED_AT:
        return allowed
    return np.asarray(allowed[np.argpartition(-among, _LOOKED_AT)[:_LOOKED_AT]])


def _passage(shelf: Shelf, at: int, score: float, parts: Vectors) -> Passage:
    passage = shelf.read(at)
    own = parts[1 : 1 + len(passage.sentences)]  # between its heading and what is asked
    sentences = zip(passage.sentences, own, strict=True)
    return replace(
        passage,
        score=round(score, 4),
        sentences=tuple(Sentence(each.text, round(float(fit), 4)) for each, fit in sentences),
    )
