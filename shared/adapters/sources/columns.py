"""The order in which a printed page is read: down its columns, between the lines that span them."""

from collections.abc import Sequence
from dataclasses import dataclass

_MIDDLE = (0.3, 0.7)
"""Of the page's width, where the space between two columns lies."""
_SPACE = 4.0
"""Points on each side of its middle that are empty."""
_CROSSING = 0.15
"""Share of a column's lines that may span both, such as titles; in text of one column nearly all
do."""
_FEWEST_LINES = 6
_PROSE = 3.0
"""Words a line, on either side: fewer are rather the cells of a table, which are read across."""


@dataclass(frozen=True)
class Box:
    """A part of a page, in points from its upper left."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def reading_order(page: Box, words: Sequence[Box]) -> list[Box]:
    """Parts of the page that together are all of it, in the order in which they are read."""
    gutter = _gutter(page, words)
    if gutter is None:
        return [page]
    spanning = sorted((w.top, w.bottom) for w in words if _crosses(w, gutter))
    parts: list[Box] = []
    top = page.top
    for above, below in [*spanning, (page.bottom, page.bottom)]:
        if above > top:
            parts.append(Box(page.left, top, gutter, above))
            parts.append(Box(gutter, top, page.right, above))
        if below > max(top, above):
            parts.append(Box(page.left, max(top, above), page.right, below))
        top = max(top, below)
    return parts


def _gutter(page: Box, words: Sequence[Box]) -> float | None:
    """Where two columns of prose are parted, if the page has two."""
    width = page.right - page.left
    first, last = (int(page.left + share * width) for share in _MIDDLE)
    places = [(sum(_crosses(word, x) for word in words), x) for x in range(first, last)]
    if not places:
        return None
    crossing = min(places)[0]
    empty = [x for count, x in places if count == crossing]
    gutter = float(empty[len(empty) // 2])
    sides = ([w for w in words if w.right < gutter], [w for w in words if w.left > gutter])
    for side in sides:
        lines = len({round(word.bottom) for word in side})
        if lines < _FEWEST_LINES or len(side) < _PROSE * lines or crossing > _CROSSING * lines:
            return None
    return gutter


def _crosses(word: Box, x: float) -> bool:
    return word.left - _SPACE < x < word.right + _SPACE
