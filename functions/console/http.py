"""The console's HTTP API. API Gateway lets nobody in without a token of the identity provider; what
its bearer may do is decided here, by role."""

import base64
import binascii
from typing import Any
from uuid import uuid4

from fastapi import Response

from functions.console import api, errands
from functions.console.articles import (
    find_document,
    holdings,
    list_documents,
    publish_draft,
    read_draft,
    withdraw,
    without,
)
from functions.console.page import page
from functions.console.staff import Anybody, Approver, Editor, Operator, Person
from functions.workflows import declared
from shared.domain.errors import InvalidInput, NotFound
from shared.ports.jobs import Job, JobKind
from shared.ports.library import Collection
from shared.runtime import settings, wiring
from shared.runtime.http import new_app, serve
from shared.runtime.telemetry import logger

MAX_BODY = 6_000_000
"""Characters of a request, which Lambda takes; a file in it may have three quarters of them."""
_V1 = "/v1/console"

app = new_app("Careline console", openapi_url=None)


@app.get("/console")
async def read_page() -> Response:
    return page(settings.read().console_root, settings.read().staff_issuer)


@app.get("/console/{file}")
async def read_file(file: str) -> Response:
    return page(settings.read().console_root, settings.read().staff_issuer, file)


@app.get(f"{_V1}/sign-in")
async def sign_in() -> api.SignIn:
    """Needs no token: it says where to get one."""
    chosen, company = settings.read(), wiring.company()
    return api.SignIn(
        issuer=chosen.staff_issuer,
        client_id=chosen.staff_client_id,
        company=company.name,
        accent=company.accent,
    )


@app.get(f"{_V1}/me")
async def read_me(person: Anybody) -> api.Me:
    return api.Me(name=person.name, roles=sorted(person.roles))


@app.get(f"{_V1}/knowledge")
async def read_knowledge(_: Anybody) -> api.Knowledge:
    held, library, current = _held(), wiring.library(), wiring.published()
    return api.Knowledge(
        today=wiring.today(),
        published=str(current["version"]) if current else None,
        sources=[
            api.source_of(card, held[card.name], library.looked(card.name))
            for card in wiring.source_cards()
        ],
        articles=[api.article_of(each) for each in list_documents(held, wiring.today())],
    )


@app.get(f"{_V1}/articles/{{article_id}}")
async def read_article(article_id: str, _: Anybody) -> api.ArticleText:
    found = find_document(_held(), article_id)
    if found is None:
        raise NotFound(f"there is no article {article_id}")
    document, source = found
    return api.ArticleText(id=document.id, source=source, text=wiring.write_article(document))


