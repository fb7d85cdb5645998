"""Cuts documents into passages: one section each, in whole sentences, lists and tables.

A passage that would be too long to read at once is cut between its blocks, never inside one.
"""

import re
from collections.abc import Iterator

from shared.domain.documents import Document
from shared.domain.evidence import Passage, Sentence

_LONGEST = 180
"""Words from which a section goes on in another passage."""
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_ITEM = re.compile(r"^\s*(?:[-*+]|(?P<number>\d+)[.)])\s+")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_BAR = re.compile(r"(?<!\\)\|")
_MARKUP = re.compile(r"\*\*|__|`|!?\[(?P<label>[^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(
    r"(?<=[.!?…])(?<!e\.g\.)(?<!i\.e\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bNo\.)(?<!z\.B\.)"
    r"[\"'”»)]*\s+(?=[\"'“„«(¿¡\[]*[^\W\d_a-zß-öø-ÿ])"
    r"|(?<=[。！？])"
)
_LEVELS = " › "
"""Between the headings of a section and of those it lies in."""


def split_document(document: Document) -> list[Passage]:
    """The document's sections with text, each as a passage whose id is `<document>#<n>`."""
    asked = dict(document.asked)
    parts = [
        (heading, sentences)
        for heading, blocks in _sections(document.text, document.title)
        for sentences in _in_reach(blocks)
    ]
    return [
        Passage(
            id=f"{document.id}#{number}",
            document_id=document.id,
            title=document.title,
            heading=heading,
            source=document.source,
            version=document.version,
            sentences=tuple(Sentence(text) for text in sentences),
            asked=asked.get(heading or document.title, ()),
            scope=document.scope,
        )
        for number, (heading, sentences) in enumerate(parts, start=1)
    ]


def headings_of(document: Document) -> set[str]:
    """Of its sections; the title stands for what comes before the first."""
    return {document.title, *(name for name, _ in _sections(document.text, document.title))} - {""}


def split_sentences(markdown: str) -> list[str]:
    """Quotable sentences: of a paragraph its sentences, of a list its items, of a table its rows
    read with their column names."""
    return [sentence for block in _blocks(markdown.splitlines()) for sentence in _quotable(block)]


def _sections(markdown: str, title: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Each section's headings, from the outermost in, and its blocks of lines."""
    path: dict[int, str] = {}
    body: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            body.append(line)
            continue
        yield _LEVELS.join(path.values()), _blocks(body)
        body = []
        level = len(heading[1])
        path = {at: name for at, name in path.items() if at < level}
        if (name := _plain(heading[2])) != title:
            path[level] = name
    yield _LEVELS.join(path.values()), _blocks(body)


def _blocks(lines: list[str]) -> list[list[str]]:
    """Paragraphs, lists and tables: what blank lines part, but for those within a fence."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        elif line.strip() or fenced:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return [block for block in blocks if block]


def _in_reach(blocks: list[list[str]]) -> Iterator[list[str]]:
    """The sentences of one passage after another."""
    sentences: list[str] = []
    for block in blocks:
        more = _quotable(block)
        if sentences and _words(sentences) + _words(more) > _LONGEST:
            yield sentences
            sentences = []
        sentences = sentences + more
    if sentences:
        yield sentences


def _quotable(block: list[str]) -> list[str]:
    if block[0].lstrip().startswith("|"):
        return _table(block)
    sentences: list[str] = []
    paragraph: list[str] = []
    numbered = False
    for at, line in enumerate(block):
        item = _ITEM.match(line)
        # A numbered list begins with its block or with 1: "… of May 25,\n2026. We" begins none.
        # https://spec.commonmark.org/0.31.2/#list-items
        if item and (at == 0 or numbered or item["number"] in (None, "1")):
            sentences += _sentences(" ".join(paragraph))
            paragraph = [_ITEM.sub("", line)]
            numbered = item["number"] is not None
        else:
            paragraph.append(line.strip())
    return sentences + _sentences(" ".join(paragraph))


def _sentences(paragraph: str) -> list[str]:
    found = (sentence.strip() for sentence in _SENTENCE.split(_plain(paragraph)))
    return [sentence for sentence in found if sentence]


def _table(lines: list[str]) -> list[str]:
    rows = [_cells(line) for line in lines if not _RULE.match(line)]
    if not rows:
        return []
    names, *body = rows
    return [
        "; ".join(
            f"{name}: {cell}" if name else cell
            for name, cell in zip(names, row, strict=False)
            if cell
        )
        + "."
        for row in body
    ]


def _cells(row: str) -> list[str]:
    """Those that are empty too: a row whose first cell is empty keeps its columns' names."""
    inside = row.strip().removeprefix("|").removesuffix("|")
    return [_plain(cell.replace(r"\|", "|")) for cell in _BAR.split(inside)]


def _plain(markdown: str) -> str:
    return _MARKUP.sub(lambda match: match["label"] or "", markdown).strip()


def _words(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)
