"""What is said of what: whether a figure or a name of a claim stands where its source has another.

A source's sentences are cut into atoms, the smallest parts that say one thing of one thing ("Plus
members can return products within 45 days", "Premium members within 60 days"). What stands around a
word in the claim must not fit the atom of another word clearly better than its own.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from shared.domain.judges.clauses import VERB, Clause, clauses_of
from shared.domain.judges.figures import Figure
from shared.domain.judges.words import LITTLE, meanings, plain

_PARTS = re.compile(
    r"\s*;\s*|\s*\u2022\s*|,\s+(?:and\s+|or\s+|but\s+)?|\s+(?:and|but|or)\s+(?=.*\d)"
)
_IN_A_DATE = re.compile(r"(day|\b\d{1,2}),\s+(?=[A-Z]|\d{4}\b)")
_UNBOUND = ("name", "weekday", "code", "number")
"""Kinds of figures of which a sentence may hold several that say nothing of one another."""
_BETWEEN = re.compile(r"(\bbetween\s+\S+)\s+and\s+", re.IGNORECASE)
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

_Token = frozenset[str]
"""What one word or figure means, in each of its written forms."""


@dataclass(frozen=True)
class Atom:
    """A part of `home`, a whole sentence; `carried` is what the part before says for it too: "Plus
    members can return products within 45 days, and Premium members within 60"."""

    clause: Clause
    home: Clause
    carried: frozenset[str] = frozenset()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return self.clause.figures

    @cached_property
    def meanings(self) -> frozenset[str]:
        return self.clause.meanings.union(self.carried, (each.form for each in self.figures))

    @cached_property
    def all_around(self) -> frozenset[str]:
        return self.home.meanings.union(each.form for each in self.home.figures)

    @cached_property
    def tokens(self) -> tuple[_Token, ...]:
        words = (word.means for word in self.clause.words)
        return (*words, *(frozenset((each.form,)) for each in self.figures))


def _denies(atom: Atom, other: Atom) -> bool:
    """Whether the claim denies what the other asserts: it may be said of another, then."""
    return bool(_NOT.search(atom.clause.text)) and not _NOT.search(other.clause.text)


def _tells_apart(token: _Token, here: frozenset[str], there: frozenset[str]) -> bool:
    """Whether it is there and not here, and more than a word with which anybody rephrases."""
    return token.isdisjoint(here) and not token.isdisjoint(there) and token.isdisjoint(LITTLE)


def _rivals(other: Figure, figure: Figure, atom: Atom) -> bool:
    """Whether the claim may have the one where its source has the other."""
    return other.kind == figure.kind and not other.is_in(atom.figures)


def _units(claim: str) -> Iterator[tuple[Atom, float]]:
    """The claim's atoms and its whole clauses, and how clearly each must fit another better."""
    for clause in clauses_of(claim):
        parts = _cut(clause)
        for part in parts:
            yield Atom(Clause(part), clause), _CLEARLY
        if len(parts) > 1:
            yield Atom(clause, clause), _MORE_CLEARLY


def _told(sentence: str) -> Iterator[Atom]:
    """A source's clauses, each whole unless it has two figures of one kind."""
    home = Clause(plain(sentence))
    before: Clause | None = None
    for clause in clauses_of(sentence):
        kinds = [figure.kind for figure in clause.figures if figure.kind not in _UNBOUND]
        is_one = len(set(kinds)) == len(kinds) or ";" in clause.text
        for part in map(Clause, [clause.text] if is_one else _cut(clause)):
            leans = before and not VERB.search(part.text)
            yield Atom(part, home, _carried(before) if before and leans else frozenset())
            before = part


def _carried(before: Clause) -> frozenset[str]:
    words = (word for word in before.words if word.written.islower())
    return frozenset().union(*(word.means for word in words))


def _cut(clause: Clause) -> list[str]:
    """Its parts, each with a figure or a name, and with the subject of the first where it has
    none."""
    found: list[str] = []
    text = _IN_A_DATE.sub(r"\1 ", _BETWEEN.sub(r"\1 to ", clause.text))
    for part in filter(None, _PARTS.split(text)):
        opens = len(found) == 1 and not VERB.search(found[0])
        if found and (opens or not (_tells(part) and _tells(found[-1]))):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    subject = ""
    for at, part in enumerate(found):
        verb = VERB.search(part)
        if verb and verb.start():
            subject = part[: verb.start()]
        elif not Clause(part).names:
            found[at] = f"{subject}{part}"
    return found


def _tells(part: str) -> bool:
    each = Clause(part)
    return bool(each.figures or each.names or "free" in part.lower().split())


def _label(atom: Atom) -> frozenset[str]:
    """What a row of a table, and a cell of it, are named by: "Benefit: Price a year; Plus: $29"."""
    row, *cells = atom.clause.text.split("; ")
    if len(cells) != 1 or not all(": " in part for part in (row, *cells)):
        return frozenset()
    return meanings(f"{row.partition(': ')[2]} . {cells[0].partition(': ')[0]}")


class Misplaced(NamedTuple):
    """In words for whoever wrote the claim, and by what share of what stands around it, 0 to 1."""

    reason: str
    by: float


class Bindings:
    """The atoms of a source, and how telling each word is among them."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.atoms = tuple(dict.fromkeys(atom for each in sentences for atom in _told(each)))
        self._labels = frozenset().union(*map(_label, self.atoms))
        self._weights: dict[_Token, float] = {}

    def misplaced(self, claim: str) -> Misplaced | None:
        """What fits another place most clearly better than its own."""
        found = []
        for part, clearly in _units(claim):
            for figure in part.figures:
                if figure.kind in ("name", "weekday", "code") or figure.written == "1":
                    continue
                if by := self._off_figure(part, figure, clearly):
                    found.append(
                        Misplaced(f"its sources say this {figure.kind} of something else", by)
                    )
            for name in part.clause.names:
                if not self._is_a_word(name) and (by := self._off_name(part, name, clearly)):
                    found.append(Misplaced("its sources say this of another name", by))
        return max(found, key=attrgetter("by"), default=None)

    def _is_a_word(self, name: str) -> bool:
        """Whether it is written small in the source, and so no name."""
        form = re.compile(rf"\b{re.escape(name)}\b")
        return any(form.search(each.clause.text) for each in self.atoms)

    def _off_figure(self, atom: Atom, figure: Figure, clearly: float) -> float:
        kin = [each for each in self.atoms if any(f.kind == figure.kind for f in each.figures)]
        own = [each for each in kin if figure.is_in(each.figures)]
        mark = figure.form
        rest = [token for token in atom.tokens if mark not in token]
        others = [
            each
            for each in kin
            if each not in own
            and any(_rivals(other, figure, atom) for other in each.figures)
            and not _denies(atom, each)
        ]
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
        self, rest: list[_Token], own: list[Atom], others: list[Atom], clearly: float
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

    def _share(self, rest: list[_Token], told: frozenset[str]) -> float:
        """The weight of the tokens that are told, of those that any atom tells."""
        whole = has = 0.0
        for token in rest:
            weight = self._weight(token)
            whole += weight
            has += weight if not token.isdisjoint(told) else 0.0
        return has / whole if whole else 0.0

    def _weight(self, token: _Token) -> float:
        if token not in self._weights:
            count = sum(not token.isdisjoint(each.meanings) for each in self.atoms)
            rarity = math.log(1 + len(self.atoms) / count) if count else 0.0
            counts = _OF_A_LABEL if token & self._labels else _LITTLE if token & LITTLE else 1.0
            self._weights[token] = rarity * counts
        return self._weights[token]
