"""What is judged: a sentence that an engine proposes, with all that it cites."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from shared.domain.documents import Reader
from shared.domain.evidence import Fact, Passage
from shared.domain.judges.sources import Source
from shared.domain.judges.verdicts import Judge
from shared.domain.judges.words import plain
from shared.domain.usage import Usage


@dataclass(frozen=True)
class Statement:
    """A proposed sentence; `foreign` are the ids that it cites and nobody gave."""

    text: str
    facts: tuple[Fact, ...] = ()
    passages: tuple[Passage, ...] = ()
    foreign: tuple[str, ...] = ()
    question: str = ""
    language: str = "en"
    """That it is written in, ISO 639-1."""
    reader: Reader | None = None
    """For whom its sources must hold."""
    spend: Callable[[Usage], None] = lambda _usage: None
    """What hears what a judge took that is a model."""

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The sentences of all that it cites."""
        return (*(fact.text for fact in self.facts), *self.written)

    @cached_property
    def written(self) -> tuple[str, ...]:
        return tuple(sentence.text for passage in self.passages for sentence in passage.sentences)

    @cached_property
    def is_quote(self) -> bool:
        """Whether a source says it word for word: what the company has verified is fit to say."""
        return any(plain(self.text).strip() == plain(each).strip() for each in self.told)

    @cached_property
    def is_part_of_one(self) -> bool:
        """Whether a source says it word for word within a sentence: its words are the company's,
        but what stood beside them is left out."""
        said = plain(self.text).strip().rstrip(".!").lower()
        if not said:
            return False
        within = re.compile(rf"(?<!\w){re.escape(said)}(?!\w)")
        return any(within.search(plain(each).lower()) for each in self.told)

    @cached_property
    def source(self) -> Source:
        titles = [f"{passage.title}. {passage.heading}." for passage in self.passages]
        return Source(self.told, " ".join((*titles, *(fact.title or "" for fact in self.facts))))


StatementJudge = Judge[Statement]
