"""What a reader of all documents at once would notice: doubles and contradictions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from shared.adapters.search.vectors import VectorCache, to_units
from shared.domain.agreement import contradict
from shared.domain.documents import Document
from shared.domain.evidence import Passage
from shared.domain.findings import Contradiction, Double, Finding, NotCompared
from shared.domain.passages import split_document
from shared.ports.understanding import Encoder, Vectors

_RELATED = 0.75
"""Cosine from which two sentences are compared word by word."""
_SAME = 0.95
"""Cosine from which two sentences say the same."""
_DOUBLED = 0.8
"""Share of a passage's sentences that another document has too, from which it is a double."""
_SLICE = 1024
_MOST = 50_000
"""Sentences of one locale that are compared: half a minute; it grows with the square."""


@dataclass(frozen=True)
class _Said:
    text: str
    passage: Passage
    document: Document


def review(
    documents: Sequence[Document],
    encoder: Callable[[str], Encoder],
    cache: VectorCache,
    about: Callable[[str], object] = lambda _text: None,
) -> Iterator[Finding]:
    """Of documents that may hold for one reader on one day. `about` tells what a sentence is bound
    to (a tier, a product): those of different things do not contradict each other.

    Compares every sentence with every other of its locale: a second for 10,000.
    """
    for locale, group in groupby(
        sorted(documents, key=lambda each: each.scope.locale), key=lambda each: each.scope.locale
    ):
        said = [
            _Said(sentence.text, passage, document)
            for document in group
            for passage in split_document(document)
            for sentence in passage.sentences
        ]
        if len(said) > _MOST:
            yield NotCompared(locale, len(said))
            continue
        vectors = to_units(
            cache.encode([each.text for each in said], encoder(locale), lambda _done, _all: None)
        )
        read = encoder(locale)
        pairs = list(_related(said, vectors, read))
        yield from _contradictions(said, pairs, about)
        yield from _doubles(said, pairs)


def _related(
    said: list[_Said], vectors: Vectors, encoder: Encoder
) -> Iterator[tuple[int, int, float]]:
    for start in range(0, len(said), _SLICE):
        alike = encoder.scaled(vectors[start : start + _SLICE] @ vectors.T)
        for row, column in np.argwhere(alike >= _RELATED):
            one, other = said[start + row], said[column]
            apart = one.document.id != other.document.id
            if apart and one.document.scope.meets(other.document.scope):
                yield start + int(row), int(column), float(alike[row, column])


def _contradictions(
    said: list[_Said],
    pairs: list[tuple[int, int, float]],
    about: Callable[[str], object],
) -> Iterator[Contradiction]:
    for at, other_at, _ in pairs:
        one, other = said[at], said[other_at]
        if at > other_at or not contradict(one.text, other.text):
            continue
        if about(_in_place(one)) == about(_in_place(other)):
            yield Contradiction(one.text, other.text, (one.document.id, other.document.id))


def _doubles(said: list[_Said], pairs: list[tuple[int, int, float]]) -> Iterator[Double]:
    also_in: dict[tuple[str, str], set[int]] = {}
    for at, other_at, alike in pairs:
        if alike >= _SAME and not contradict(said[at].text, said[other_at].text):
            key = (said[at].passage.id, said[other_at].document.id)
            also_in.setdefault(key, set()).add(at)
    lengths = {each.passage.id: len(each.passage.sentences) for each in said}
    for (passage, other), found in also_in.items():
        share = len(found) / lengths[passage]
        if share >= _DOUBLED:
            yield Double(passage, other, share)


def _in_place(said: _Said) -> str:
    return f"{said.document.title}. {said.passage.heading}. {said.text}"