@app.post(f"{_V1}/uploads")
async def read_upload(upload: api.Upload, _: Editor) -> api.ArticleText:
    """A file as an article, to be looked over: nothing is kept of it."""
    try:
        content = base64.b64decode(upload.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput("content: it is not base64") from error
    try:
        document = wiring.read_upload(upload.name, content)
    except InvalidInput as error:
        raise InvalidInput(f"{upload.name}: {error}") from error
    text = wiring.write_article(document)
    return api.ArticleText(id=document.id, source="", text=text)


@app.post(f"{_V1}/reviews", status_code=202)
async def ask_review(ask: api.Review, person: Editor) -> api.JobCard:
    """What publishing this would change; look at the job for how far it is."""
    if ask.text:
        read_draft(ask.text, wiring.read_article)
    return _begin(JobKind.REVIEW, person, ask.text)


@app.get(f"{_V1}/reviews/last")
async def read_review(_: Anybody) -> api.JobCard | None:
    return _last(JobKind.REVIEW)


@app.post(f"{_V1}/publications", status_code=202)
async def publish(draft: api.Draft, person: Editor) -> api.Published:
    """Goes the way of everything that is dropped into the inbox; live within a minute."""
    document = read_draft(draft.text, wiring.read_article)
    publish_draft(draft.text, document, _held(), wiring.check_policies, wiring.inbox())
    logger.info("published from the console", extra={"person": person.name, "id": document.id})
    return api.Published(id=document.id)


@app.post(f"{_V1}/withdrawals/previews", status_code=202)
async def ask_withdrawal(ask: api.Withdrawal, person: Editor) -> api.JobCard:
    """What withdrawing it would change; look at the job for how far it is."""
    without(_held(), ask.id)
    return _begin(JobKind.WITHDRAWAL, person, ask.id)


@app.post(f"{_V1}/withdrawals", status_code=202)
async def withdraw_article(ask: api.Withdrawal, person: Editor) -> api.Published:
    """Customers are answered without it within a minute."""
    withdraw(ask.id, _held(), wiring.check_policies, wiring.inbox())
    logger.info("withdrawn from the console", extra={"person": person.name, "id": ask.id})
    return api.Published(id=ask.id)


@app.get(f"{_V1}/findings")
async def read_findings(_: Anybody) -> api.Findings:
    """Of the publication: contradictions and doubles; and what is stale by today."""
    return api.findings_of(wiring.findings().latest(), list_documents(_held(), wiring.today()))


@app.post(f"{_V1}/gaps", status_code=202)
async def ask_gaps(person: Editor) -> api.JobCard:
    return _begin(JobKind.GAPS, person)


@app.get(f"{_V1}/gaps/last")
async def read_gaps(_: Anybody) -> api.JobCard | None:
    return _last(JobKind.GAPS)


@app.post(f"{_V1}/gaps/aside", status_code=204)
async def set_aside(ask: api.Aside, person: Editor) -> None:
    """These questions shall have no article."""
    reason = errands.check_reason(ask.reason)
    wiring.jobs().set_aside(ask.messages, person.name, reason)


@app.get(f"{_V1}/jobs/{{job_id}}")
async def read_job(job_id: str, _: Anybody) -> api.JobCard:
    return _with_findings(wiring.jobs().find(job_id))


@app.get(f"{_V1}/errands")
async def read_errands(_: Anybody) -> api.Errands:
    store, titles = wiring.errands(), declared.titles()
    limits, _rules = wiring.limits()
    stopped = store.stopped()
    return api.Errands(
        waiting=[api.waiting_of(each, titles) for each in errands.waiting(store, limits)],
        stuck=[api.stuck_of(each, titles) for each in errands.stuck(store)],
        errands=[
            api.ErrandCard(name=name, title=title, stopped_by=stopped.get(name))
            for name, title in {**titles, **errands.BESIDE}.items()
        ],
    )


@app.get(f"{_V1}/runs/{{run_id}}")
async def read_run(run_id: str, _: Anybody) -> api.RunCard:
    store = wiring.errands()
    return api.run_of(store.find(run_id), store.audit(run_id), declared.titles())


@app.post(f"{_V1}/runs/{{run_id}}/approval", status_code=202)
async def approve(run_id: str, person: Approver) -> None:
    """In one's own name, and no other: the token says who approves."""
    store, desk = wiring.errands(), wiring.desk()
    errands.decide(run_id, person.name, store, desk, wiring.now, is_approved=True)


@app.post(f"{_V1}/runs/{{run_id}}/denial", status_code=202)
async def deny(run_id: str, ask: api.Denial, person: Approver) -> None:
    reason = errands.check_reason(ask.reason)
    store, desk = wiring.errands(), wiring.desk()
    errands.decide(run_id, person.name, store, desk, wiring.now, is_approved=False, reason=reason)


@app.post(f"{_V1}/runs/{{run_id}}/retry", status_code=202)
async def retry(run_id: str, person: Operator) -> None:
    errands.retry(run_id, person.name, wiring.errands(), wiring.machines(), wiring.now)


@app.post(f"{_V1}/switches/{{errand}}", status_code=204)
async def switch(errand: str, ask: api.Switch, person: Operator) -> None:
    errands.switch(errand, person.name, wiring.errands(), declared.names(), off=ask.off)


def _held() -> dict[str, Collection]:
    return holdings(wiring.source_cards(), wiring.library(), wiring.shipped_documents)


def _begin(kind: JobKind, person: Person, draft: str = "") -> api.JobCard:
    job = Job(f"job_{uuid4().hex[:16]}", kind, person.name, wiring.now(), draft)
    wiring.jobs().ask(job)
    wiring.job_queue().request(job.id)
    return api.job_of(job)


def _last(kind: JobKind) -> api.JobCard | None:
    job = wiring.jobs().last(kind)
    return _with_findings(job) if job else None


def _with_findings(job: Job) -> api.JobCard:
    return api.job_of(job, wiring.jobs().findings(job.id))


_serve = serve(app, MAX_BODY)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _serve(event, context)
