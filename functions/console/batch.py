"""The door of the console's jobs: one after another, each by its id."""

from typing import Any

from functions.console.articles import holdings
from functions.console.service import gather_gaps, review
from functions.console.thinking import Mind
from functions.generation.writing import Author
from functions.retrieval.knowledge import published_knowledge
from shared.contracts import RunJob
from shared.domain.errors import CarelineError, InvalidInput, NotFound
from shared.ports.jobs import Job, JobKind, JobState
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


def run_job(body: str) -> None:
    """A job that cannot be done tells its person why; so does one that broke, which the queue tries
    again."""
    jobs = wiring.jobs()
    job = jobs.find(RunJob.model_validate_json(body).job_id)
    if job.state is JobState.DONE:
        return
    try:
        _run(job)
    except (InvalidInput, NotFound) as error:
        jobs.fail(job.id, str(error))
    except Exception as error:
        told = str(error) if isinstance(error, CarelineError) else "our side failed"
        jobs.fail(job.id, f"{told}: it is tried again")
        raise


def _run(job: Job) -> None:
    jobs, past = wiring.jobs(), wiring.past_questions()
    if job.kind is JobKind.GAPS:
        gather_gaps(
            job,
            jobs,
            past,
            wiring.article_encoder(),
            _mind(),
            published_knowledge(),
            wiring.today(),
        )
        return
    held = holdings(wiring.source_cards(), wiring.library(), wiring.shipped_documents)
    review(
        job,
        jobs,
        held,
        wiring.read_article,
        wiring.check_policies,
        wiring.golden_questions(),
        past,
        wiring.workbench(),
        _mind(),
        published_knowledge(),
    )


def _mind() -> Mind:
    """With the embedded composer: a hosted model would cost money, and never say the same twice."""
    composer = wiring.embedded_composer()
    return Mind(
        company=wiring.company(),
        today=wiring.today(),
        intents=wiring.intent_reader(),
        moods=wiring.mood_reader(),
        languages=wiring.language_reader(),
        mentions=wiring.mention_reader(),
        customers=wiring.customers(),
        author=Author(composer, composer, wiring.judges()),
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, run_job, wiring.dead_letters(), fifo=True)
