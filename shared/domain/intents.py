"""What customers of a company want, as its pack declares it."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.empathy import Trouble


class Desk(StrEnum):
    """Who answers."""

    ASSISTANT = "assistant"
    CLARIFY = "clarify"
    WORKFLOW = "workflow"
    HUMAN = "human"


@dataclass(frozen=True)
class Intent:
    name: str
    title: str
    desk: Desk
    utterances: tuple[str, ...]
    errand: str | None = None
    """What is done about it. Beside another desk than `workflow`: where the customer wants it done,
    and for a person's desk, where we know the customer; else that desk answers."""
    reply: str | None = None
    """Key of the pack's voice that answers it whole, for greetings and thanks."""
    trouble: Trouble | None = None
    """What is wrong where somebody has it, for a word of sympathy."""
    wants_out: bool = False
    """Whether it asks to end something, and so may cost the company the customer."""

    @property
    def action(self) -> tuple[Desk, str | None, str | None]:
        """What is done about it; intents with the same action need not be told apart. An errand
        beside another desk begins only where its own intent is likely, and that desk answers
        otherwise."""
        errand = self.errand if self.desk is Desk.WORKFLOW else None
        return self.desk, errand, self.reply
