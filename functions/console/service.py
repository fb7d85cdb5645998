"""The jobs of the console: what publishing would change, and what is asked and not answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date

from functions.console.articles import proposed, read_draft, without
from functions.console.blast import Blast, blast_radius, is_answered, questions
from functions.console.gaps import draft, find_gaps
from functions.console.thinking import Mind
from functions.retrieval.knowledge import Knowledge
from shared.domain.documents import Document
from shared.domain.findings import as_row
from shared.ports.jobs import Finding, Job, JobKind, Jobs
from shared.ports.knowledge import Search
from shared.ports.library import Collection, Workbench
from shared.ports.past import PastQuestions
from shared.ports.understanding import Encoder

MOST_PAST = 500
"""Past questions that a review asks, the newest first. It may take up to a quarter of an hour; on
one core of a laptop a question takes some 20 ms before and 20 ms after."""
MOST_OPEN = 400
"""Unanswered questions that are asked again and grouped, the newest first."""
_TELL_EVERY = 20


def review(
    job: Job,
    jobs: Jobs,
    collections: Mapping[str, Collection],
    read: Callable[[str], Document],
    check: Callable[[list[Document]], None],
    golden: list[tuple[str, str | None]],
    past: PastQuestions,
    bench: Workbench,
    mind: Mind,
    published: Knowledge,
) -> None:
    """Of a draft, of the articles without one, or of what is published. Raises InvalidInput where
    that cannot be published."""
    documents = _proposed(job, collections, read)
    check(documents)
    asked = questions(golden, past.latest(MOST_PAST))
    jobs.go_on(job.id, 0, len(asked))

    def tell(done: int, all_: int) -> None:
        if done % _TELL_EVERY == 0:
            jobs.go_on(job.id, done, all_)

    conflicts = bench.conflicts(documents, published.policies.dimensions.named_in)
    with bench.finder(documents) as finder:
        found = blast_radius(documents, conflicts, asked, mind, published, finder, tell)
    jobs.finish(job.id, blast_findings(found))


def _proposed(
    job: Job, collections: Mapping[str, Collection], read: Callable[[str], Document]
) -> list[Document]:
    if job.kind is JobKind.WITHDRAWAL:
        return proposed(without(collections, job.draft).values(), None)
    return proposed(collections.values(), read_draft(job.draft, read) if job.draft else None)


def blast_findings(blast: Blast) -> Iterator[Finding]:
    yield {"what": "asked", "count": blast.asked}
    for each in blast.changed:
        yield {"what": "changed", **asdict(each.asked), "before": each.before, "after": each.after}
    for conflict in blast.conflicts:
        yield as_row(conflict)
    for stale in blast.stale:
        yield {"what": "stale", **asdict(stale)}
    for orphan in blast.orphans:
        yield {"what": "orphan", "document": orphan}


def gather_gaps(
    job: Job,
    jobs: Jobs,
    past: PastQuestions,
    encoder: Encoder,
    mind: Mind,
    published: Knowledge,
    today: date,
) -> None:
    """What was asked and is unanswered to this day, without what somebody set aside."""
    aside = jobs.aside()
    asked = [each for each in past.latest(MOST_OPEN, unanswered=True) if each.id not in aside]
    open_ = []
    for done, each in enumerate(asked, start=1):
        if not is_answered(each.question, each.customer, mind, published):
            open_.append(each)
        if done % _TELL_EVERY == 0:
            jobs.go_on(job.id, done, len(asked))
    locale = mind.company.locale
    findings = []
    for gap in find_gaps(open_, encoder):
        near = published.finder.find(Search(gap.questions[0], locale, None, today))
        findings.append(
            {
                "what": "gap",
                "questions": list(gap.questions),
                "messages": [each.id for each in gap.asked],
                "asked": len(gap.asked),
                "handedOver": gap.handed_over,
                "cost": gap.cost,
                "draft": draft(gap, near, locale, today),
            }
        )
    jobs.finish(job.id, findings)
