"""What the console works with."""

from functools import cache

from shared.ports.channels import Bus
from shared.ports.jobs import JobQueue, Jobs
from shared.ports.past import PastQuestions
from shared.runtime import settings
from shared.runtime.wiring.pack import now


@cache
def jobs() -> Jobs:
    from shared.adapters.aws.jobs import DynamoJobs

    return DynamoJobs(settings.read().need("console_table"))


@cache
def job_queue() -> JobQueue:
    from shared.adapters.aws.channels import SqsJobQueue

    return SqsJobQueue(settings.read().need("jobs_queue_url"))


@cache
def past_questions() -> PastQuestions:
    from shared.adapters.aws.past import DynamoPast

    chosen = settings.read()
    return DynamoPast(chosen.need("ledger_table"), chosen.need("conversations_table"), now)


def golden_questions() -> list[tuple[str, str | None]]:
    """The messages of the pack's golden conversations, and the customers who write them."""
    from shared.adapters import golden

    return golden.golden_questions(settings.read().company_root)


@cache
def desk() -> Bus:
    """What colleagues decide goes over the bus, as `careline.desk`."""
    from shared.adapters.aws.bus import DESK, CompanyBus

    return CompanyBus(settings.read().need("bus_name"), DESK)
