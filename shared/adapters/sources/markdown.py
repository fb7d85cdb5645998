"""Markdown as the house keeps it: nothing escaped but the bars of a table, every row whole."""

import re
from collections.abc import Iterable, Sequence
from copy import copy

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from markdownify import MarkdownConverter

from shared.domain.errors import InvalidInput

_DEEPEST = 200
"""Elements within each other: more is no page, and would exhaust the stack."""
_WIDEST = 50
"""Columns that one cell may span."""
_BLANK_LINES = re.compile(r"\n{3,}")


def has_text(markdown: str) -> bool:
    """Whether it says more than its headings."""
    return any(line.strip() and not line.startswith("#") for line in markdown.splitlines())


def table(rows: Iterable[Sequence[str | None]]) -> str:
    """The first row names the columns; a single one is no table, but a paragraph. Lines of a cell
    are joined, its bars escaped."""
    cells = [[" ".join((cell or "").split()) for cell in row] for row in rows]
    if len(cells) < 2:
        return " ".join(cell for row in cells for cell in row if cell)
    head, *body = [[cell.replace("|", r"\|") for cell in row] for row in cells]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def from_html(html: str | BeautifulSoup) -> str:
    """All of an HTML fragment; headings, lists and tables stay. Raises InvalidInput for one that is
    nested beyond all reason."""
    soup = BeautifulSoup(html, "html.parser") if isinstance(html, str) else html
    straighten(soup)
    # Sentences are quoted to customers as they stand, so nothing is escaped.
    converter = MarkdownConverter(
        heading_style="ATX",
        bullets="-",
        strip=["img", "script", "style", "noscript"],
        escape_asterisks=False,
        escape_underscores=False,
        table_infer_header=True,
    )
    markdown = converter.convert_soup(soup)
    return _BLANK_LINES.sub("\n\n", str(markdown)).strip()


def straighten(soup: BeautifulSoup) -> None:
    """Make tables such that each row can be read by itself: a cell that spans several places stands
    in each, rows that name themselves become a list, and a table that only frames or stacks its
    text goes. Raises InvalidInput for HTML that is nested beyond all reason."""
    _check_depth(soup)
    for each in reversed(soup.find_all("table")):
        rows = _grid(each)
        if len(rows) < 2 or all(len(cells) < 2 for _, cells in rows):
            _unframe(each)
        elif all(cells and _names(cells[0]) and not _names(cells[-1]) for _, cells in rows):
            _itemize(soup, each, [cells for _, cells in rows])
        else:
            for row, cells in rows:
                row.clear()
                row.extend(cells)
    for cell in soup.find_all(["td", "th"]):
        del cell["rowspan"], cell["colspan"]
        for text in cell.find_all(string=re.compile(r"\|")):
            if text.find_parent(["td", "th"]) is cell:
                text.replace_with(text.replace("|", r"\|"))


def _names(cell: Tag) -> bool:
    return cell.name == "th"


def _unframe(table: Tag) -> None:
    for part in table.find_all(["tr", "td", "th", "tbody", "thead"]):
        if part.find_parent("table") is table:
            part.name = "div"
    table.name = "div"


def _itemize(soup: BeautifulSoup, table: Tag, rows: list[list[Tag]]) -> None:
    items = soup.new_tag("ul")
    for name, *values in rows:
        item = soup.new_tag("li")
        item.extend([*list(name.children), ": "])
        for at, value in enumerate(values):
            item.extend(["; "] if at else [])
            item.extend(list(value.children))
        items.append(item)
    table.replace_with(items)


def _grid(table: Tag) -> list[tuple[Tag, list[Tag]]]:
    """The table's own rows, not those of tables inside it, each with a cell for every column."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    filled: dict[tuple[int, int], Tag] = {}
    for at, row in enumerate(rows):
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (at, column) in filled:
                column += 1
            down = min(_span(cell, "rowspan"), len(rows) - at)
            across = min(_span(cell, "colspan"), _WIDEST)
            for place in ((at + i, column + j) for i in range(down) for j in range(across)):
                filled.setdefault(place, cell if place == (at, column) else copy(cell))
            column += across
    width = max((column for _, column in filled), default=-1) + 1
    return [
        (row, [filled[at, column] for column in range(width) if (at, column) in filled])
        for at, row in enumerate(rows)
    ]


def _span(cell: Tag, name: str) -> int:
    given = str(cell.get(name, ""))
    return max(1, int(given)) if given.isdecimal() and len(given) < 5 else 1


def _check_depth(soup: BeautifulSoup) -> None:
    waiting: list[tuple[PageElement, int]] = [(soup, 0)]
    while waiting:
        element, depth = waiting.pop()
        if depth > _DEEPEST:
            raise InvalidInput(f"its HTML is nested more than {_DEEPEST} deep: write it flatter")
        if isinstance(element, Tag):
            waiting += [(child, depth + 1) for child in element.children]
