"""Where the runs of errands are kept, and how they are moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from shared.domain.errands.authority import Limit, Spending
from shared.domain.errands.run import Run
from shared.domain.evidence import Fact


@dataclass(frozen=True)
class Approval:
    """One or two colleagues are asked whether a run may go on."""

    run_id: str
    errand: str
    conversation_id: str
    needed: int
    words: tuple[str, ...]
    """What would be changed."""
    given_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditEntry:
    """One thing that a run did, or took back, or was allowed."""

    run_id: str
    at: datetime
    step: str
    what: str
    receipt: str = ""


class Errands(Protocol):
    """A run is written by one at a time; each write counts its version up.

    Who tells the customer what a run says? The turn that listens, if one does: it was named when it
    began or answered the run. Else the run speaks for itself. Either way it is said once.
    """

    def begin(self, run: Run, listener: str | None) -> None:
        """Keep a new run; the turn of that message listens, if one does. A repeat changes
        nothing."""

    def find(self, run_id: str) -> Run:
        """Raises NotFound."""

    def save(self, run: Run) -> Run:
        """The run with its next version. Raises TransientError where another write came first."""

    def answer(self, run: Run, listener: str) -> str | None:
        """Save an answered run, for the turn of that message to listen to, and give the token that
        the run waits with. None where it waits no more. The same message may answer again."""

    def wait(self, run: Run, token: str) -> Run:
        """Save the run, which goes on when the token is sent back."""

    def token(self, run_id: str) -> str | None: ...

    def speak(self, run: Run) -> bool:
        """Leave the run's words to the turn that listens; False where none does."""

    def heard(self, run_id: str, listener: str) -> tuple[Fact, ...] | None:
        """What the run has left for this turn to say."""

    def stop_listening(self, run_id: str, listener: str) -> bool:
        """False where the run has left something to say meanwhile."""

    def ask_approval(self, approval: Approval) -> None: ...

    def approval(self, run_id: str) -> Approval | None:
        """What was asked about the run, and who has said yes."""

    def approvals(self) -> list[Approval]:
        """Those that wait, the oldest first."""

    def approve(self, run_id: str, person: str) -> Approval:
        """A person counts once. Raises NotFound where nobody is asked."""

    def settle_approval(self, run_id: str) -> None:
        """It needs nobody any more."""

    def call_for_help(self, run_id: str) -> None:
        """The run is stuck until a person has looked."""

    def stuck(self) -> list[str]:
        """The runs that wait for that."""

    def settle_help(self, run_id: str) -> None:
        """Somebody has looked."""

    def expect(self, subject: str, run_id: str) -> None:
        """The run waits for an event about the subject."""

    def expecting(self, subject: str) -> list[str]:
        """The runs that wait for it."""

    def expect_no_more(self, subject: str, run_id: str) -> None: ...

    def spend(self, spending: Spending, limit: Limit, *, approved: bool = False) -> bool:
        """Take it from the day's budget, once for its key; False, and nothing taken, where that
        would pass a cap. What was approved is counted and not capped."""

    def give_back(self, spending: Spending) -> None:
        """What was taken under the key; nothing if nothing was."""

    def times(self, action: str, days: Collection[date]) -> dict[date, int]:
        """How often what is counted was done on each of these days, for all customers together; a
        day without is left out."""

    def claim(self, what: str, run_id: str) -> bool:
        """Whether the run alone may do this until it lets go; asked again, it still may."""

    def let_go(self, what: str, run_id: str) -> None:
        """Nothing where another run has it."""

    def is_off(self, errand: str) -> bool:
        """Whether the company has stopped this errand."""

    def switch(self, errand: str, *, off: bool, person: str = "") -> None:
        """Stop it, or let it run again, at a person's word."""

    def stopped(self) -> dict[str, str]:
        """The errands that are stopped, and at whose word."""

    def note(self, entry: AuditEntry) -> None:
        """Kept for good; the same entry again is the same."""

    def audit(self, run_id: str) -> list[AuditEntry]: ...


class Machines(Protocol):
    """The state machines of the errands."""

    def start(self, errand: str, run_id: str) -> None:
        """Once for each run, however often it is asked."""

    def go_on(self, token: str, answer: str) -> bool:
        """Send a waiting machine on. False where it waits no more."""
