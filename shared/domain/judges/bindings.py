"""What is said of what: whether a figure or a name of a claim stands where its source has another.

What stands around a word in the claim must not fit the source's atom of another word clearly better
than its own (`atoms.py`); and where one atom tells all of a part of the claim, that part is borne.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from shared.domain.judges.atoms import NAMES, Atom, Token, cut_up, told_by
from shared.domain.judges.clauses import Clause, clauses_of
from shared.domain.judges.elided import written_out
from shared.domain.judges.figures import Figure
from shared.domain.judges.words import LITTLE, meanings

_NOT = re.compile(r"\b(?:not|no|never|cannot|neither|nor|without)\b", re.IGNORECASE)
_FIT = 0.5
"""Share of what stands around it, from which another atom is about the same."""
_CLEARLY = 0.85
_MORE_CLEARLY = 0.3
"""What stands around it must fit another's atom better than its own by this factor; around
it in a whole clause, which may sum up two of the source's, by the other."""

_OF_A_LABEL = 3.0
"""What a word that names a cell of a table counts, however often it stands there."""
_LITTLE = 0.4
"""What a word with which anybody rephrases counts beside others."""


def _denies(atom: Atom, other: Atom) -> bool:
    """Whether the claim denies what the other asserts: it may be said of another, then."""
    return bool(_NOT.search(atom.clause.text)) and not _NOT.search(other.clause.text)


def _tells_apart(token: Token, here: frozenset[str], there: frozenset[str]) -> bool:
    """Whether it is there and not here, and more than a word with which anybody rephrases."""
    return token.isdisjoint(here) and not token.isdisjoint(there) and token.isdisjoint(LITTLE)


def _tells_all(words: Iterable[Token], figures: Counter[str], atom: Atom) -> bool:
    told = Counter(each.form for each in atom.figures)
    return all(
        count <= told[form] or (count == 1 and form in atom.meanings)
        for form, count in figures.items()
    ) and all(not word.isdisjoint(atom.meanings) for word in words)


def _rivals(other: Figure, figure: Figure, atom: Atom) -> bool:
    """Whether the claim may have the one where its source has the other."""
    return other.kind == figure.kind and not other.is_in(atom.figures)


def _label(atom: Atom) -> frozenset[str]:
    """What a row of a table, and a cell of it, are named by: "Benefit: Price a year; Plus: $29"."""
    row, *cells = atom.clause.text.split("; ")
    if len(cells) != 1 or not all(": " in part for part in (row, *cells)):
        return frozenset()
    return meanings(f"{row.partition(': ')[2]} . {cells[0].partition(': ')[0]}")


def claimed(claim: str) -> Iterator[tuple[Atom, float]]:
    """The claim's atoms and its whole clauses, and how clearly each must fit another better."""
    for clause in clauses_of(written_out(claim)):
        parts = cut_up(clause)
        for part in parts:
            yield Atom(Clause(part), clause), _CLEARLY
        if len(parts) > 1:
            yield Atom(clause, clause), _MORE_CLEARLY


class Misplaced(NamedTuple):
    """In words for whoever wrote the claim, and by what share of what stands around it, 0 to 1."""

    reason: str
    by: float


class Standing(NamedTuple):
    """What the places say that tell all of a part of the claim with a figure; of how many parts
    no place tells all, but all the rest of another figure; and of how many neither."""

    told: frozenset[str]
    strange: int
    scattered: int


