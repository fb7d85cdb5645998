"""Moves errands on that wait for something outside: a colleague's word, a parcel, a search."""

from functions.workflows.declared import HAPPENED
from functions.workflows.engine import APPROVAL
from shared.domain.errands.answering import NO
from shared.domain.errands.run import Status
from shared.domain.errors import InvalidInput, NotFound
from shared.events import ApprovalGiven, ErrandEvent, ParcelTraced
from shared.ports.errands import AuditEntry, Errands, Machines


def decide_approval(decision: ApprovalGiven, errands: Errands, machines: Machines) -> None:
    """Two different people where two are needed; one no is enough. A decision that comes twice, or
    too late, changes nothing. Raises InvalidInput where nobody was asked."""
    try:
        run = errands.find(decision.run_id)
    except NotFound as error:
        raise InvalidInput(str(error)) from error
    if run.status is not Status.APPROVING:
        return
    if decision.is_approved:
        approval = errands.approve(run.id, decision.person)
        if len(approval.given_by) < approval.needed:
            return
    else:
        why = f"refused by {decision.person}: {decision.reason or 'no reason given'}"
        errands.note(AuditEntry(run.id, decision.occurred_at, "authorize", why))
        errands.save(run.heard(APPROVAL, NO))
    _go_on(run.id, errands, machines)


def take_news(event: ErrandEvent, errands: Errands, machines: Machines) -> None:
    """What nobody waits for is no error: most parcels are nobody's errand."""
    what = "lost" if isinstance(event, ParcelTraced) and not event.is_found else HAPPENED
    for run_id in errands.expecting(event.subject):
        run = errands.find(run_id)
        if run.status is Status.WAITING:
            errands.save(run.heard(str(run.values["waits_for"]), what))
        _go_on(run_id, errands, machines)
        errands.expect_no_more(event.subject, run_id)


def _go_on(run_id: str, errands: Errands, machines: Machines) -> None:
    token = errands.token(run_id)
    if token:
        machines.go_on(token, "news")
