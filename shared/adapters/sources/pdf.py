"""PDF into Markdown: headings by their size, tables as tables, lines joined into paragraphs."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from shared.domain.errors import InvalidInput

_MOST_PAGES = 500
_HEADING = 1.15
"""Of the body's size, from which a line is a heading."""
_BREAK = 0.6
"""Of a line's height: a larger gap begins a paragraph."""
_RUNNING = 0.6
"""Share of the pages on which a line is a running head or foot."""
_BULLET = re.compile(r"^[•◦▪‣·*\u2013-]\s+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    top: float
    bottom: float


def read_pdf(content: bytes) -> str:
    """Raises InvalidInput where it is encrypted, broken, too long, or only pictures."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise InvalidInput(f"it has more than {_MOST_PAGES} pages: split it")
            pages = [_parts(page) for page in document.pages]
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise InvalidInput("it is encrypted: remove its password") from error
        raise InvalidInput("it is no PDF that can be read: export it anew") from error
    lines = [part for page in pages for part in page if isinstance(part, _Line)]
    if not lines:
        raise InvalidInput("it holds no text, only pictures: export it with its text")
    body = median(line.size for line in lines for _ in line.text)
    running = _running(pages)
    return "\n\n".join(_blocks(pages, body, running))


def _parts(page: Any) -> list["_Line | str"]:
    """The page's lines and tables, from top to bottom; a table is Markdown already."""
    tables = page.find_tables()
    placed: list[tuple[float, _Line | str]] = [
        (table.bbox[1], _table(table.extract())) for table in tables
    ]
    for line in page.extract_text_lines(return_chars=True):
        inside = any(
            top <= line["top"] <= bottom and left <= line["x0"] <= right
            for left, top, right, bottom in (table.bbox for table in tables)
        )
        if not inside and line["text"].strip():
            size = median(char["size"] for char in line["chars"])
            placed.append(
                (line["top"], _Line(line["text"].strip(), size, line["top"], line["bottom"]))
            )
    return [part for _, part in sorted(placed, key=lambda each: each[0])]


def _table(rows: list[list[str | None]]) -> str:
    cells = [[" ".join((cell or "").split()).replace("|", "/") for cell in row] for row in rows]
    head, *body = cells
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _running(pages: list[list["_Line | str"]]) -> set[str]:
    """Heads and feet, with their page numbers taken out."""
    if len(pages) < 3:
        return set()
    edges = Counter(
        _NUMBER.sub("#", part.text)
        for page in pages
        for part in {id(part): part for part in (*page[:2], *page[-2:])}.values()
        if isinstance(part, _Line)
    )
    return {text for text, count in edges.items() if count >= _RUNNING * len(pages)}


def _blocks(pages: list[list["_Line | str"]], body: float, running: set[str]) -> Iterator[str]:
    paragraph: list[str] = []
    last: _Line | None = None
    for part in (part for page in pages for part in page):
        if isinstance(part, _Line) and _NUMBER.sub("#", part.text) in running:
            continue
        is_text = isinstance(part, _Line) and part.size < _HEADING * body
        goes_on = (
            is_text
            and isinstance(part, _Line)
            and last is not None
            and part.top - last.bottom < _BREAK * (last.bottom - last.top)
            and not _BULLET.match(part.text)
        )
        if paragraph and not goes_on:
            yield _joined(paragraph)
            paragraph = []
        if isinstance(part, str):
            yield part
            last = None
        elif is_text:
            paragraph.append(_BULLET.sub("- ", part.text))
            last = part
        else:
            yield f"{'##' if part.size > 1.5 * body else '###'} {part.text}"
            last = None
    if paragraph:
        yield _joined(paragraph)


def _joined(lines: list[str]) -> str:
    """A word that was broken at the end of a line is whole again."""
    text = lines[0]
    for line in lines[1:]:
        broken = text.endswith("-") and line[:1].islower()
        text = text[:-1] + line if broken else f"{text} {line}"
    return text