class Bindings:
    """The atoms of a source, and how telling each word is among them."""

    def __init__(self, sentences: Sequence[str]) -> None:
        told = (atom for pair in pairwise(("", *sentences)) for atom in told_by(pair[1], pair[0]))
        self.atoms = tuple(dict.fromkeys(told))
        self._labels = frozenset().union(*map(_label, self.atoms))
        self._weights: dict[Token, float] = {}

    def misplaced(self, claim: str) -> Misplaced | None:
        """What fits another place most clearly better than its own."""
        found = []
        for part, clearly in claimed(claim):
            for figure in part.figures:
                if figure.kind in NAMES or figure.written == "1":
                    continue
                if by := self._off_figure(part, figure, clearly):
                    found.append(
                        Misplaced(f"its sources say this {figure.kind} of something else", by)
                    )
            for name in part.clause.names:
                if not self._is_a_word(name) and (by := self._off_name(part, name, clearly)):
                    found.append(Misplaced("its sources say this of another name", by))
        return max(found, key=attrgetter("by"), default=None)

    def standing(self, claim: str) -> Standing:
        """How its figures stand beside all words that are said of them."""
        told: set[str] = set()
        strange = scattered = 0
        for clause in clauses_of(written_out(claim)):
            for part in cut_up(clause):
                atom = Atom(Clause(part), clause)
                bound = [each for each in atom.figures if each.kind not in NAMES]
                if place := bound and self._place(atom):
                    told |= place.meanings
                elif any(self._is_of_another(atom, figure) for figure in bound):
                    strange += 1
                else:
                    scattered += bool(bound)
        return Standing(frozenset(told), strange, scattered)

    def _place(self, claim: Atom) -> Atom | None:
        """The first that tells all of it, words and figures."""
        words = self._telling(claim.tokens)
        counts = Counter(each.form for each in claim.figures)
        if not words:
            return None
        return next((each for each in self.atoms if _tells_all(words, counts, each)), None)

    def _is_of_another(self, claim: Atom, figure: Figure) -> bool:
        """Whether all the rest is told of another figure of its kind."""
        own, others = self._homes(claim, figure)
        words = self._telling(claim.tokens)
        counts = Counter(each.form for each in claim.figures if each.form != figure.form)
        return bool(own and words) and any(_tells_all(words, counts, each) for each in others)

    def _telling(self, tokens: Iterable[Token]) -> list[Token]:
        """The words that any atom tells; those with which anybody rephrases only without others."""
        words = [
            each for each in tokens if self._weight(each) and not any("=" in form for form in each)
        ]
        return [each for each in words if each.isdisjoint(LITTLE)] or words

    def _homes(self, atom: Atom, figure: Figure) -> tuple[list[Atom], list[Atom]]:
        """The atoms that have the figure, and those that have others of its kind instead."""
        kin = [each for each in self.atoms if any(f.kind == figure.kind for f in each.figures)]
        own = [
            each for each in self.atoms if figure.is_in(each.figures) or figure.form in each.carried
        ]
        others = [
            each
            for each in kin
            if each not in own
            and any(_rivals(other, figure, atom) for other in each.figures)
            and not _denies(atom, each)
        ]
        return own, others

    def _is_a_word(self, name: str) -> bool:
        """Whether it is written small in the source, and so no name."""
        form = re.compile(rf"\b{re.escape(name)}\b")
        return any(form.search(each.clause.text) for each in self.atoms)

    def _off_figure(self, atom: Atom, figure: Figure, clearly: float) -> float:
        own, others = self._homes(atom, figure)
        rates = {each.form for each in atom.figures if each.written == "1"}
        rest = [token for token in atom.tokens if token.isdisjoint({figure.form, *rates})]
        return self._better_by(rest, own, others, clearly) if own and others else 0.0

    def _off_name(self, atom: Atom, name: str, clearly: float) -> float:
        rest = [word.means for word in atom.clause.words if word.written.lower() != name] + [
            frozenset((each.form,)) for each in atom.figures if name not in each.value
        ]
        kin = [each for each in self.atoms if each.clause.names]
        own = [each for each in kin if name in each.clause.text.lower()]
        others = [
            each
            for each in kin
            if each not in own
            and name not in each.home.text.lower()
            and not set(each.clause.names) <= set(atom.clause.names)
            and not _denies(atom, each)
        ]
        return self._better_by(rest, own, others, clearly) if own and others else 0.0

    def _better_by(
        self, rest: list[Token], own: list[Atom], others: list[Atom], clearly: float
    ) -> float:
        """By how much more of what stands around it; 0 if not clearly so."""
        rivals = {each.home for each in others}
        homes = [each.meanings if each.home in rivals else each.all_around for each in own]
        here = max(homes, key=lambda told: self._share(rest, told))
        there = max((each.meanings for each in others), key=lambda told: self._share(rest, told))
        share, own_share = self._share(rest, there), self._share(rest, here)
        is_clear = share >= _FIT and own_share < clearly * share
        if is_clear and any(_tells_apart(token, here, there) for token in rest):
            return share - own_share
        return 0.0

    def _share(self, rest: list[Token], told: frozenset[str]) -> float:
        """The weight of the tokens that are told, of those that any atom tells."""
        whole = has = 0.0
        for token in rest:
            weight = self._weight(token)
            whole += weight
            has += weight if not token.isdisjoint(told) else 0.0
        return has / whole if whole else 0.0

    def _weight(self, token: Token) -> float:
        if token not in self._weights:
            count = sum(not token.isdisjoint(each.meanings) for each in self.atoms)
            rarity = math.log(1 + len(self.atoms) / count) if count else 0.0
            counts = _OF_A_LABEL if token & self._labels else _LITTLE if token & LITTLE else 1.0
            self._weights[token] = rarity * counts
        return self._weights[token]
