"""Work that a colleague asks for and that takes longer than a request may: kept with its findings,
and looked at again while it runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

Finding = Mapping[str, Any]
"""One JSON object; its `what` says of which kind it is."""


class JobKind(StrEnum):
    REVIEW = "review"
    """What publishing would change, and what is wrong with the articles."""
    WITHDRAWAL = "withdrawal"
    """What withdrawing an article would change."""
    GAPS = "gaps"
    """What was asked and not answered."""


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """`draft` is the article that a review is of; empty, it is of what is published. Of a
    withdrawal it is the article's id."""

    id: str
    kind: JobKind
    person: str
    asked_at: datetime
    draft: str = ""
    state: JobState = JobState.WAITING
    done: int = 0
    all: int = 0
    problem: str = ""
    """Why it failed, and what to mend."""


class Jobs(Protocol):
    def ask(self, job: Job) -> None:
        """Keep a new job."""

    def find(self, job_id: str) -> Job:
        """Raises NotFound."""

    def go_on(self, job_id: str, done: int, all_: int) -> None:
        """It is so far."""

    def finish(self, job_id: str, findings: Iterable[Finding]) -> None:
        """With its findings, in their order. One without a draft is then the last of its kind."""

    def fail(self, job_id: str, problem: str) -> None: ...

    def findings(self, job_id: str) -> list[Finding]: ...

    def last(self, kind: JobKind) -> Job | None:
        """The last that was finished of what is published."""

    def set_aside(self, message_ids: Iterable[str], person: str, reason: str) -> None:
        """These questions need no article."""

    def aside(self) -> set[str]:
        """Ids of the messages that were set aside."""


class JobQueue(Protocol):
    def request(self, job_id: str) -> None:
        """Queue a job behind the earlier ones."""
