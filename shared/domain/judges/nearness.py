"""How near a sentence keeps to the words of its sources.

A model that is told to say it in its sources' words changes few of them. What it does change is
laid beside the source, word by word, as two versions of a text are compared: what stands in the
place of something else, what was left out between two words that were kept, what comes from nowhere
or from another sentence. A true sentence has little of it, and a false one hardly ever none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.judges.ellipsis import with_predicates
from shared.domain.judges.lines import NO_GAP, Gap, Laid, Line, Token, best_of, line_of
from shared.domain.judges.sources import Telling
from shared.domain.judges.words import LITTLE, NO_NEWS

_DENIES = frozenset(
    ("not", "no", "never", "cannot", "without", "neither", "nor", "except", "unless")
)
_BOUNDS = frozenset(
    (
        "only", "until", "most", "but", "may", "must", "if", "other", "than", "before", "after",
        "all", "any", "always", "every", "or", "even", "both", "also", "too", "instead", "free",
    )
)  # fmt: skip
"""Words without a claim of their own that change what is claimed."""
_WE = frozenset(("we", "our", "us"))
_LOOKED_AT = 4
"""Sentences that are laid beside the claim: those that have most of its words."""
_ANOTHER = 3.5
"""What a further sentence must tell of the rest to be one of those that were joined."""
_FURTHER = 2
"""Times that another sentence is looked for, or another place of the nearest."""
_MOST = 3


@dataclass(frozen=True)
class Changes:
    """What a claim changes of its sources, counted by tokens, at most three of each but for the
    first two, which are shares of the claim, and further sentences, of which there are two."""

    far: float
    """That the nearest sentence does not tell."""
    untold: float
    """That none of the sentences tells that were joined."""
    joined: int
    """Further sentences of which it tells a part."""
    moved: int
    """Told elsewhere in the nearest sentence."""
    replaced: int
    """Places where something stands instead of something that is told."""
    opened: int
    closed: int
    """Whether it begins, or ends, with something else than the nearest sentence."""
    figures_replaced: int
    """Figures that stand instead of anything."""
    figures_swapped: int
    """Places where a figure stands instead of another of its kind."""
    in_place: int
    """Of those, figures that stand alone instead of one."""
    new_figures: int
    other_figures: int
    """Figures that only another sentence has, or another place of this one."""
    strange_figures: int
    """In the place of others, of which the sources say all that is said here."""
    scattered_figures: int
    """Of which no place says all that is said here."""
    new_words: int
    new_little: int
    """Of those with which anybody rephrases."""
    asked_words: int
    """New ones that the customer used."""
    denials: int
    """Denials that were added or left out."""
    bounds_left: int
    bounds_new: int
    figures_left: int
    we: int
    """Of whom the nearest sentence does not speak."""


def changes(claim: str, told: Telling, titles: str, question: str) -> Changes:
    """Of a source with at least one sentence; `titles` are those that its sentences stand under."""
    said = line_of(with_predicates(claim))
    lines = _nearest(said, list(map(line_of, told.whole)))
    first = best_of(said, range(len(said)), lines)
    laid, moved, rest = [first], 0, first.rest
    for _ in range(_FURTHER):
        further = best_of(said, rest, lines)
        if further.told < _ANOTHER:
            break
        if further.line is first.line:
            moved += sum(said[at].kind != "small" for at in further.kept)
        else:
            laid.append(further)
        rest = further.rest
    left = [token for each in laid for token in each.left]
    standing = told.bindings.standing(claim)
    rest = [at for at in rest if not _is_settled(said[at], standing.told)]
    apart = [said[at] for at in rest]
    gaps = [gap for each in laid for gap in each.gaps]
    between = [gap for each in laid for gap in each.gaps[1:-1]]

    def mine_of(gap: Gap) -> list[Token]:
        return [said[at] for at in gap.mine if at in rest]

    def is_replaced(gap: Gap) -> bool:
        return _claims(mine_of(gap)) and _claims(gap.theirs)

    whole = sum(each.counts for each in said) or 1.0
    all_told = told.meanings.union(*(line.means for line in lines))
    new = [each for each in apart if each.kind == "word" and not each.is_in(all_told)]
    new = [each for each in new if not each.is_in(line_of(titles).means)]
    little = [each for each in new if each.form in LITTLE or each.form in NO_NEWS]
    asked = line_of(question).means
    numbers = [each for each in apart if each.kind == "figure"]
    known = frozenset(each.form for each in told.figures)
    speaks_of_us = any(each.written in _WE for each in first.line)
    return Changes(
        far=1 - first.told / whole,
        untold=sum(each.counts for each in apart) / whole,
        joined=len(laid) - 1,
        moved=min(moved, _MOST),
        replaced=min(sum(map(is_replaced, between)), _MOST),
        opened=is_replaced(first.gaps[0]),
        closed=len(first.gaps) > 1 and is_replaced(first.gaps[-1]),
        figures_replaced=min(
            sum(bool(gap.theirs) and _figures(mine_of(gap)) for gap in between), _MOST
        ),
        figures_swapped=min(sum(_is_swapped(gap.theirs, mine_of(gap)) for gap in gaps), _MOST),
        in_place=min(sum(_is_in_place(each, said) for each in laid), _MOST),
        new_figures=min(sum(_is_new(each, known, all_told) for each in numbers), _MOST),
        other_figures=min(sum(each.form in known for each in numbers), _MOST),
        strange_figures=min(standing.strange, _MOST),
        scattered_figures=min(standing.scattered, _MOST),
        new_words=min(sum(each not in little and not each.is_in(asked) for each in new), _MOST),
        new_little=min(len(little), _MOST),
        asked_words=min(sum(each.is_in(asked) for each in new), _MOST),
        denials=min(_count(apart, _DENIES) + _count(left, _DENIES), _MOST),
        bounds_left=min(_count(left, _BOUNDS), _MOST),
        bounds_new=min(_count(apart, _BOUNDS), _MOST),
        figures_left=min(sum(each.kind == "figure" for each in left), _MOST),
        we=0 if speaks_of_us else min(_count(apart, _WE), _MOST),
    )


def _is_settled(token: Token, told: frozenset[str]) -> bool:
    """Whether it is of a part that one place of the source tells wholly."""
    return token.kind != "small" and token.is_in(told)


def _is_new(figure: Token, known: frozenset[str], told: frozenset[str]) -> bool:
    return figure.form not in known and not figure.is_in(told)


def _count(tokens: Sequence[Token], words: frozenset[str]) -> int:
    return sum(each.written in words for each in tokens)


def _nearest(said: Line, lines: list[Line]) -> list[Line]:
    """Those that have most of the claim's tokens."""

    def shared(line: Line) -> float:
        return sum(each.counts for each in said if each.is_in(line.means))

    return sorted(lines, key=shared, reverse=True)[:_LOOKED_AT]


def _is_swapped(theirs: Sequence[Token], mine: Sequence[Token]) -> bool:
    """Whether a figure of mine is of the kind of one of theirs, and none of theirs."""
    figures = [each for each in theirs if each.kind == "figure"]
    means = frozenset().union(*(each.means for each in figures))
    kinds = {each.form.partition("=")[0] for each in figures}
    return any(
        each.kind == "figure" and each.form.partition("=")[0] in kinds and not each.is_in(means)
        for each in mine
    )


def _is_in_place(laid: Laid, said: Line) -> int:
    """How often one figure stands instead of one, and nothing else is changed beside it."""
    opening, *between, closing = laid.gaps if len(laid.gaps) > 1 else (*laid.gaps, NO_GAP)
    beside = [(opening.mine, opening.theirs[-1:]), (closing.mine, closing.theirs[:1]), *between]
    return sum(
        len(mine) == len(theirs) == 1 and _is_swapped(theirs, [said[at] for at in mine])
        for mine, theirs in beside
    )


def _figures(tokens: Sequence[Token]) -> int:
    return sum(each.kind == "figure" for each in tokens)


def _claims(tokens: Sequence[Token]) -> bool:
    return any(each.kind != "small" for each in tokens)
