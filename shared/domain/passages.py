"""Cuts documents into passages: one section each, in whole sentences."""

import re

from shared.domain.documents import Document
from shared.domain.evidence import Passage, Sentence

_SECTION = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_MARKUP = re.compile(r"\*\*|__|`|\[(?P<label>[^\]]*)\]\([^)]*\)")


def split_document(document: Document) -> list[Passage]:
    """The document's sections with text, each as a passage whose id is `<document>#<n>`."""
    parts = _SECTION.split(document.text)
    sections = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    passages: list[Passage] = []
    for heading, body in sections:
        sentences = split_sentences(body)
        if sentences:
            passages.append(
                Passage(
                    id=f"{document.id}#{len(passages) + 1}",
                    document_id=document.id,
                    title=document.title,
                    heading=heading.strip(),
                    source=document.source,
                    version=document.version,
                    sentences=tuple(Sentence(text) for text in sentences),
                )
            )
    return passages


def split_sentences(markdown: str) -> list[str]:
    """Quotable sentences: of a paragraph its sentences, of a list its items, of a table its rows
    read with their column names."""
    sentences: list[str] = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        lines = block.splitlines()
        if lines and lines[0].lstrip().startswith("|"):
            sentences += _table(lines)
            continue
        paragraph: list[str] = []
        for line in lines:
            if _ITEM.match(line):
                sentences += _sentences(" ".join(paragraph))
                paragraph = [_ITEM.sub("", line)]
            else:
                paragraph.append(line.strip())
        sentences += _sentences(" ".join(paragraph))
    return sentences


def _sentences(paragraph: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(_plain(paragraph)) if sentence]


def _table(lines: list[str]) -> list[str]:
    rows = [
        [_plain(cell) for cell in line.strip(" |").split("|")]
        for line in lines
        if not _RULE.match(line)
    ]
    names, *body = rows
    return [
        "; ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=False)) + "."
        for row in body
    ]


def _plain(markdown: str) -> str:
    return _MARKUP.sub(lambda match: match["label"] or "", markdown).strip()
