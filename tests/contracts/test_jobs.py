"""Where the console's jobs are kept: DynamoDB and this process's memory promise the same."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.adapters.aws.jobs import DynamoJobs
from shared.adapters.memory.jobs import MemoryJobs
from shared.domain.errors import NotFound
from shared.ports.jobs import Job, JobKind, Jobs, JobState

JOB = Job("job_1", JobKind.REVIEW, "ada", datetime(2026, 5, 6, tzinfo=UTC))
DRAFT = replace(JOB, id="job_2", draft="---\nid: a\n---\n")


@pytest.fixture(params=["dynamo", "memory"])
def jobs(request: pytest.FixtureRequest, table: str) -> Jobs:
    return DynamoJobs(table) if request.param == "dynamo" else MemoryJobs()


def test_a_job_is_kept_and_its_progress_is_seen(jobs: Jobs) -> None:
    jobs.ask(DRAFT)
    assert jobs.find("job_2") == DRAFT
    jobs.go_on("job_2", 20, 260)
    assert jobs.find("job_2") == replace(DRAFT, state=JobState.RUNNING, done=20, all=260)
    jobs.fail("job_2", "the article says nothing")
    failed = jobs.find("job_2")
    assert (failed.state, failed.problem) == (JobState.FAILED, "the article says nothing")
    for unknown in (lambda: jobs.find("job_9"), lambda: jobs.go_on("job_9", 1, 2)):
        with pytest.raises(NotFound):
            unknown()


def test_findings_come_back_as_they_were_and_in_their_order(jobs: Jobs) -> None:
    findings = [{"what": "changed", "text": f"Größe {at}?", "share": 0.5} for at in range(60)]
    jobs.ask(JOB)
    jobs.finish("job_1", findings)
    assert jobs.findings("job_1") == findings
    jobs.finish("job_1", findings[:3])  # the same job, tried again
    assert jobs.findings("job_1") == findings[:3]
    assert jobs.find("job_1").state is JobState.DONE


def test_the_last_of_a_kind_is_the_last_that_was_finished_of_what_is_published(jobs: Jobs) -> None:
    assert jobs.last(JobKind.REVIEW) is None
    for job in (JOB, DRAFT, replace(JOB, id="job_3")):
        jobs.ask(job)
    jobs.finish("job_1", [])
    jobs.finish("job_2", [])
    last = jobs.last(JobKind.REVIEW)
    assert last
    assert last.id == "job_1"
    assert jobs.last(JobKind.GAPS) is None


def test_questions_that_were_set_aside_stay_so(jobs: Jobs) -> None:
    jobs.set_aside(["msg_1", "msg_2"], "ada", "not our business")
    jobs.set_aside(["msg_2"], "ben", "again")
    assert jobs.aside() == {"msg_1", "msg_2"}
