"""What a judge finds, and what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Judged = TypeVar("Judged")


class Effect(StrEnum):
    """What becomes of a sentence that a judge objects to.

    BLOCK: it is dropped, with all that comes after it; no engine is asked again, for it was misled.
    REWRITE: it is dropped; the engine is told why and asked once more. Of a message: it is not
    heard, the rest is answered.
    HAND_OVER: a person takes over.
    """

    BLOCK = "block"
    REWRITE = "rewrite"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Verdict:
    """`reason` names what was found without repeating the customer's words; it is logged, and told
    to the engine that is asked again."""

    judge: str
    effect: Effect
    reason: str
    reply: str | None = None
    """Key of the company's voice that is said instead, for a message."""


@dataclass(frozen=True)
class Judge(Generic[Judged]):
    """`finds` says what it objects to, or None."""

    name: str
    effect: Effect
    finds: Callable[[Judged], str | None]
    reply: str | None = None

    def __call__(self, judged: Judged) -> Verdict | None:
        reason = self.finds(judged)
        return Verdict(self.name, self.effect, reason, self.reply) if reason else None
