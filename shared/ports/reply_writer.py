"""The models that write replies: one port, four engines by configuration."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from shared.domain.company import PLAIN, Manner
from shared.domain.conversation import Utterance
from shared.domain.documents import Reader
from shared.domain.evidence import Fact, Passage
from shared.domain.reply import Draft, DraftSentence

Heed = Callable[[DraftSentence], None]
"""What hears each sentence of a draft as soon as it is whole."""


def unheeded(_sentence: DraftSentence) -> None:
    """For whoever waits for the whole draft."""


@dataclass(frozen=True)
class WriteReply:
    """What an engine may use: nothing but these passages and facts may be stated."""

    company: str
    assistant: str
    question: str
    history: tuple[Utterance, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    most_sentences: int
    language: str = "en"
    """That the reply is to be in, ISO 639-1."""
    manner: Manner = PLAIN
    story: tuple[str, ...] = field(default=())
    """What the conversation was about before the history, and earlier cases; oldest first."""
    objections: tuple[str, ...] = ()
    """What the checks found wrong with the last draft, where this is the second try."""
    reader: Reader | None = None
    """For whom what is cited must hold."""


class ReplyWriter(Protocol):
    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:
        """Propose sentences, each with the ids of what supports it.

        An engine that streams calls `heed` with each sentence as soon as it is whole, in the
        draft's order; one that does not never calls it. What `heed` raises ends the writing.
        Raises ModelFailed when the engine gives no usable answer in time; what was heeded by then
        was proposed all the same.
        """
