"""Files of many formats, read into Markdown: the one form in which the house keeps a text."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from xml.parsers.expat import ExpatError

import mammoth
import trafilatura
from bs4 import BeautifulSoup
from charset_normalizer import from_bytes

from shared.adapters.sources.markdown import from_html, has_text, straighten
from shared.adapters.sources.pdf import read_pdf
from shared.domain.errors import CarelineError, InvalidInput

LARGEST = 20_000_000
"""Bytes of one file."""
_LARGEST_PAGE = 5_000_000
_UNZIPPED = 200_000_000
"""Bytes that a DOCX may hold: more is a bomb."""
_FIRST_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_INSIDE = {b"%PDF-": (".pdf",), b"PK\x03\x04": (".docx",), b"\xd0\xcf\x11\xe0": (".doc", ".xls")}
"""How files begin that are no text, and what they should then be called."""
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Text:
    """`title` is what the file calls itself, `address` the one that a web page calls its own
    (canonical); None where it does not say."""

    markdown: str
    title: str | None = None
    address: str | None = None


def read_file(name: str, content: bytes) -> Text:
    """A file by the ending of its name. Raises InvalidInput saying what to mend."""
    if len(content) > LARGEST:
        raise InvalidInput(f"it has more than {LARGEST // 1_000_000} MB: split it")
    if not content.strip():
        raise InvalidInput("it is empty")
    ending = PurePath(name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        known = ", ".join(READERS)
        raise InvalidInput(f"its format {ending or '(none)'} is not one of {known}")
    for magic, endings in _INSIDE.items():
        if content.startswith(magic) and ending not in endings:
            raise InvalidInput(
                f"it is a {endings[0]} inside, or locked with a password: save it "
                f"anew, without one, as one of {', '.join(READERS)}"
            )
    try:
        text = reader(content)
    except CarelineError:
        raise
    except Exception as error:
        # Parsers break on rubbish in more ways than they tell; one file must not stop the others.
        raise InvalidInput(f"it cannot be read ({type(error).__name__}): save it anew") from error
    if not has_text(text.markdown):
        raise InvalidInput("no text was found in it")
    return text


def read_page(content: bytes, charset: str | None = None) -> Text:
    """What a web page is about, without its navigation, banners and footers. `charset` is what
    its server says of it; else the page says so itself."""
    if len(content) > _LARGEST_PAGE:
        raise InvalidInput(f"the page has more than {_LARGEST_PAGE // 1_000_000} MB")
    page = BeautifulSoup(content, "lxml", from_encoding=charset)
    straighten(page)
    canonical = page.select_one('link[rel~="canonical"][href]')
    html = str(page)
    markdown = trafilatura.extract(
        html,
        output_format="markdown",
        include_comments=False,
        include_formatting=True,
        include_tables=True,
        favor_recall=True,
    )
    about = trafilatura.extract_metadata(html)
    return Text(
        (markdown or "").strip(),
        about.title if about else None,
        str(canonical["href"]) if canonical else None,
    )


def _markdown(content: bytes) -> Text:
    markdown = _decoded(content)
    heading = _FIRST_HEADING.search(markdown)
    return Text(markdown.strip(), heading[1].strip() if heading else None)


def _docx(content: bytes) -> Text:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNZIPPED:
                raise InvalidInput("it unpacks to more than a document can be: save it anew")
        html = mammoth.convert_to_html(io.BytesIO(content)).value
    except (zipfile.BadZipFile, KeyError, ExpatError) as error:
        raise InvalidInput("it is no DOCX: save it as .docx (a .doc will not do)") from error
    return _markdown(from_html(html).encode())


def _faq(content: bytes) -> Text:
    """A CSV with the columns question and answer: a section each."""
    text = _decoded(content)
    head = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    rows = csv.DictReader(io.StringIO(text.lstrip()), delimiter=delimiter)
    columns = {str(name).strip().lower(): name for name in rows.fieldnames or []}
    if not {"question", "answer"} <= columns.keys():
        raise InvalidInput("its first line must name the columns question and answer")
    sections = []
    for row in rows:
        if None in row:
            raise InvalidInput(
                f"line {rows.line_num} has more cells than columns: put texts into quotes"
            )
        question, answer = (
            str(row.get(columns[name]) or "").strip() for name in ("question", "answer")
        )
        if question and answer:
            sections.append(f"## {' '.join(question.split())}\n\n{answer}")
    return Text("\n\n".join(sections))


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = from_bytes(content).best()
        if found is None:
            raise InvalidInput("its encoding cannot be told: save it as UTF-8") from None
        text = str(found)
    if "\0" in text:
        raise InvalidInput("it is no text: name it by what it is, or save it as UTF-8")
    return text


def _pdf(content: bytes) -> Text:
    return Text(read_pdf(content))


READERS: dict[str, Callable[[bytes], Text]] = {
    ".md": _markdown,
    ".txt": _markdown,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": _pdf,
    ".docx": _docx,
    ".csv": _faq,
}
"""By the ending of the file's name."""
