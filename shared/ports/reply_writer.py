"""The models that write replies: one port, four engines by configuration."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.conversation import Utterance
from shared.domain.evidence import Fact, Passage
from shared.domain.reply import Draft


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


class ReplyWriter(Protocol):
    def write(self, ask: WriteReply) -> Draft:
        """Propose sentences, each with the ids of what supports it.

        Raises ModelFailed when the engine gives no usable answer in time.
        """
