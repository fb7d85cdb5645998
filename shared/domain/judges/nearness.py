"""How near a sentence keeps to the words of its sources.

A model that is told to say it in its sources' words changes few of them. What it does change is
laid beside the source, word by word, as two versions of a text are compared: what stands in the
place of something else, what was left out between two words that were kept, what comes from nowhere
or from another sentence. A true sentence has little of it, and a false one hardly ever none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter

from shared.domain.judges.elided import meant
from shared.domain.judges.figures import figures, without
from shared.domain.judges.lexicon import cut, meanings_of
from shared.domain.judges.sources import Telling
from shared.domain.judges.words import LITTLE, NO_NEWS, WORD, is_function_word, plain

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
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_WE = frozenset(("we", "our", "us"))
_COUNTS = {"figure": 2.5, "word": 2.0, "small": 0.6}
"""What a token counts in how much of a sentence is told."""
_LOOKED_AT = 4
"""Sentences that are laid beside the claim: those that have most of its words."""
_ANOTHER = 3.5
"""What a further sentence must tell of the rest to be one of those that were joined."""
_FURTHER = 2
"""Times that another sentence is looked for, or another place of the nearest."""
_MOST = 3


@dataclass(frozen=True)
class _Token:
    kind: str
    form: str
    means: frozenset[str]
    written: str

    @property
    def counts(self) -> float:
        return _COUNTS[self.kind]

    def is_in(self, means: frozenset[str]) -> bool:
        return not self.means.isdisjoint(means)


class _Line(tuple[_Token, ...]):
    """A text's tokens in their order."""

    @cached_property
    def means(self) -> frozenset[str]:
        return frozenset().union(*(each.means for each in self))


@lru_cache(maxsize=1024)
def line_of(text: str) -> _Line:
    """Its figures and words."""
    text = plain(text)
    found: list[tuple[int, _Token]] = []
    read, elided = figures(text), meant(text)
    for figure in read:
        means = frozenset((figure.form, elided.get(figure.start, figure).form))
        found.append((figure.start, _Token("figure", figure.form, means, figure.form)))
    places = ((figure.start, figure.end) for figure in read)
    for match in WORD.finditer(without(text, places)):
        word = match.group().lower()
        if word in _ORDINALS:
            form = f"ordinal={_ORDINALS.index(word)}"
            token = _Token("figure", form, frozenset((form,)), word)
        elif is_function_word(word):
            token = _Token("small", word, frozenset((word,)), word)
        else:
            token = _Token("word", cut(word), meanings_of(cut(word)), word)
        found.append((match.start(), token))
    return _Line(token for _, token in sorted(found, key=itemgetter(0)))


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
    new_figures: int
    other_figures: int
    """Figures that only another sentence has, or another place of this one."""
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
    said = line_of(claim)
    lines = _nearest(said, [line_of(each.text) for each in told.sentences])
    first = _best(said, range(len(said)), lines)
    laid, moved, rest = [first], 0, first.rest
    for _ in range(_FURTHER):
        further = _best(said, rest, lines)
        if further.told < _ANOTHER:
            break
        if further.line is first.line:
            moved += sum(said[at].kind != "small" for at in further.kept)
        else:
            laid.append(further)
        rest = further.rest
    left = [token for each in laid for token in each.left]
    apart = [said[at] for at in rest]
    whole = sum(each.counts for each in said) or 1.0
    all_told = told.meanings.union(*(line.means for line in lines))
    new = [each for each in apart if each.kind == "word" and not each.is_in(all_told)]
    new = [each for each in new if not each.is_in(line_of(titles).means)]
    little = [each for each in new if each.form in LITTLE or each.form in NO_NEWS]
    asked = line_of(question).means
    numbers = [each for each in apart if each.kind == "figure"]
    known = {each.form for each in told.figures}
    speaks_of_us = any(each.written in _WE for each in first.line)
    return Changes(
        far=1 - first.told / whole,
        untold=sum(each.counts for each in apart) / whole,
        joined=len(laid) - 1,
        moved=min(moved, _MOST),
        replaced=min(sum(each.replaced for each in laid), _MOST),
        opened=first.opened,
        closed=first.closed,
        figures_replaced=min(sum(each.figures for each in laid), _MOST),
        figures_swapped=min(sum(each.swapped for each in laid), _MOST),
        new_figures=min(sum(each.form not in known for each in numbers), _MOST),
        other_figures=min(sum(each.form in known for each in numbers), _MOST),
        new_words=min(sum(each not in little and not each.is_in(asked) for each in new), _MOST),
        new_little=min(len(little), _MOST),
        asked_words=min(sum(each.is_in(asked) for each in new), _MOST),
        denials=min(_count(apart, _DENIES) + _count(left, _DENIES), _MOST),
        bounds_left=min(_count(left, _BOUNDS), _MOST),
        bounds_new=min(_count(apart, _BOUNDS), _MOST),
        figures_left=min(sum(each.kind == "figure" for each in left), _MOST),
        we=0 if speaks_of_us else min(_count(apart, _WE), _MOST),
    )


