"""What a run may do by the company's leave: budgets, claims, and how many colleagues it needs."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.workflows.office import Office
from functions.workflows.paying import check_left
from shared.domain.errands.authority import Limit, Spending, approvals_for, given_away
from shared.domain.errands.run import Change, Run
from shared.domain.errors import Refused, TransientError
from shared.ports.errands import Errands

_HOLDS = "holds_money"
"""The run's value that names the deed for which it has the order's money."""


@dataclass(frozen=True)
class Authority:
    errands: Errands
    office: Office

    def dated(self, run: Run) -> Run:
        """The day whose budget it takes from stays, however long an approval takes."""
        if "authorized_on" in run.values:
            return run
        dated = {**run.values, "authorized_on": self.office.today.isoformat()}
        return self.errands.save(replace(run, values=dated))

    def approvals_needed(self, run: Run) -> int:
        """Takes from the budget what fits; what does not, or is too much for one errand, needs
        people."""
        wanted = [
            approvals_for(change, limit, is_within_caps=True)
            for change, limit in self._limited(run)
        ]
        if any(wanted):
            return max(wanted)
        for change, limit in self._limited(run):
            if not self.errands.spend(_spending(run, change), limit):
                return approvals_for(change, limit, is_within_caps=False)
        return 0

    def count_approved(self, run: Run) -> None:
        for change, limit in self._limited(run):
            self.errands.spend(_spending(run, change), limit, approved=True)

    def give_back(self, run: Run) -> None:
        if "authorized_on" in run.values:
            for change in run.plan:
                self.errands.give_back(_spending(run, change))

    def claim(self, run: Run) -> bool:
        """Whether it has for itself what no other may do meanwhile."""
        return all(self.errands.claim(what, run.id) for what in _claims(run))

    def let_go(self, run: Run) -> None:
        for what in _claims(run):
            self.errands.let_go(what, run.id)
        for change in run.plan:
            self.let_go_of_money(run, change)

    def hold_money(self, run: Run, change: Change) -> Run:
        """Before a deed that gives back money of an order: no other run does so until this one's
        is done, and as much is left. A deed that died has the money still, and what was left then
        is left. Raises TransientError while another run's is on its way, Refused where less is
        left."""
        if not change.gives_back or run.values.get(_HOLDS) == change.deed:
            return run
        if not self.errands.claim(_money(change), run.id):
            raise TransientError(f"another errand gives back money of {change.source}")
        try:
            check_left(run, self.office, change)
        except Refused:
            self.let_go_of_money(run, change)
            raise
        return self.errands.save(replace(run, values={**run.values, _HOLDS: change.deed}))

    def let_go_of_money(self, run: Run, change: Change) -> None:
        if change.gives_back:
            self.errands.let_go(_money(change), run.id)

    def _limited(self, run: Run) -> list[tuple[Change, Limit]]:
        """What the company has stated no limit for gives nothing away by itself."""
        limits = self.office.limits
        return [(each, limits.get(each.action, Limit(each.action, alone=0))) for each in run.plan]


def rests_on(run: Run) -> str:
    """The rules by which it may be done, for the audit."""
    rules = dict.fromkeys(basis.rule for change in run.plan for basis in change.rests_on)
    return f", by {', '.join(rules)}" if rules else ""


def _spending(run: Run, change: Change) -> Spending:
    day = datetime.fromisoformat(run.values["authorized_on"]).date()
    customer = run.participant.customer_id or ""
    return Spending(run.key(change.deed), change.action, customer, day, given_away(change))


def _money(change: Change) -> str:
    return f"money/{change.source}"


def _claims(run: Run) -> list[str]:
    return [f"{change.action}/{change.source}" for change in run.plan if change.is_alone]
