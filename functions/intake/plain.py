"""The words of an e-mail that are its own: from HTML, without quotations and signatures."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from textwrap import wrap

from mailparser_reply import EmailMessage  # type: ignore[import-untyped]

MOST = 20_000
"""Characters that are looked through for where the quotation begins."""
LONGEST_LINE = 500
"""Characters; mail programs break theirs at 78, and none may send one of more than 998."""
_BLOCKS = frozenset({"br", "div", "h1", "h2", "h3", "h4", "hr", "li", "p", "pre", "table", "tr"})
_SILENT = frozenset({"blockquote", "head", "script", "style", "title"})
_QUOTED = ("gmail_quote", "moz-cite-prefix", "yahoo_quoted", "divRplyFwdMsg", "appendonsend")
"""Classes and ids that mail programs give to what they quote."""
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "zh", "ja")
"""Those of our twelve in which the library knows how mail programs introduce a quotation."""
_SHORT_LINES, _SHORT = 10, 400
"""What is taken for a signature is one only if it is as short as this, and asks nothing."""


def own_words(text: str) -> str:
    """What the sender wrote anew: above, below or between what they quote."""
    kept = "\n".join(_short_lines(text[:MOST]))
    if not kept.strip():
        return ""
    read = EmailMessage(text=kept, languages=list(_LANGUAGES), keep_hyphen_lists=True).read()
    for reply in read.replies:
        whole = _unquoted(reply.full_body)
        if whole:
            return _unsigned(whole, _unquoted(reply.signatures or ""))
    return ""


def text_of_html(html: str) -> str:
    """The words that HTML shows, without those in quotation marks of mail programs."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _short_lines(text: str) -> Iterator[str]:
    """No mail program introduces a quotation on a longer line, and the library's patterns take time
    that grows with the square of a line's length."""
    for line in text.splitlines():
        yield from [line] if len(line) <= LONGEST_LINE else wrap(line, LONGEST_LINE)


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith(">")).strip()


def _unsigned(text: str, signature: str) -> str:
    is_one = (
        signature
        and "?" not in signature
        and len(signature) <= _SHORT
        and signature.count("\n") < _SHORT_LINES
    )
    return (text.replace(signature, "").strip() or text) if is_one else text


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silenced: list[str] = []
        """Elements that are open within the one that is not heard, itself first."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and not self._silenced:
            self.words.append("\n")
        if tag in _VOID:
            return
        named = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if self._silenced or tag in _SILENT or any(each in named for each in _QUOTED):
            self._silenced.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silenced:
            while self._silenced.pop() != tag:
                continue
        elif tag in _BLOCKS and not self._silenced:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silenced:
            self.words.append(re.sub(r"\s+", " ", data))
