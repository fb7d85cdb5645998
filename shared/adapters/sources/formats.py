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
from charset_normalizer import from_bytes
from markdownify import markdownify

from shared.adapters.sources.pdf import read_pdf
from shared.domain.errors import InvalidInput

LARGEST = 20_000_000
"""Bytes of one file."""
_LARGEST_PAGE = 5_000_000
_UNZIPPED = 200_000_000
"""Bytes that a DOCX may hold: more is a bomb."""
_BLANK_LINES = re.compile(r"\n{3,}")
_FIRST_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_SCRIPT = ["script", "style", "noscript"]


@dataclass(frozen=True)
class Text:
    """`title` is what the file calls itself; None where it does not."""

    markdown: str
    title: str | None = None


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
    text = reader(content)
    if not has_text(text.markdown):
        raise InvalidInput("no text was found in it")
    return text


def has_text(markdown: str) -> bool:
    """Whether it says more than its headings."""
    return any(line.strip() and not line.startswith("#") for line in markdown.splitlines())


def from_html(html: str) -> str:
    """All of an HTML fragment as Markdown; headings, lists and tables stay."""
    markdown = markdownify(html, heading_style="ATX", bullets="-", strip=["img", *_SCRIPT])
    return _BLANK_LINES.sub("\n\n", str(markdown)).strip()


def read_page(content: bytes) -> Text:
    """What a web page is about, without its navigation, banners and footers."""
    if len(content) > _LARGEST_PAGE:
        raise InvalidInput(f"the page has more than {_LARGEST_PAGE // 1_000_000} MB")
    html = _decoded(content)
    markdown = trafilatura.extract(
        html,
        output_format="markdown",
        include_comments=False,
        include_formatting=True,
        include_tables=True,
        favor_recall=True,
    )
    about = trafilatura.extract_metadata(html)
    return Text((markdown or "").strip(), about.title if about else None)


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
    text = "\n".join(_decoded(content).splitlines())
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], ",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        names, *rows = list(csv.reader(io.StringIO(text), dialect=dialect)) or [[]]
    except csv.Error as error:
        raise InvalidInput("it is no CSV that can be read: export it anew") from error
    columns = [name.strip().lower() for name in names]
    if not {"question", "answer"} <= set(columns):
        raise InvalidInput("its first line must name the columns question and answer")
    sections = []
    for row in rows:
        told = dict(zip(columns, map(str.strip, row), strict=False))
        question, answer = told.get("question"), told.get("answer")
        if question and answer:
            sections.append(f"## {' '.join(question.split())}\n\n{answer}")
    return Text("\n\n".join(sections))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = from_bytes(content).best()
        if found is None:
            raise InvalidInput("its encoding cannot be told: save it as UTF-8") from None
        return str(found)


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
