"""Where runs of errands are kept: DynamoDB and this process's memory promise the same."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from functions.workflows.engine import APPROVE, GO_ON, Engine
from shared.adapters.aws.errands import DynamoErrands
from shared.adapters.memory.errands import MemoryErrands
from shared.adapters.memory.talk import MemoryTalk
from shared.domain.conversation import Channel, Identity, Participant
from shared.domain.errands.authority import Limit, Spending
from shared.domain.errands.run import Change, Form, Question, Run, Status, fact
from shared.domain.errors import NotFound, TransientError
from shared.domain.money import Money
from shared.ports.errands import Approval, AuditEntry, Errands

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
DAY = date(2026, 5, 6)
RUN = Run(
    id="run_1",
    errand="cancel_order",
    conversation_id="cnv_1",
    participant=Participant(Channel.WEB, Identity.SIGNED_IN, "cus_1"),
    language="en",
    began_at=NOW,
    values={"order": "NW-1", "tries": 2},
)
ASKED = replace(
    RUN,
    status=Status.ASKING,
    said=(fact("f1", "Order NW-1", "Your order will be cancelled."),),
    question=Question("agreement", Form.YES_NO, "Shall I go ahead?"),
)


@pytest.fixture(params=["dynamo", "memory"])
def errands(request: pytest.FixtureRequest, table: str) -> Errands:
    return DynamoErrands(table) if request.param == "dynamo" else MemoryErrands()


def test_a_run_is_kept_as_it_is(errands: Errands) -> None:
    errands.begin(RUN, "msg_1")
    errands.begin(replace(RUN, errand="another"), "msg_2")
    assert errands.find("run_1") == RUN
    with pytest.raises(NotFound):
        errands.find("run_2")


def test_of_two_writers_one_must_read_again(errands: Errands) -> None:
    errands.begin(RUN, "msg_1")
    saved = errands.save(replace(RUN, language="de"))
    assert (saved.version, errands.find("run_1").language) == (1, "de")
    with pytest.raises(TransientError):
        errands.save(replace(RUN, language="fr"))


def test_what_a_run_says_is_said_once_by_the_turn_that_listens(errands: Errands) -> None:
    errands.begin(ASKED, "msg_1")
    assert errands.heard("run_1", "msg_1") is None
    assert errands.speak(ASKED)
    words = errands.heard("run_1", "msg_1")
    assert words == ASKED.words
    assert errands.heard("run_1", "msg_1") == words  # the turn may be tried again
    assert errands.heard("run_1", "msg_2") is None
    assert not errands.speak(ASKED)


def test_a_turn_that_gave_up_leaves_the_word_to_the_run(errands: Errands) -> None:
    errands.begin(ASKED, "msg_1")
    assert errands.stop_listening("run_1", "msg_1")
    assert not errands.speak(ASKED)


def test_a_word_that_came_in_the_last_moment_is_the_turns(errands: Errands) -> None:
    errands.begin(ASKED, "msg_1")
    assert errands.speak(ASKED)
    assert not errands.stop_listening("run_1", "msg_1")


def test_an_answer_is_taken_once(errands: Errands) -> None:
    errands.begin(ASKED, "msg_1")
    waiting = errands.wait(ASKED, "token-1")
    answered = waiting.answered("yes")
    assert errands.answer(answered, "msg_2") == "token-1"
    assert errands.answer(answered, "msg_2") == "token-1"  # the same message again
    assert errands.find("run_1").answers == {"agreement": "yes"}
    with pytest.raises(TransientError):
        errands.answer(waiting.answered("no"), "msg_3")


def test_two_people_are_two_and_one_is_one(errands: Errands) -> None:
    errands.ask_approval(Approval("run_1", "cancel_order", "cnv_1", 2, ("a refund",)))
    errands.ask_approval(Approval("run_1", "cancel_order", "cnv_1", 1, ("something else",)))
    assert errands.approve("run_1", "ada").given_by == ("ada",)
    assert errands.approve("run_1", "ada").given_by == ("ada",)
    assert errands.approve("run_1", "ben").given_by == ("ada", "ben")
    (asked,) = errands.approvals()
    assert (asked.needed, asked.words) == (2, ("a refund",))
    errands.settle_approval("run_1")
    assert errands.approvals() == []
    assert errands.approval("run_1") is not None
    with pytest.raises(NotFound):
        errands.approve("run_2", "ada")


def test_who_waits_for_an_event_is_found(errands: Errands) -> None:
    errands.expect("return/RMA-1", "run_1")
    errands.expect("return/RMA-1", "run_2")
    errands.expect_no_more("return/RMA-1", "run_2")
    assert errands.expecting("return/RMA-1") == ["run_1"]
    assert errands.expecting("return/RMA-2") == []


def test_one_run_alone_may_do_what_it_claims(errands: Errands) -> None:
    assert errands.claim("credit/Order NW-1", "run_1")
    assert errands.claim("credit/Order NW-1", "run_1")
    assert not errands.claim("credit/Order NW-1", "run_2")
    assert errands.claim("credit/Order NW-2", "run_2")
    errands.let_go("credit/Order NW-1", "run_2")
    assert not errands.claim("credit/Order NW-1", "run_2")
    errands.let_go("credit/Order NW-1", "run_1")
    errands.let_go("credit/Order NW-1", "run_1")
    assert errands.claim("credit/Order NW-1", "run_2")


def test_an_errand_is_switched_off_and_on(errands: Errands) -> None:
    errands.switch("cancel_order", off=True)
    assert errands.is_off("cancel_order")
    assert not errands.is_off("complaint")
    errands.switch("cancel_order", off=False)
    assert not errands.is_off("cancel_order")


def test_the_audit_keeps_every_line_in_its_order(errands: Errands) -> None:
    errands.begin(RUN, "msg_1")
    first = AuditEntry("run_1", NOW, "cancel", "done", "A1")
    second = AuditEntry("run_1", NOW.replace(minute=1), "close", "done")
    for entry in (second, first, first):
        errands.note(entry)
    assert errands.audit("run_1") == [first, second]


def spending(key: str, minor: int, customer: str = "cus_1", day: date = DAY) -> Spending:
    return Spending(key, "refund", customer, day, minor)


LIMIT = Limit("refund", customer_day=100, company_day=250, customer_times=3)


def test_a_budget_is_spent_once_a_key_and_never_above_its_caps(errands: Errands) -> None:
    assert errands.spend(spending("a", 60), LIMIT)
    assert errands.spend(spending("a", 60), LIMIT)
    assert not errands.spend(spending("b", 41), LIMIT)
    assert errands.spend(spending("c", 40), LIMIT)
    assert errands.spend(spending("d", 100, "cus_2"), LIMIT)
    assert not errands.spend(spending("e", 60, "cus_3"), LIMIT)
    assert errands.spend(spending("f", 60, day=date(2026, 5, 7)), LIMIT)


def test_a_first_spending_above_the_cap_is_refused(errands: Errands) -> None:
    assert not errands.spend(spending("a", 101), LIMIT)
    assert errands.spend(spending("b", 100), LIMIT)


def test_what_is_done_too_often_is_refused(errands: Errands) -> None:
    assert all(errands.spend(spending(key, 1), LIMIT) for key in "abc")
    assert not errands.spend(spending("d", 1), LIMIT)


def test_what_was_approved_is_counted_and_not_capped(errands: Errands) -> None:
    assert errands.spend(spending("a", 500), LIMIT, approved=True)
    assert not errands.spend(spending("b", 1), LIMIT)


def test_what_was_given_back_can_be_spent_again(errands: Errands) -> None:
    assert errands.spend(spending("a", 100), LIMIT)
    errands.give_back(spending("a", 100))
    errands.give_back(spending("a", 100))
    errands.give_back(spending("never spent", 100))
    assert errands.spend(spending("b", 100), LIMIT)
    assert not errands.spend(spending("c", 1), LIMIT)


def test_how_often_a_day_is_counted_for_all_customers(errands: Errands) -> None:
    far = [DAY.fromordinal(DAY.toordinal() - ago) for ago in range(1, 130)]
    other = Spending("d", "credit", "cus_1", DAY, 1)
    for each in (spending("a", 1), spending("b", 1, "cus_2"), spending("c", 1, day=far[-1])):
        assert errands.spend(each, LIMIT)
    assert errands.spend(other, Limit("credit"))
    assert errands.times("refund", [DAY, *far]) == {DAY: 2, far[-1]: 1}
    errands.give_back(spending("c", 1, day=far[-1]))
    assert errands.times("refund", far) == {}
    assert errands.times("refund", []) == {}


def test_fifty_at_once_do_not_pass_the_cap(errands: Errands) -> None:
    from infra.local import moto_mends

    moto_mends.install()  # moto's own dispatch is not safe for threads
    limit = Limit("refund", company_day=1_000, company_times=40)
    with ThreadPoolExecutor(16) as pool:
        granted = list(
            pool.map(
                lambda at: errands.spend(spending(f"k{at}", 100, f"cus_{at}"), limit), range(50)
            )
        )
    assert sum(granted) == 10


def test_of_fifty_errands_that_start_at_once_those_within_the_cap_go_on(errands: Errands) -> None:
    from infra.local import moto_mends

    moto_mends.install()
    plan = (Change("refund", "refund", "You get $1.00 back.", Money(100, "USD")),)
    runs = [replace(RUN, id=f"run_{at}", plan=plan) for at in range(50)]
    for run in runs:
        errands.begin(run, f"msg_{run.id}")
    limits = {"refund": Limit("refund", alone=100, company_day=1_000)}
    office: Any = SimpleNamespace(today=DAY, limits=limits)
    engine = Engine(errands, MemoryTalk(), office, lambda: NOW)
    with ThreadPoolExecutor(16) as pool:
        allowed = list(pool.map(engine.authorize, [run.id for run in runs]))
    assert (allowed.count(GO_ON), allowed.count(APPROVE)) == (10, 40)
    asked = [run.id for run in runs if errands.approval(run.id)]
    assert len(asked) == 40


def test_a_run_that_is_stuck_waits_for_somebody_to_look(errands: Errands) -> None:
    errands.begin(RUN, "msg_1")
    errands.call_for_help("run_1")
    errands.call_for_help("run_1")
    assert errands.stuck() == ["run_1"]
    errands.settle_help("run_1")
    errands.settle_help("run_1")
    assert errands.stuck() == []


def test_who_stopped_an_errand_is_known(errands: Errands) -> None:
    errands.switch("cancel_order", off=True, person="ada")
    errands.switch("change_address", off=True, person="ben")
    errands.switch("change_address", off=False, person="ben")
    assert errands.stopped() == {"cancel_order": "ada"}
