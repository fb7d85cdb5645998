"""A reply as it is said aloud: short sentences, nothing that only the eye reads, sources by name.

What voices of Amazon Polly (and so Connect and Lex) take as SSML:
https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
"""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from shared.domain.reply import Reply
from shared.domain.voice import Voice

LONGEST = 20
"""Words of a sentence that a listener keeps in mind; a longer one is broken where it may be."""
_LINK = re.compile(r"\s*\(?(?:https?://|www\.)[^\s<>)]*[^\s<>).,;:?!]\)?")
_MARKUP = re.compile(r"[*_`#|<>\[\]{}]+")
_ENDS = re.compile(r"(?<=[a-z\d][.!?])\s+(?=[A-Z])")
_BREAKS = re.compile(r"(?<=[,;:])\s+")
_CODE = re.compile(
    r"\b[A-Z]{1,4}-(?=[A-Z]*\d)[A-Z\d]{4,}\b|\b[A-Z]{1,4}\d{4,}\b|\b\d{6,}\b"
    r"|\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{6,}\b"
)
"""Of orders, parcels, receipts: nobody writes down "ten thousand four hundred and eighty-two"."""
_PHONE = re.compile(r"(?<!\w)\+\d[\d ()-]{6,16}\d")
_MONEY = re.compile(
    r"(?P<sign>[$€£])(?P<units>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d{2}))?(?!\d)"
)
_NAMES = {"$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny")}
_PLURALS = {"penny": "pence"}
_RANGE = re.compile(r"(?<=\d)\s?[\u2013-]\s?(?=\d{1,2}:\d{2})")
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def speak(reply: Reply, voice: Voice, language: str) -> list[str]:
    """What is said, sentence by sentence, the titles of published sources last: the customer's own
    records need no naming. Amounts are put into words in English; in another language they are left
    to a voice of that language."""
    said = [part for sentence in reply.sentences for part in _sayable(sentence.text, language)]
    published: dict[str, str] = {}
    for cited in reply.citations:
        if cited.source.startswith("http"):
            published.setdefault(cited.source, _bare(cited.title))
    named = ", ".join(dict.fromkeys(published.values()))
    sources = [f"{voice.says('letter_sources')}: {named}."] if named else []
    return [*said, *sources]


def as_ssml(spoken: list[str]) -> str:
    """The sentences for a voice; order numbers letter by letter and digit by digit."""
    return "<speak>" + "".join(f"<s>{_marked(sentence)}</s>" for sentence in spoken) + "</speak>"


def in_parts(spoken: list[str], longest: int) -> Iterator[list[str]]:
    """The sentences in parts whose SSML has at most `longest` UTF-16 code units each. Only a
    sentence that is longer by itself is taken apart, between words where it has any."""
    part: list[str] = []
    for sentence in spoken:
        for piece in _pieces(sentence, longest):
            if part and _units(as_ssml([*part, piece])) > longest:
                yield part
                part = []
            part.append(piece)
    if part:
        yield part


def _pieces(sentence: str, longest: int) -> Iterator[str]:
    rest = sentence
    while _units(as_ssml([rest])) > longest:
        size = len(rest)
        while _units(as_ssml([rest[:size]])) > longest:
            size -= max(1, size // 8)
        size = rest.rfind(" ", 0, size) + 1 or size
        yield rest[:size].rstrip()
        rest = rest[size:]
    yield rest


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _sayable(text: str, language: str) -> Iterator[str]:
    plain = _bare(text)
    if language == "en":
        plain = _RANGE.sub(" to ", _MONEY.sub(_in_words, plain))
    plain = re.sub(r"\s*\(([^()]*)\)", r", \1,", plain)
    plain = re.sub(r",\s*([,.;:?!])", r"\1", plain)
    yield from _short(re.sub(r"\s+", " ", plain).strip())


def _bare(text: str) -> str:
    shown = _MARKUP.sub(" ", _LINK.sub("", _NOT_XML.sub(" ", text)))
    return re.sub(r"\s+", " ", re.sub(r"\s+(?=[.,;:?!](?:\s|$))", "", shown)).strip()


def _short(text: str) -> Iterator[str]:
    """Its sentences, or a long one's parts between commas as long as they last; never a part of
    one."""
    for sentence in _ENDS.split(text):
        kept: list[str] = []
        for part in _BREAKS.split(sentence) if len(sentence.split()) > LONGEST else [sentence]:
            if kept and len(" ".join([*kept, part]).split()) > LONGEST:
                yield " ".join(kept).rstrip(",;:") + "."
                kept, part = [], part[:1].upper() + part[1:]
            kept.append(part)
        if "".join(kept):
            yield " ".join(kept)


def _in_words(amount: re.Match[str]) -> str:
    big, small = _NAMES[amount["sign"]]
    units, cents = amount["units"].replace(",", ""), int(amount["cents"] or 0)
    said = f"{units} {big}{'' if units == '1' else 's'}"
    if not cents:
        return said
    many = small if cents == 1 else _PLURALS.get(small, f"{small}s")
    return f"{said} and {cents} {many}"


def _marked(sentence: str) -> str:
    marked, at = [], 0
    for found in re.finditer(f"{_PHONE.pattern}|{_CODE.pattern}", sentence):
        kind = "telephone" if found[0].startswith("+") else "characters"
        marked += [
            escape(sentence[at : found.start()]),
            f'<say-as interpret-as="{kind}">{escape(found[0].replace("-", " "))}</say-as>',
        ]
        at = found.end()
    return "".join([*marked, escape(sentence[at:])])
