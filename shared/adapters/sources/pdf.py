"""PDF into Markdown: headings by their size, tables as tables, lines joined into paragraphs."""

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any, TypeGuard

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from shared.adapters.sources.columns import Box, reading_order
from shared.adapters.sources.markdown import table
from shared.domain.errors import InvalidInput

_MOST_PAGES = 500
_LARGEST_STREAM = 200_000_000
"""Bytes, unpacked."""
_PIECE = 65_536
_STREAM = re.compile(rb"stream\r?\n(?=[\x08-\x78][\x01\x5e\x9c\xda])")
"""The beginning of one that zlib packed: https://www.rfc-editor.org/rfc/rfc1950"""
_HEADING = 1.15
"""Of the body's size, from which a line is a heading."""
_BREAK = 0.6
"""Of a line's height: a larger gap begins a paragraph."""
_RUNNING = 0.6
"""Share of the pages on which a line is a running head or foot."""
_BULLET = re.compile(r"^[•◦▪‣·●○■*\u2013-]\s+")
_ITEM = re.compile(r"^(?:[-]|\d{1,2}[.)]|\(?[a-z]\))\s+")
_NUMBER = re.compile(r"\d+")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ENDS = ".!?:…。"
_LONGEST_HEADING = 80
"""Letters of a heading that is told from the text by its weight alone."""


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    top: float
    bottom: float
    bold: bool


@dataclass(frozen=True)
class _Table:
    rows: list[list[str]]
    left: float
    right: float


def read_pdf(content: bytes) -> str:
    """Raises InvalidInput where it is encrypted, broken, too long, a bomb, or only pictures."""
    _check_streams(content)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise InvalidInput(f"it has more than {_MOST_PAGES} pages: split it")
            pages = []
            for page in document.pages:
                pages.append(list(_parts(page)))
                page.close()
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise InvalidInput("it is encrypted: remove its password") from error
        raise InvalidInput("it is no PDF that can be read: export it anew") from error
    lines = [part for page in pages for part in page if isinstance(part, _Line)]
    tables = any(isinstance(part, _Table) for page in pages for part in page)
    if not lines and not tables:
        raise InvalidInput("it holds no text, only pictures: export it with its text")
    letters = [line for line in lines for _ in line.text]
    body = median(line.size for line in letters) if letters else 0.0
    all_bold = sum(line.bold for line in letters) > len(letters) / 2
    running = _running(pages)
    kept = [
        [part for part in page if not (isinstance(part, _Line) and _mark(part) in running)]
        for page in pages
    ]
    return "\n\n".join(_blocks(list(_joined_tables(kept)), body, all_bold))


def _check_streams(content: bytes) -> None:
    """The parser unpacks each stream as a whole, so none may be larger than memory."""
    for begin in _STREAM.finditer(content):
        with suppress(zlib.error):
            if _unpacks_beyond(content, begin.end()):
                raise InvalidInput("it unpacks to more than a document can be: export it anew")


def _unpacks_beyond(content: bytes, begin: int) -> bool:
    unpacker, size = zlib.decompressobj(), 0
    for at in range(begin, len(content), _PIECE):
        packed = content[at : at + _PIECE]
        while packed and not unpacker.eof:
            size += len(unpacker.decompress(packed, _PIECE))
            packed = unpacker.unconsumed_tail
            if size > _LARGEST_STREAM:
                return True
        if unpacker.eof:
            break
    return False


def _parts(page: Any) -> Iterator["_Line | _Table"]:
    """The page's lines and tables, in the order in which they are read."""
    tables = [(Box(*found.bbox), found) for found in page.find_tables()]
    words = [
        box
        for word in page.extract_words()
        if not _inside(box := _box(word), (place for place, _ in tables))
    ]
    for part in reading_order(Box(*page.bbox), words):
        placed: list[tuple[float, _Line | _Table]] = [
            (place.top, _Table(_rows(found), place.left, place.right))
            for place, found in tables
            if part.holds(place.left, place.top)
        ]
        ours = page.filter(partial(_is_char_in, part))
        for line in ours.extract_text_lines(return_chars=True):
            if line["text"].strip() and not _inside(_box(line), (place for place, _ in tables)):
                placed.append((line["top"], _line(line)))
        yield from (each for _, each in sorted(placed, key=lambda each: each[0]))


def _box(found: dict[str, Any]) -> Box:
    return Box(found["x0"], found["top"], found["x1"], found["bottom"])


