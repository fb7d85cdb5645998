"""What colleagues may do about errands, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.console import errands as office
from functions.workflows.news import decide_approval
from shared.adapters.memory.errands import MemoryErrands
from shared.domain.conversation import Channel, Identity, Participant
from shared.domain.errands.authority import Limit
from shared.domain.errands.run import Change, Run, Status
from shared.domain.errors import Conflict, InvalidInput, NotFound
from shared.domain.money import Money
from shared.events import ApprovalGiven
from shared.ports.errands import Approval

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
LIMITS = {"refund": Limit("refund", alone=5_000, one_person=50_000)}
REFUND = Change("refund", "refund", "You will get $900.00 back.", Money(90_000))
RUN = Run(
    id="run_1",
    errand="cancel_order",
    conversation_id="cnv_1",
    participant=Participant(Channel.WEB, Identity.SIGNED_IN, "cus_1"),
    language="en",
    began_at=NOW,
    plan=(REFUND,),
)


def now() -> datetime:
    return NOW


class Machines:
    """Takes each token once."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def start(self, errand: str, run_id: str) -> None: ...

    def go_on(self, token: str, answer: str) -> bool:
        is_new = token not in self.sent
        self.sent.append(token)
        return is_new


class Desk:
    """A bus whose listener is quick."""

    def __init__(self, errands: MemoryErrands, machines: Machines) -> None:
        self._errands, self._machines = errands, machines

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        decision = ApprovalGiven.model_validate(told)
        decide_approval(decision, self._errands, self._machines)


@pytest.fixture
def errands() -> MemoryErrands:
    store = MemoryErrands()
    store.begin(RUN, "msg_1")
    store.wait(replace(RUN, status=Status.APPROVING), "token-1")
    words = (REFUND.words,)
    store.ask_approval(Approval("run_1", "cancel_order", "cnv_1", 2, words))
    return store


@pytest.fixture
def machines() -> Machines:
    return Machines()


def decide(errands: MemoryErrands, machines: Machines, person: str, **how: Any) -> None:
    desk = Desk(errands, machines)
    told = {"is_approved": True, **how}
    office.decide("run_1", person, errands, desk, now, **told)


def test_what_waits_tells_its_figures_and_the_rule_that_asks(errands: MemoryErrands) -> None:
    (asked,) = office.waiting(errands, LIMITS)
    assert asked.approval.needed == 2
    assert asked.why == ("refund of $900.00: more than $500.00: two people must approve",)
    (capped,) = office.waiting(errands, {})
    assert capped.why == (office.CAP_REACHED,)


def test_two_different_people_move_it_on(errands: MemoryErrands, machines: Machines) -> None:
    decide(errands, machines, "ada")
    with pytest.raises(Conflict, match="ada has approved run_1 already: another person must too"):
        decide(errands, machines, "ada")
    assert machines.sent == []
    decide(errands, machines, "ben")
    assert machines.sent == ["token-1"]


def test_a_denial_stays_in_the_audit_with_its_reason(
    errands: MemoryErrands, machines: Machines
) -> None:
    decide(errands, machines, "ada", is_approved=False, reason="the order was shipped")
    assert [line.what for line in errands.audit("run_1")] == [
        "refused by ada: the order was shipped"
    ]
    assert machines.sent == ["token-1"]
    with pytest.raises(Conflict, match="run_1 is working: it needs nobody's approval now"):
        decide(errands, machines, "ben")


def test_nobody_decides_about_what_is_not_there(machines: Machines) -> None:
    with pytest.raises(NotFound):
        decide(MemoryErrands(), machines, "ada")


def test_only_a_stuck_run_is_tried_again_and_once(machines: Machines) -> None:
    errands = MemoryErrands()
    errands.begin(RUN, "msg_1")
    with pytest.raises(Conflict, match="only a stuck run can be tried again"):
        office.retry("run_1", "ada", errands, machines, now)
    errands.wait(replace(RUN, status=Status.STUCK), "token-2")
    errands.call_for_help("run_1")
    assert [each.run.id for each in office.stuck(errands)] == ["run_1"]
    office.retry("run_1", "ada", errands, machines, now)
    assert machines.sent == ["token-2"]
    assert office.stuck(errands) == []
    assert errands.audit("run_1")[-1].what == "tried again by ada"
    with pytest.raises(Conflict, match="at work already"):
        office.retry("run_1", "ben", errands, machines, now)


def test_an_errand_is_stopped_by_its_name(errands: MemoryErrands) -> None:
    office.switch("cancel_order", "ada", errands, ["cancel_order"], off=True)
    office.switch("offers", "ada", errands, ["cancel_order"], off=True)
    assert errands.stopped() == {"cancel_order": "ada", "offers": "ada"}
    with pytest.raises(NotFound, match="there is no errand make_tea: there is cancel_order"):
        office.switch("make_tea", "ada", errands, ["cancel_order"], off=True)


def test_a_reason_has_words() -> None:
    assert office.check_reason(" too late ") == "too late"
    with pytest.raises(InvalidInput, match="say in a few words why not"):
        office.check_reason("  ")
