"""What customers asked, and what they were told."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Past:
    """One message and its reply."""

    id: str
    """The message's."""
    question: str
    customer: str | None
    answer: str
    is_unanswered: bool = False
    """Whether some wish of the message found no answer."""
    is_handed_over: bool = False
    """Whether a person had to take the conversation over then or later."""


class PastQuestions(Protocol):
    def latest(self, limit: int, *, unanswered: bool = False) -> list[Past]:
        """Of the last days, the newest first; or of those only the unanswered ones."""