def _count(tokens: Sequence[_Token], words: frozenset[str]) -> int:
    return sum(each.written in words for each in tokens)


def _nearest(said: _Line, lines: list[_Line]) -> list[_Line]:
    """Those that have most of the claim's tokens."""

    def shared(line: _Line) -> float:
        return sum(each.counts for each in said if each.is_in(line.means))

    return sorted(lines, key=shared, reverse=True)[:_LOOKED_AT]


class _Laid:
    """Some tokens of a claim, by their `places`, beside a line of its source. `kept` are the places
    of those that it has in the same order, `rest` those of the others, `left` the line's tokens
    between two that were kept, `replaced` how often both lie between the same two, and `told` what
    the kept ones count."""

    def __init__(self, said: _Line, places: Sequence[int], line: _Line) -> None:
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
        self.kept = [places[at] for at, _ in pairs]
        known = set(self.kept)
        self.rest = [at for at in places if at not in known]
        self.told = sum(said[at].counts for at in self.kept)
        self.left: list[_Token] = []
        self.replaced = self.figures = 0
        for (mine_from, from_), (mine_to, to) in pairwise(pairs):
            between = line[from_ + 1 : to]
            self.left += between
            added = mine[mine_from + 1 : mine_to]
            self.replaced += _claims(between) and _claims(added)
            self.figures += bool(between) and sum(each.kind == "figure" for each in added)
        ends = [(-1, -1), *pairs, (len(mine), len(line))]
        self.swapped = sum(
            _is_swapped(line[from_ + 1 : to], mine[mine_from + 1 : mine_to])
            for (mine_from, from_), (mine_to, to) in pairwise(ends)
        )
        beyond = (len(mine), len(line))
        (mine_first, first), (mine_last, last) = pairs[:1] + pairs[-1:] or [beyond, beyond]
        self.opened = _claims(mine[:mine_first]) and _claims(line[:first])
        self.closed = _claims(mine[mine_last + 1 :]) and _claims(line[last + 1 :])


def _best(said: _Line, places: Sequence[int], lines: list[_Line]) -> _Laid:
    """Beside the line that tells most of it."""
    return max((_Laid(said, places, line) for line in lines), key=lambda laid: laid.told)


def _is_swapped(theirs: Sequence[_Token], mine: Sequence[_Token]) -> bool:
    """Whether a figure of mine is of the kind of one of theirs, and none of theirs."""
    figures = [each for each in theirs if each.kind == "figure"]
    means = frozenset().union(*(each.means for each in figures))
    kinds = {each.form.partition("=")[0] for each in figures}
    return any(
        each.kind == "figure" and each.form.partition("=")[0] in kinds and not each.is_in(means)
        for each in mine
    )


def _claims(tokens: Sequence[_Token]) -> bool:
    return any(each.kind != "small" for each in tokens)


def _in_words_of(mine: Sequence[_Token], line: _Line) -> list[str]:
    """The line's tokens, those that mean the same as one of mine in its form."""
    forms = {each.form for each in mine}
    return [
        each.form
        if each.form in forms
        else next((own.form for own in mine if each.is_in(own.means)), each.form)
        for each in line
    ]
