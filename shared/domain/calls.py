"""What stands between one thing that a caller says and the next."""

from dataclasses import dataclass
from hashlib import sha256

from shared.domain.conversation import ConversationId, Participant

SPOKEN = frozenset(
    {
        *("call_one_moment", "call_say_again", "call_nothing_heard", "call_unheard"),
        *("call_stay_on", "call_no_answer", "call_wants_person"),
    }
)
"""Keys of the company's own words that a call needs. The last is what whoever presses 0 says."""
MOST_SILENCES, MOST_UNCLEAR, MOST_WAITS = 2, 2, 6
"""How often in a row a caller is asked to speak, or to say it again, and told to wait."""
SURE = 0.5
"""Confidence in a transcript below which the caller is asked to say it again. Judged, not measured:
Lex's own scores were never seen on our callers."""


@dataclass(frozen=True)
class CallState:
    """`heard` counts what was taken in, so that the same words twice are two messages and a
    repeated invocation is none. `cursor` is the last line of the transcript that was said aloud;
    `message` the caller's latest, whose reply was not said yet if `is_waiting`. The others count in
    a row."""

    heard: int = 0
    cursor: str = ""
    message: str = ""
    is_waiting: bool = False
    silences: int = 0
    unclear: int = 0
    waits: int = 0


FRESH = CallState()


@dataclass(frozen=True)
class Heard:
    """One thing that was said on the phone, or nothing: then `words` is empty. `language` is that
    in which it was listened to, ISO 639-1; `confidence` in the transcript, 0..1."""

    conversation_id: ConversationId
    words: str
    participant: Participant
    language: str
    confidence: float = 1.0
    state: CallState = FRESH

    @property
    def utterance(self) -> str:
        """Its name in the call: the same for a repeat, another for the same words said again."""
        return f"{self.state.heard}-{sha256(self.words.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class CallEnd:
    """Why the assistant leaves the call: `handoff`, with the case that a person takes over and what
    it is about, or `unheard`."""

    outcome: str
    case_id: str = ""
    reason: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Spoken:
    """What the caller hears, sentence by sentence."""

    sentences: list[str]
    state: CallState
    end: CallEnd | None = None
