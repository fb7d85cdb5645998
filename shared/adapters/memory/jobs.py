"""The console's jobs held in memory."""

from collections.abc import Iterable
from dataclasses import replace

from shared.domain.errors import NotFound
from shared.ports.jobs import Finding, Job, JobKind, JobState


class MemoryJobs:
    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._findings: dict[str, list[Finding]] = {}
        self._last: dict[JobKind, str] = {}
        self._aside: dict[str, tuple[str, str]] = {}

    def ask(self, job: Job) -> None:
        self._jobs[job.id] = job

    def find(self, job_id: str) -> Job:
        if job_id not in self._jobs:
            raise NotFound(f"there is no job {job_id}: it may have expired, so ask again")
        return self._jobs[job_id]

    def go_on(self, job_id: str, done: int, all_: int) -> None:
        running = replace(self.find(job_id), state=JobState.RUNNING, done=done, all=all_)
        self._jobs[job_id] = running

    def finish(self, job_id: str, findings: Iterable[Finding]) -> None:
        job = self._jobs[job_id] = replace(self.find(job_id), state=JobState.DONE)
        self._findings[job_id] = list(findings)
        if not job.draft:
            self._last[job.kind] = job_id

    def fail(self, job_id: str, problem: str) -> None:
        self._jobs[job_id] = replace(self.find(job_id), state=JobState.FAILED, problem=problem)

    def findings(self, job_id: str) -> list[Finding]:
        return list(self._findings.get(job_id, []))

    def last(self, kind: JobKind) -> Job | None:
        return self._jobs[self._last[kind]] if kind in self._last else None

    def set_aside(self, message_ids: Iterable[str], person: str, reason: str) -> None:
        self._aside |= dict.fromkeys(message_ids, (person, reason))

    def aside(self) -> set[str]:
        return set(self._aside)
