"""What we answer, and the proof that it may be said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.evidence import Fact
from shared.domain.judges.verdicts import Verdict
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

    No support means a courtesy (thanks, sympathy, an offer of help), which claims nothing.
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
    """How many proposed sentences the judges took out."""
    verdicts: tuple[Verdict, ...] = ()
    """What they objected to."""
    usage: Usage = NO_USAGE
    """Of all the engine's tries together."""
    confidence: float = 1.0
    """How sure we are that it answers, 0..1."""
    answered: tuple[bool, ...] = (True,)
    """For each wish, whether this says more than that we do not know."""
    is_whole: bool = False
    """Whether nothing of it may be left out, however little the channel likes to carry: what a
    customer agrees to must have been said."""
    language: str = ""
    """That the company's own words in it are in, ISO 639-1; empty: the company's own."""

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def recite(spoken: Sequence[Fact]) -> Reply:
    """The facts as they stand, each with its source; one without a source is our own word."""
    numbers: dict[str, Citation] = {}
    sentences = []
    for fact in spoken:
        cited: tuple[int, ...] = ()
        if fact.source:
            quoted = Citation(
                len(numbers) + 1, fact.title or fact.source, fact.source, fact.version, fact.text
            )
            cited = (numbers.setdefault(fact.source, quoted).number,)
        sentences.append(ReplySentence(fact.text, cited))
    return Reply(tuple(sentences), tuple(numbers.values()), VOICE, is_whole=True)


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
        tuple(verdict for reply in replies for verdict in reply.verdicts),
        sum((reply.usage for reply in replies), NO_USAGE),
        min((reply.confidence for reply in replies), default=1.0),
        tuple(answered for reply in replies for answered in reply.answered),
        any(reply.is_whole for reply in replies),
    )
