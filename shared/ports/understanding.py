"""Models that read a message."""

from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from shared.domain.mentions import Mentions
from shared.domain.mood import Mood
from shared.domain.understanding import Reading

if TYPE_CHECKING:  # most functions have no encoder layer, and so no numpy
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.floating[Any]]"

MANY = "mul"
"""Several languages (ISO 639-2)."""


class Encoder(Protocol):
    name: str
    """Names the model in cards."""
    dimensions: int

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, (len(texts), dimensions), so that a dot product is a cosine."""

    def scaled(self, cosines: Vectors) -> Vectors:
        """Cosines as the English encoder would give them, so that one bar holds for all."""


class QuestionEncoder(Encoder, Protocol):
    """One by which questions are looked up."""

    def ask(self, question: str) -> tuple[Vectors, Vectors]:
        """The question's own vector, and that which the sentence should have that answers it."""


class IntentReader(Protocol):
    def read(self, texts: list[str], language: str) -> list[Reading]:
        """One reading a text, all in one language (ISO 639-1)."""

    def may_differ(self, texts: list[str], language: str) -> bool:
        """Whether it is worth reading the texts, for they may have different intents; told fast."""


class MentionReader(Protocol):
    def read(self, text: str, today: date, language: str) -> Mentions:
        """What the text names. A day without a year is the latest one that is not after `today`:
        customers speak of what was."""


class LanguageReader(Protocol):
    def read(self, text: str, before: str) -> str:
        """ISO 639-1, one of the company's; `before` is the conversation's language so far, which
        stays where the text does not tell."""


class MoodReader(Protocol):
    def read(self, text: str, language: str) -> Mood: ...
