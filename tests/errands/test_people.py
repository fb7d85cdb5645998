"""What customers and colleagues may do with an errand that is not what the happy path knows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from infra.local.asl import Definition
from shared.adapters.demo.payments import balance_of
from shared.domain.conversation import Channel, Identity, Participant
from shared.domain.errands.answering import STOP
from shared.domain.errands.run import Change
from shared.domain.errors import Refused, TransientError
from shared.domain.mentions import Mentions
from shared.domain.money import Money
from shared.domain.routing import WANTS_OTHERWISE
from shared.ports.systems.others import Credit
from tests.errands.house import STORIES, Play, Story

Machines = Mapping[str, Definition]
CANCEL = next(story for story in STORIES if story.name == "cancel")
YEAR = next(story for story in STORIES if story.name == "refunded year")
COMPLAINT = next(story for story in STORIES if story.name == "complaint")
ORDER = next(story for story in STORIES if story.name == "cancel order")


def ended(play: Play, run_id: str) -> str:
    ending = play.run(run_id).ending
    return ending.name if ending else "open"


def stop(play: Play, run_id: str) -> None:
    run = play.run(run_id)
    who = run.participant.customer_id
    play.advance("cnv_1", who, errand=run.errand, run_id=run_id, answer=STOP)


def words(play: Play) -> str:
    return " ".join(word.reply.text for word in play.branch.talk.words.values())


def test_silence_ends_an_errand_with_a_word_and_no_change(machines: Machines) -> None:
    play = Play(machines)
    before = play.books()
    run_id = play.begin(CANCEL)
    play.branch.stepper.time_out(run_id)
    assert ended(play, run_id) == "expired"
    assert "I've left everything as it is" in words(play)
    assert play.books() == before


@pytest.mark.parametrize(
    ("answer", "ending"), [("no", "declined"), ("stop", "declined"), ("yes", "cancel_done")]
)
def test_the_last_word_is_the_customers(machines: Machines, answer: str, ending: str) -> None:
    play = Play(machines)
    run_id = play.begin(CANCEL)
    play.move(run_id, "instead=cancel")
    play.move(run_id, f"agreement={answer}")
    assert ended(play, run_id) == ending


def test_a_colleague_who_denies_stops_the_money(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(YEAR)
    play.move(run_id, "agreement=yes")
    play.branch.approve(run_id, "ada", is_approved=False)
    assert ended(play, run_id) == "not_approved"
    assert balance_of(play.branch.systems.payments.entries("SUB-2002")).minor == 39000
    assert play.branch.talk.handed_over["cnv_1"].startswith("not_approved")


def test_above_the_second_limit_two_different_people_must_approve(machines: Machines) -> None:
    play = Play(machines)
    office = play.branch.engine.office
    strict = {**office.limits, "refund": replace(office.limits["refund"], one_person=100_00)}
    object.__setattr__(play.branch.engine, "office", replace(office, limits=strict))
    run_id = play.begin(YEAR)
    play.move(run_id, "agreement=yes")
    for person in ("ada", "ada"):
        play.branch.approve(run_id, person)
        assert play.run(run_id).status == "approving"
    play.branch.approve(run_id, "ben")
    assert ended(play, run_id) == "cancel_done"


def test_of_two_cancellations_at_once_one_is_done_and_one_changes_nothing(
    machines: Machines,
) -> None:
    play = Play(machines)
    first, second = play.begin(ORDER, "cnv_1"), play.begin(ORDER, "cnv_2")
    for run_id, conversation in ((first, "cnv_1"), (second, "cnv_2")):
        play.move(run_id, "agreement=yes", conversation)
    assert (ended(play, first), ended(play, second)) == ("done", "refused")
    entries = play.branch.systems.payments.entries("NW-10503")
    assert [entry.kind.value for entry in entries] == ["payment", "refund"]
    assert play.branch.systems.commerce.order("NW-10503").state == "cancelled"


def test_a_customer_who_stops_while_a_colleague_thinks_changes_nothing(machines: Machines) -> None:
    play = Play(machines)
    before = play.books()
    run_id = play.begin(YEAR)
    play.move(run_id, "agreement=yes")
    stop(play, run_id)
    assert ended(play, run_id) == "declined"
    assert play.branch.errands.approvals() == []
    play.branch.approve(run_id, "ada")
    assert play.books() == before


def test_a_return_that_the_customer_wants_no_more_is_taken_back(machines: Machines) -> None:
    play = Play(machines)
    story = next(story for story in STORIES if story.name == "return")
    run_id = play.begin(story)
    play.move(run_id, "agreement=yes")
    assert play.branch.systems.commerce.order("NW-10391").state == "returning"
    stop(play, run_id)
    assert ended(play, run_id) == "stopped"
    assert play.branch.systems.commerce.order("NW-10391").state == "delivered"
    assert "I've taken it back" in play.last.spoken[0].text
    play.move(run_id, "received")
    assert balance_of(play.branch.systems.payments.entries("NW-10391")).minor == 44900


def test_an_address_in_parts_is_asked_for_what_is_missing(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(Story("own address", "change_address", "cus_grace", ()))
    for key, answer in (
        ("address", "5 Oak Street"),
        ("city", "Denver"),
        ("postcode", "CO 80206"),
        ("agreement", "yes"),
    ):
        question = play.run(run_id).question
        assert question
        assert question.key == key
        play.move(run_id, f"{key}={answer}")
    moved = play.branch.systems.crm.address("cus_grace")
    assert (moved.street, moved.city, moved.region, moved.postcode) == (
        "5 Oak Street",
        "Denver",
        "CO",
        "80206",
    )


def test_what_the_first_words_say_is_not_asked_again(machines: Machines) -> None:
    play = Play(machines)
    play.advance(
        "cnv_1",
        "cus_amelia",
        errand="change_address",
        asked="send my order to 7 Elm Row, Leeds, LS1 4AP instead",
    )
    (run_id,) = play.branch.errands.runs()
    question = play.run(run_id).question
    assert question
    assert question.key == "agreement"
    assert "7 Elm Row, Leeds, LS1 4AP" in play.run(run_id).plan[0].words


def test_a_yes_to_something_else_than_was_shown_has_it_shown_again(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(CANCEL)
    play.move(run_id, "instead=cancel")
    play.advance(
        "cnv_1",
        "cus_maya",
        errand="cancel_subscription",
        run_id=run_id,
        reason=WANTS_OTHERWISE,
    )
    assert play.last.spoken[0].text.startswith("I can only do it exactly as I've shown it")
    assert play.last.spoken[-1].text == "Shall I go ahead?"


def test_who_asks_while_a_colleague_thinks_is_told_so(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(YEAR)
    play.move(run_id, "agreement=yes")
    play.advance("cnv_1", "cus_omar", errand="cancel_subscription", run_id=run_id)
    assert "needs a colleague's approval" in play.last.spoken[0].text


def test_money_for_what_only_the_customer_says_is_wrong_waits_for_a_colleague(
    machines: Machines,
) -> None:
    play = Play(machines)
    named = Mentions(order_number="NW-10417")
    run_id = play.begin(Story("wrong", "trace_parcel", "cus_daniel", (), named))
    for move in ("problem=wrong", "remedy=refund", "agreement=yes"):
        play.move(run_id, move)
    assert play.run(run_id).status == "approving"
    assert len(play.branch.systems.payments.entries("NW-10417")) == 1
    play.branch.approve(run_id, "ada")
    assert len(play.branch.systems.payments.entries("NW-10417")) == 2


def test_what_the_company_has_stated_no_limit_for_waits_for_a_colleague(machines: Machines) -> None:
    play = Play(machines)
    object.__setattr__(play.branch.engine, "office", replace(play.branch.engine.office, limits={}))
    run_id = play.begin(ORDER)
    play.move(run_id, "agreement=yes")
    assert play.run(run_id).status == "approving"


def test_a_weak_identity_is_asked_for_a_code_first(machines: Machines) -> None:
    play = Play(machines)
    story = Story("own address", "change_address", "cus_grace", ())
    known = Participant(Channel.SMS, Identity.KNOWN_NUMBER, "cus_grace", "+15550106")
    play.participant = known
    run_id = play.begin(story)
    question = play.run(run_id).question
    assert question
    assert question.key == "email"
    play.move(run_id, "email=grace.kim@example.com")
    (letter,) = play.branch.records.of("letter", "grace.kim@example.com")
    code = next(word for word in letter.value["text"].split() if word.strip(".").isdigit())
    play.move(run_id, f"code={code.strip('.')}")
    asked = play.run(run_id).question
    assert asked
    assert asked.key == "address"
    assert play.run(run_id).participant.identity is Identity.EMAIL_CODE


def test_an_errand_that_is_switched_off_midway_does_nothing_more(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(ORDER)
    play.branch.errands.switch("cancel_order", off=True)
    play.move(run_id, "agreement=yes")
    assert ended(play, run_id) == "switched_off"
    assert play.branch.systems.commerce.order("NW-10503").state == "pending"


def complain(play: Play, *, settled: bool = True, conversation: str = "cnv_1") -> str:
    """A complaint to its end, with a colleague who approves whatever is asked."""
    run_id = play.begin(COMPLAINT, conversation)
    moves = ("agreement=yes", "approve=ada", *(("timeout", "settled=yes") if settled else ()))
    for move in moves:
        play.move(run_id, move, conversation)
    return run_id


def credited(play: Play) -> list[int]:
    memos = play.branch.systems.erp.credits("cus_maya", "NW-10482")
    return [memo.amount.minor for memo in memos]


def test_an_order_that_was_made_good_is_not_made_good_again(machines: Machines) -> None:
    play = Play(machines)
    assert ended(play, complain(play)) == "settled"
    assert ended(play, complain(play)) == "given_before"
    assert "has been credited or refunded before" in play.last.spoken[0].text
    assert credited(play) == [1790]


def test_of_two_complaints_at_once_one_is_made_good(machines: Machines) -> None:
    play = Play(machines)
    first = complain(play, settled=False)
    second = complain(play, settled=False, conversation="cnv_2")
    assert (ended(play, first), ended(play, second)) == ("open", "given_before")
    assert credited(play) == [1790]


def test_a_complaint_waits_for_no_other_that_is_about_to_be_made_good(machines: Machines) -> None:
    play = Play(machines)
    without_alone = replace(play.branch.engine.office.limits["credit"], alone=0)
    strict = {**play.branch.engine.office.limits, "credit": without_alone}
    office = replace(play.branch.engine.office, limits=strict)
    object.__setattr__(play.branch.engine, "office", office)
    first, second = play.begin(COMPLAINT, "cnv_1"), play.begin(COMPLAINT, "cnv_2")
    for run_id, conversation in ((first, "cnv_1"), (second, "cnv_2")):
        play.move(run_id, "agreement=yes", conversation)
    assert (play.run(first).status, ended(play, second)) == ("approving", "under_way")
    play.branch.approve(first, "ada", is_approved=False)
    assert credited(play) == []
    complain(play, conversation="cnv_3")
    assert credited(play) == [1790]


def test_what_a_colleague_credited_meanwhile_is_not_credited_again(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(COMPLAINT)
    erp = play.branch.systems.erp
    erp.credit("by hand", "cus_maya", "NW-10482", Money(1000), "late")
    play.move(run_id, "agreement=yes")
    assert ended(play, run_id) == "given_before"
    assert credited(play) == [1000]
    play.move(play.begin(COMPLAINT), "agreement=yes")
    assert sorted(credited(play)) == [790, 1000]


def test_a_refunded_order_is_not_credited_on_top(machines: Machines) -> None:
    play = Play(machines)
    payments = play.branch.systems.payments
    (paid,) = payments.entries("NW-10482")
    payments.refund("by hand", "NW-10482", paid.amount, paid.method)
    assert ended(play, play.begin(COMPLAINT)) == "given_before"


RETURN = Story("return", "return_items", "cus_daniel", (), Mentions(order_number="NW-10417"))
SHORT = Story("short", "complaint", "cus_daniel", (), Mentions(order_number="NW-10417"))


def refunded(play: Play, number: str = "NW-10417") -> list[int]:
    entries = play.branch.systems.payments.entries(number)
    return [entry.amount.minor for entry in entries if entry.kind == "refund"]


def test_what_was_credited_is_not_refunded_again(machines: Machines) -> None:
    play = Play(machines)
    play.branch.systems.erp.credit("by hand", "cus_daniel", "NW-10417", Money(1280), "short")
    run_id = play.begin(RETURN)
    play.move(run_id, "lines=all")
    shown = " ".join(fact.text for fact in play.last.spoken)
    assert "$115.20 goes back" in shown
    assert "$5.85 less, because as much has been credited" in shown
    for move in ("agreement=yes", "received"):
        play.move(run_id, move)
    assert (ended(play, run_id), refunded(play)) == ("done", [11_520])


def test_a_part_is_refunded_whole_while_enough_is_left(machines: Machines) -> None:
    play = Play(machines)
    play.branch.systems.erp.credit("by hand", "cus_daniel", "NW-10417", Money(1280), "short")
    run_id = play.begin(RETURN)
    for move in ("lines=NWA-H100", "agreement=yes", "received"):
        play.move(run_id, move)
    assert (ended(play, run_id), refunded(play)) == ("done", [8_205])  # without the label's $6.95


def test_what_was_credited_after_a_refund_was_shown_stops_it(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(RETURN)
    play.move(run_id, "lines=all")
    play.branch.systems.erp.credit("by hand", "cus_daniel", "NW-10417", Money(1280), "short")
    play.move(run_id, "agreement=yes")
    assert (ended(play, run_id), refunded(play)) == ("refused", [])
    assert play.branch.systems.commerce.order("NW-10417").state == "delivered"


def test_a_refund_and_a_credit_in_one_instant_give_no_more_than_was_paid(
    machines: Machines,
) -> None:
    """While the refund is on its way to the payment gateway, the credit's deed is tried."""
    play = Play(machines)
    engine = play.branch.engine
    refund, credit = play.begin(RETURN), play.begin(SHORT, "cnv_2")
    source = "Order NW-10417"
    whole, part = Money(12_105), Money(1210)
    for run_id, change in (
        (refund, Change("refund", "refund_order", "", whole, source=source, gives_back=True)),
        (credit, Change("credit", "credit", "", part, source=source, gives_back=True)),
    ):
        run = play.run(run_id)
        values = {**run.values, "order": "NW-10417", "wrong": ["short"]}
        play.branch.errands.save(replace(run, plan=(change,), values=values))
    gateway = play.branch.systems.payments
    met: list[type[Exception]] = []

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(gateway, name)

        def refund(self, key: str, reference: str, amount: Money, to: str) -> str:
            with pytest.raises(TransientError) as busy:
                engine.do(credit, "credit")
            met.append(busy.type)
            return gateway.refund(key, reference, amount, to)

    slow: Any = Slow()
    slowed = replace(play.branch.systems, payments=slow)
    object.__setattr__(engine, "office", replace(engine.office, systems=slowed))
    assert engine.do(refund, "refund") == "go_on"
    assert met == [TransientError]
    with pytest.raises(Refused, match="less than 1210 is left"):
        engine.do(credit, "credit")
    assert (refunded(play), credited(play)) == ([12_105], [])


def test_what_comes_back_is_not_credited_on_top(machines: Machines) -> None:
    play = Play(machines)
    run_id = play.begin(RETURN)
    for move in ("lines=all", "agreement=yes"):
        play.move(run_id, move)
    assert ended(play, play.begin(SHORT, "cnv_2")) == "given_before"
    play.move(run_id, "received")
    assert refunded(play) == [12_105]


def test_books_that_tell_nothing_of_an_order_bar_no_refund(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tells_nothing(*_: object) -> list[Credit]:
        raise Refused("ask finance")

    play = Play(machines)
    monkeypatch.setattr(type(play.branch.systems.erp), "credits", tells_nothing)
    run_id = play.begin(RETURN)
    for move in ("lines=all", "agreement=yes", "received"):
        play.move(run_id, move)
    assert (ended(play, run_id), refunded(play)) == ("done", [12_105])
    assert ended(play, play.begin(COMPLAINT, "cnv_2")) == "refused"