def _inside(box: Box, places: Iterable[Box]) -> bool:
    return any(place.holds(*box.middle) for place in places)


def _is_char_in(part: Box, found: dict[str, Any]) -> bool:
    return found["object_type"] == "char" and part.holds(*_box(found).middle)


def _line(found: dict[str, Any]) -> _Line:
    size = median(char["size"] for char in found["chars"])
    bold = all(_BOLD.search(char["fontname"]) for char in found["chars"] if char["text"].strip())
    return _Line(found["text"].strip(), size, found["top"], found["bottom"], bold)


def _rows(found: Any) -> list[list[str]]:
    """A cell that spans several rows or columns stands in each."""
    texts = found.extract()
    cells = {
        Box(*place): text or ""
        for row, line in zip(found.rows, texts, strict=True)
        for place, text in zip(row.cells, line, strict=True)
        if place
    }

    def spanning(row: Any, column: Any) -> str:
        x, y = Box(*column.bbox).middle[0], Box(*row.bbox).middle[1]
        return next((text for place, text in cells.items() if place.holds(x, y)), "")

    return [
        [
            spanning(row, column) if text is None else text
            for column, text in zip(found.columns, line, strict=True)
        ]
        for row, line in zip(found.rows, texts, strict=True)
    ]


def _running(pages: list[list["_Line | _Table"]]) -> set[str]:
    """Heads and feet, with their page numbers taken out."""
    if len(pages) < 3:
        return set()
    edges = Counter(
        mark
        for page in pages
        for mark in {_mark(part) for part in (*page[:2], *page[-2:]) if isinstance(part, _Line)}
    )
    return {text for text, count in edges.items() if count >= _RUNNING * len(pages)}


def _mark(line: _Line) -> str:
    return _NUMBER.sub("#", line.text)


def _joined_tables(pages: list[list["_Line | _Table"]]) -> Iterator["_Line | _Table"]:
    """A table that goes on at the top of the next page is one, with one head."""
    last: _Line | _Table | None = None
    for page in pages:
        for at, part in enumerate(page):
            if at == 0 and isinstance(part, _Table) and _goes_on(last, part):
                head, *rows = part.rows
                last.rows.extend(rows if head == last.rows[0] else part.rows)
                continue
            if last is not None:
                yield last
            last = part
    if last is not None:
        yield last


def _goes_on(last: "_Line | _Table | None", part: _Table) -> TypeGuard[_Table]:
    return (
        isinstance(last, _Table)
        and len(last.rows[0]) == len(part.rows[0])
        and abs(last.left - part.left) < 2
        and abs(last.right - part.right) < 2
    )


def _blocks(parts: list["_Line | _Table"], body: float, all_bold: bool) -> Iterator[str]:
    """Paragraphs, items and headings, of the lines that belong together, and tables."""
    lines: list[_Line] = []
    mark = ""
    for part in parts:
        if isinstance(part, _Table):
            yield from _block(mark, lines)
            lines = []
            yield table(part.rows)
            continue
        now = _heading(part, body, all_bold)
        goes_on = lines and now == mark and not _begins(part) and _is_next(lines[-1], part)
        if not goes_on:
            yield from _block(mark, lines)
            lines, mark = [], now
        lines.append(part)
    yield from _block(mark, lines)


def _heading(line: _Line, body: float, all_bold: bool) -> str:
    """The mark of the heading that the line is, empty for text."""
    if line.size >= _HEADING * body:
        return "## " if line.size > 1.5 * body else "### "
    text = line.text
    short = len(text) <= _LONGEST_HEADING and text[-1] not in ".,;:" and not _BULLET.match(text)
    return "#### " if line.bold and not all_bold and short else ""


def _begins(line: _Line) -> bool:
    """Whether it is an item of a list."""
    return bool(_BULLET.match(line.text) or _ITEM.match(line.text))


def _is_next(last: _Line, line: _Line) -> bool:
    """Whether a line goes on with what the last one says, be it in another column or page."""
    height, gap = last.bottom - last.top, line.top - last.bottom
    if gap < -height:
        return last.text[-1] not in _ENDS
    return gap < _BREAK * height


def _block(mark: str, lines: list[_Line]) -> Iterator[str]:
    """A word that was broken at the end of a line is whole again."""
    if not lines:
        return
    text = _BULLET.sub("- ", lines[0].text)
    for line in lines[1:]:
        broken = text.endswith("-") and line.text[:1].islower()
        text = text[:-1] + line.text if broken else f"{text} {line.text}"
    yield mark + text
