"""What colleagues do about errands: approve them or not, try stuck ones again, stop a kind of them.

The console and the command line both come through here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain.errands.authority import Limit, why_people_decide
from shared.domain.errands.run import Change, Run, Status
from shared.domain.errors import Conflict, InvalidInput, NotFound
from shared.domain.offers import NAME as OFFERS
from shared.events import ApprovalGiven
from shared.ports.channels import Bus
from shared.ports.errands import Approval, AuditEntry, Errands, Machines

CAP_REACHED = "the day's cap for this customer, or for the company, is reached"

BESIDE = {OFFERS: "granting offers"}
"""What is no errand and can be stopped like one, with its title."""


@dataclass(frozen=True)
class Waiting:
    """A run that needs somebody's yes. `why` are the rules that ask for it, each with what it is
    about."""

    approval: Approval
    run: Run
    why: tuple[str, ...]


@dataclass(frozen=True)
class Stuck:
    """`last` is the last line of the audit."""

    run: Run
    last: AuditEntry | None


def waiting(errands: Errands, limits: Mapping[str, Limit]) -> list[Waiting]:
    """Those that wait, the longest waiting first."""
    found = [
        Waiting(each, run := errands.find(each.run_id), tuple(_why(run, limits)))
        for each in errands.approvals()
    ]
    return sorted(found, key=lambda each: each.run.began_at)


def _why(run: Run, limits: Mapping[str, Limit]) -> Iterator[str]:
    rules = [(change, why_people_decide(change, _limit(change, limits))) for change in run.plan]
    if not any(rule for _, rule in rules):
        yield CAP_REACHED
    for change, rule in rules:
        if rule:
            amount = f" of {change.amount.text}" if change.amount else ""
            yield f"{change.action.replace('_', ' ')}{amount}: {rule}"


def _limit(change: Change, limits: Mapping[str, Limit]) -> Limit:
    return limits.get(change.action, Limit(change.action))


def stuck(errands: Errands) -> list[Stuck]:
    found = []
    for run_id in errands.stuck():
        audit = errands.audit(run_id)
        found.append(Stuck(errands.find(run_id), audit[-1] if audit else None))
    return sorted(found, key=lambda each: each.run.began_at)


def decide(
    run_id: str,
    person: str,
    errands: Errands,
    desk: Bus,
    now: Callable[[], datetime],
    *,
    is_approved: bool,
    reason: str | None = None,
) -> None:
    """Tell the platform what a person decided. Raises NotFound, and Conflict where nobody is asked
    or this person has approved already."""
    run, approval = errands.find(run_id), errands.approval(run_id)
    if run.status is not Status.APPROVING or approval is None:
        raise Conflict(f"{run_id} is {run.status.value}: it needs nobody's approval now")
    if is_approved and person in approval.given_by:
        raise Conflict(f"{person} has approved {run_id} already: another person must too")
    decision = ApprovalGiven(
        occurred_at=now(), run_id=run_id, person=person, is_approved=is_approved, reason=reason
    )
    desk.tell(ApprovalGiven.__name__, decision.model_dump(mode="json", exclude_none=True))


def retry(
    run_id: str, person: str, errands: Errands, machines: Machines, now: Callable[[], datetime]
) -> None:
    """Try the failed step of a stuck run again. Raises NotFound, and Conflict where the run is not
    stuck."""
    run, token = errands.find(run_id), errands.token(run_id)
    if run.status is not Status.STUCK or token is None:
        raise Conflict(f"{run_id} is {run.status.value}: only a stuck run can be tried again")
    errands.settle_help(run_id)
    if not machines.go_on(token, "retry"):
        raise Conflict(f"{run_id} is at work already: look again in a moment")
    errands.note(AuditEntry(run_id, now(), "stuck", f"tried again by {person}"))


def switch(errand: str, person: str, errands: Errands, known: list[str], *, off: bool) -> None:
    """Stop an errand, so that none begins and none that runs does anything more; or let it run.
    Raises NotFound for one that is not declared."""
    known = [*known, *BESIDE]
    if errand not in known:
        raise NotFound(f"there is no errand {errand}: there is {', '.join(known)}")
    errands.switch(errand, off=off, person=person)


def check_reason(reason: str) -> str:
    """Raises InvalidInput for none."""
    if not reason.strip():
        raise InvalidInput("reason: say in a few words why not; it stays in the audit")
    return reason.strip()
