"""What we make of a message before anything is decided."""

from dataclasses import dataclass

from shared.domain.judges.words import plain, telling
from shared.domain.mentions import NO_MENTIONS, Mentions

SURELY_STRANGE = 0.7
"""Probability from which a message has nothing to do with the company."""
_A_MATTER = 2
"""Words with a claim of their own that name a matter: "I have a problem", a word that nobody knows
and a text without spaces are asked back.

Of 1,200 messages to another shop's help desk (Bitext) 2 are taken for nothing of ours by both, and
of CLINC150's 200 that belong to none of its intents 111."""


@dataclass(frozen=True)
class Guess:
    """An intent and the calibrated probability, 0..1, that the message has it."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """The guesses, best first, and whether the message is ours to answer at all.

    `sure_enough` is the confidence from which training found this reader right as often as the
    company demands. `strange` is the probability, 0..1, that it is about nothing of ours.
    """

    guesses: tuple[Guess, ...]
    in_scope: bool
    sure_enough: float = 0.0
    strange: float = 0.0


NOTHING = Reading((), in_scope=False)


@dataclass(frozen=True)
class Heard:
    """A text and what it was read as."""

    text: str
    reading: Reading


@dataclass(frozen=True)
class Understanding:
    """One message, read in every way that may be meant.

    `parts` are its clauses, where there are several. `in_context` is the message after the question
    that it leans on ("and to Canada?"), where there is one. `language` is an ISO 639-1 code,
    empty where nobody has read it.
    """

    whole: Heard
    parts: tuple[Heard, ...] = ()
    in_context: Heard | None = None
    mentions: Mentions = NO_MENTIONS
    language: str = ""


def names_a_matter(text: str) -> bool:
    """Whether it says what it is about, whatever that is."""
    return len(telling(plain(text))) >= _A_MATTER
