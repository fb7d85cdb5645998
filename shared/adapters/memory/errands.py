"""The runs of errands in this process's memory: for rehearsals, and tests that play thousands."""

import threading
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.errands.authority import Limit, Spending
from shared.domain.errands.run import Run
from shared.domain.errors import NotFound, TransientError
from shared.domain.evidence import Fact
from shared.ports.errands import Approval, AuditEntry


@dataclass
class _Row:
    run: Run
    listener: str | None
    token: str | None = None
    answered_by: str | None = None
    unsaid_for: str | None = None
    unsaid: tuple[Fact, ...] = ()


class MemoryErrands:
    """See the port for what each method promises."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._approvals: dict[str, Approval] = {}
        self._asked: dict[str, None] = {}
        self._expected: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._stuck: dict[str, None] = {}
        self._claims: dict[str, str] = {}
        self._off: dict[str, str] = {}
        self._audit: dict[tuple[str, object, str], AuditEntry] = {}
        self._spent: set[str] = set()
        self._cents: Counter[tuple[str, date, str]] = Counter()
        self._times: Counter[tuple[str, date, str]] = Counter()
        self._lock = threading.RLock()

    def begin(self, run: Run, listener: str | None) -> None:
        self._rows.setdefault(run.id, _Row(run, listener))

    def runs(self) -> list[str]:
        """The ids of all."""
        return list(self._rows)

    def find(self, run_id: str) -> Run:
        return self._row(run_id).run

    def save(self, run: Run) -> Run:
        with self._lock:
            row = self._row(run.id)
            if row.run.version != run.version:
                raise TransientError(f"the run {run.id} was moved by another")
            row.run = replace(run, version=run.version + 1)
            return row.run

    def answer(self, run: Run, listener: str) -> str | None:
        with self._lock:
            row = self._row(run.id)
            if row.answered_by == listener or row.token is None:
                return row.token
            self.save(run)
            row.listener = row.answered_by = listener
            row.unsaid_for = None
            return row.token

    def wait(self, run: Run, token: str) -> Run:
        with self._lock:
            saved = self.save(run)
            self._row(run.id).token = token
            return saved

    def token(self, run_id: str) -> str | None:
        return self._row(run_id).token

    def speak(self, run: Run) -> bool:
        with self._lock:
            row = self._row(run.id)
            if row.listener is None:
                return False
            row.unsaid_for, row.unsaid, row.listener = row.listener, run.words, None
            return True

    def heard(self, run_id: str, listener: str) -> tuple[Fact, ...] | None:
        row = self._row(run_id)
        return row.unsaid if row.unsaid_for == listener else None

    def stop_listening(self, run_id: str, listener: str) -> bool:
        with self._lock:
            row = self._row(run_id)
            if row.listener != listener:
                return False
            row.listener = None
            return True

    def ask_approval(self, approval: Approval) -> None:
        self._approvals.setdefault(approval.run_id, approval)
        self._asked[approval.run_id] = None

    def approval(self, run_id: str) -> Approval | None:
        return self._approvals.get(run_id)

    def approvals(self) -> list[Approval]:
        return [self._approvals[run_id] for run_id in self._asked]

    def approve(self, run_id: str, person: str) -> Approval:
        approval = self._approvals.get(run_id)
        if approval is None:
            raise NotFound(f"there is no approval {run_id}")
        given = tuple(sorted({*approval.given_by, person}))
        self._approvals[run_id] = replace(approval, given_by=given)
        return self._approvals[run_id]

    def settle_approval(self, run_id: str) -> None:
        self._asked.pop(run_id, None)

    def call_for_help(self, run_id: str) -> None:
        self._stuck[run_id] = None

    def stuck(self) -> list[str]:
        return sorted(self._stuck)

    def settle_help(self, run_id: str) -> None:
        self._stuck.pop(run_id, None)

    def expect(self, subject: str, run_id: str) -> None:
        self._expected[subject][run_id] = None

    def expecting(self, subject: str) -> list[str]:
        return sorted(self._expected[subject])

    def expect_no_more(self, subject: str, run_id: str) -> None:
        self._expected[subject].pop(run_id, None)

    def spend(self, spending: Spending, limit: Limit, *, approved: bool = False) -> bool:
        caps = (
            ("ALL", limit.company_day, limit.company_times),
            (spending.customer_id, limit.customer_day, limit.customer_times),
        )
        with self._lock:
            if spending.key in self._spent:
                return True
            for who, cents, times in caps:
                place = (spending.action, spending.day, who)
                over = cents is not None and self._cents[place] + spending.minor > cents
                often = times is not None and self._times[place] + 1 > times
                if not approved and (over or often):
                    return False
            self._spent.add(spending.key)
            self._count(spending, 1)
        return True

    def give_back(self, spending: Spending) -> None:
        with self._lock:
            if spending.key in self._spent:
                self._spent.remove(spending.key)
                self._count(spending, -1)

    def times(self, action: str, days: Collection[date]) -> dict[date, int]:
        with self._lock:
            done = {day: self._times[action, day, "ALL"] for day in days}
        return {day: times for day, times in done.items() if times}

    def claim(self, what: str, run_id: str) -> bool:
        return self._claims.setdefault(what, run_id) == run_id

    def let_go(self, what: str, run_id: str) -> None:
        with self._lock:
            if self._claims.get(what) == run_id:
                del self._claims[what]

    def is_off(self, errand: str) -> bool:
        return errand in self._off

    def switch(self, errand: str, *, off: bool, person: str = "") -> None:
        self._off.pop(errand, None)
        if off:
            self._off[errand] = person

    def stopped(self) -> dict[str, str]:
        return dict(self._off)

    def note(self, entry: AuditEntry) -> None:
        self._audit[entry.run_id, entry.at, entry.step] = entry

    def audit(self, run_id: str) -> list[AuditEntry]:
        return sorted(
            (entry for entry in self._audit.values() if entry.run_id == run_id),
            key=lambda entry: entry.at,
        )

    def _count(self, spending: Spending, sign: int) -> None:
        for who in ("ALL", spending.customer_id):
            place = (spending.action, spending.day, who)
            self._cents[place] += sign * spending.minor
            self._times[place] += sign

    def _row(self, run_id: str) -> _Row:
        if run_id not in self._rows:
            raise NotFound(f"there is no run {run_id}")
        return self._rows[run_id]
