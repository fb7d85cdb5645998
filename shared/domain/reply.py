"""What we answer, and the proof that it may be said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.evidence import Grounds
from shared.domain.usage import NO_USAGE, Usage

VOICE = "voice"
"""The engine of a reply in the company's own words."""


@dataclass(frozen=True)
class Citation:
    """A source as the customer sees it, numbered from 1 in order of first use."""

    number: int
    title: str
    source: str
    version: str
    quote: str


@dataclass(frozen=True)
class DraftSentence:
    """A sentence with the ids of the passages and facts that support it.

    No support means a phrase of the company's own voice (a greeting, an offer of help), which may
    carry no figure, date or name.
    """

    text: str
    support: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What an engine proposes; nothing of it is shown before it is checked."""

    sentences: tuple[DraftSentence, ...]
    engine: str
    usage: Usage = NO_USAGE


@dataclass(frozen=True)
class ReplySentence:
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Reply:
    sentences: tuple[ReplySentence, ...]
    citations: tuple[Citation, ...]
    engine: str
    removed: int = 0
    """How many proposed sentences the grounding check took out."""

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


_FIGURE = re.compile(r"[A-Z]{2,}-\d+|[$€£]?\d[\d,.:/]*\d|[$€£]?\d")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SUPPORTED_WORDS = 0.6
"""Share of a sentence's words that its support must hold. A hosted model rephrases, so not 1;
the figures are literal whatever the words."""


def is_grounded(sentence: DraftSentence, support: str) -> bool:
    """Whether `support` bears the sentence: every figure literally, and most of its words."""
    figures = {match.rstrip(".,:/") for match in _FIGURE.findall(sentence.text)}
    known = {match.rstrip(".,:/") for match in _FIGURE.findall(support)}
    if not figures <= known:
        return False
    words = {word.lower() for word in _WORD.findall(sentence.text)}
    if not words:
        return bool(figures)
    found = words & {word.lower() for word in _WORD.findall(support)}
    return len(found) / len(words) >= _SUPPORTED_WORDS


def check(draft: Draft, grounds: Grounds, voice: frozenset[str]) -> Reply:
    """Keep what is proven, drop the rest, number the sources.

    `voice` holds the phrases that the company itself vouches for; a sentence without support
    passes only if it is one of them.
    """
    texts: dict[str, tuple[str, str, str, str]] = {
        passage.id: (
            f"{passage.title}: {passage.heading}" if passage.heading else passage.title,
            passage.source,
            passage.version,
            " ".join(sentence.text for sentence in passage.sentences),
        )
        for passage in grounds.passages
    }
    texts |= {
        fact.id: (fact.title or fact.source, fact.source, fact.version, fact.text)
        for fact in grounds.facts
    }
    numbers: dict[tuple[str, str], int] = {}
    citations: list[Citation] = []
    sentences: list[ReplySentence] = []
    for proposed in draft.sentences:
        support = [texts[key] for key in proposed.support if key in texts]
        if not support:
            if proposed.text in voice:
                sentences.append(ReplySentence(proposed.text, ()))
            continue
        if not is_grounded(proposed, " ".join(quote for *_, quote in support)):
            continue
        cited: list[int] = []
        for title, source, version, quote in support:
            number = numbers.get((title, source))
            if number is None:
                number = numbers[title, source] = len(citations) + 1
                shown = proposed.text if proposed.text in quote else quote
                citations.append(Citation(number, title, source, version, shown))
            if number not in cited:
                cited.append(number)
        sentences.append(ReplySentence(proposed.text, tuple(cited)))
    removed = len(draft.sentences) - len(sentences)
    return Reply(tuple(sentences), tuple(citations), draft.engine, removed)


def join(replies: Sequence[Reply]) -> Reply:
    """Several replies as one, in their order; what they say alike is said once, and a source that
    they share has one number."""
    citations: dict[tuple[str, str], Citation] = {}
    sentences: dict[str, ReplySentence] = {}
    for reply in replies:
        numbers = {}
        for cited in reply.citations:
            place = (cited.title, cited.source)
            kept = citations.setdefault(place, replace(cited, number=len(citations) + 1))
            numbers[cited.number] = kept.number
        for sentence in reply.sentences:
            shown = tuple(numbers[number] for number in sentence.citations)
            sentences.setdefault(sentence.text, ReplySentence(sentence.text, shown))
    engines = dict.fromkeys(reply.engine for reply in replies)
    return Reply(
        tuple(sentences.values()),
        tuple(citations.values()),
        next((engine for engine in engines if engine != VOICE), VOICE),
        sum(reply.removed for reply in replies),
    )
