"""What the console's HTTP API takes and gives."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from functions.console.articles import Listed
from functions.console.errands import Stuck, Waiting
from shared.domain.errands.run import Basis, Change, Run
from shared.domain.findings import Finding, as_row
from shared.ports.errands import AuditEntry
from shared.ports.jobs import Job
from shared.ports.library import Collection, Look
from shared.ports.sources import SourceCard
from shared.runtime.http import Body

_ARTICLE = Field(min_length=1, max_length=200_000)
_REASON = Field(min_length=1, max_length=500)
_MESSAGES = Field(min_length=1, max_length=400)
_Message = Annotated[str, Field(min_length=1, max_length=200)]


class SignIn(Body):
    """With which provider staff sign in, and whose console it is."""

    issuer: str
    client_id: str
    company: str
    accent: str


class Me(Body):
    name: str
    roles: list[str]


class LookCard(Body):
    at: datetime
    pulled: int
    gone: int
    problem: str


class Source(Body):
    """`skipped` maps what could not be used to its mend; `looked` is None before the first look."""

    name: str
    kind: str
    schedule: str | None
    documents: int
    skipped: dict[str, str]
    looked: LookCard | None


class Article(Body):
    id: str
    title: str
    source: str
    address: str
    version: str
    owner: str | None
    locale: str
    regions: list[str]
    valid_from: date
    valid_to: date | None
    validity: str
    superseded_by: str | None
    stale: str
    is_hidden: bool


class Knowledge(Body):
    """`published` is None while customers are answered from what was deployed."""

    today: date
    published: str | None
    sources: list[Source]
    articles: list[Article]


class ArticleText(Body):
    """An article with its front matter, as it may be edited."""

    id: str
    source: str
    text: str


class Upload(Body):
    """A file of any format that sources have; `content` is its bytes in base64."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(min_length=1, max_length=6_000_000)]


class Draft(Body):
    text: Annotated[str, _ARTICLE]


class Withdrawal(Body):
    """An article that was published here, by its id."""

    id: Annotated[str, Field(min_length=1, max_length=200)]


class Findings(Body):
    """What was found of the version that is published, which is None before the first one."""

    version: str | None
    findings: list[Mapping[str, Any]]


class Review(Body):
    """Without a text, of what is published."""

    text: Annotated[str, Field(max_length=200_000)] = ""


class Published(Body):
    id: str


class Aside(Body):
    messages: Annotated[list[_Message], _MESSAGES]
    reason: Annotated[str, _REASON]


class JobCard(Body):
    id: str
    kind: str
    person: str
    asked_at: datetime
    state: str
    done: int
    all: int
    problem: str
    findings: list[Mapping[str, Any]] = []


class Denial(Body):
    reason: Annotated[str, _REASON]


class Switch(Body):
    off: bool


class ChangeCard(Body):
    words: str
    amount: str | None
    is_charge: bool
    source: str
    rests_on: tuple[Basis, ...]


class WaitingCard(Body):
    run: str
    errand: str
    title: str
    began_at: datetime
    changes: list[ChangeCard]
    why: list[str]
    needed: int
    given_by: list[str]


class StuckCard(Body):
    run: str
    errand: str
    title: str
    began_at: datetime
    failed: str


class ErrandCard(Body):
    """`stopped_by` is None while the errand runs."""

    name: str
    title: str
    stopped_by: str | None


class Errands(Body):
    waiting: list[WaitingCard]
    stuck: list[StuckCard]
    errands: list[ErrandCard]


class AuditLine(Body):
    at: datetime
    step: str
    what: str
    receipt: str


class RunCard(Body):
    run: str
    errand: str
    title: str
    status: str
    began_at: datetime
    changes: list[ChangeCard]
    audit: list[AuditLine]


def source_of(card: SourceCard, held: Collection, look: Look | None) -> Source:
    return Source(
        name=card.name,
        kind=card.kind,
        schedule=card.schedule,
        documents=len(held.documents),
        skipped=dict(held.skipped),
        looked=LookCard(at=look.at, pulled=look.pulled, gone=look.gone, problem=look.problem)
        if look
        else None,
    )


def article_of(listed: Listed) -> Article:
    document, scope = listed.document, listed.document.scope
    return Article(
        id=document.id,
        title=document.title,
        source=listed.source,
        address=document.source,
        version=document.version,
        owner=document.owner,
        locale=scope.locale,
        regions=sorted(scope.regions),
        valid_from=scope.valid_from,
        valid_to=scope.valid_to,
        validity=listed.validity.value,
        superseded_by=listed.superseded_by,
        stale=listed.stale,
        is_hidden=listed.is_hidden,
    )


def findings_of(published: tuple[str, list[Finding]] | None, listed: Iterable[Listed]) -> Findings:
    version, found = published or (None, [])
    stale = [
        {"what": "stale", "document": each.document.id, "why": each.stale}
        for each in listed
        if each.stale
    ]
    return Findings(version=version, findings=[*map(as_row, found), *stale])


def job_of(job: Job, findings: Iterable[Mapping[str, Any]] = ()) -> JobCard:
    return JobCard(
        id=job.id,
        kind=job.kind.value,
        person=job.person,
        asked_at=job.asked_at,
        state=job.state.value,
        done=job.done,
        all=job.all,
        problem=job.problem,
        findings=list(findings),
    )


def waiting_of(found: Waiting, titles: Mapping[str, str]) -> WaitingCard:
    run = found.run
    return WaitingCard(
        run=run.id,
        errand=run.errand,
        title=titles.get(run.errand, run.errand),
        began_at=run.began_at,
        changes=_changes(run),
        why=list(found.why),
        needed=found.approval.needed,
        given_by=list(found.approval.given_by),
    )


def stuck_of(found: Stuck, titles: Mapping[str, str]) -> StuckCard:
    last = found.last
    return StuckCard(
        run=found.run.id,
        errand=found.run.errand,
        title=titles.get(found.run.errand, found.run.errand),
        began_at=found.run.began_at,
        failed=f"{last.step}: {last.what}" if last else "",
    )


def run_of(run: Run, audit: Iterable[AuditEntry], titles: Mapping[str, str]) -> RunCard:
    return RunCard(
        run=run.id,
        errand=run.errand,
        title=titles.get(run.errand, run.errand),
        status=run.status.value,
        began_at=run.began_at,
        changes=_changes(run),
        audit=[
            AuditLine(at=line.at, step=line.step, what=line.what, receipt=line.receipt)
            for line in audit
        ],
    )


def _changes(run: Run) -> list[ChangeCard]:
    return [_change(each) for each in run.plan if each.words]


def _change(change: Change) -> ChangeCard:
    return ChangeCard(
        words=change.words,
        amount=change.amount.text if change.amount else None,
        is_charge=change.is_charge,
        source=change.source,
        rests_on=change.rests_on,
    )
