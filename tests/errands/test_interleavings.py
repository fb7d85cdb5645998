"""Customers, colleagues, events, clocks and crashes in any order: the invariants hold."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from infra.local.asl import Definition
from shared.domain.errors import TransientError
from tests.errands.house import STORIES, Injector, Play, crash

MOVES = sorted({move for story in STORIES for move in story.moves} | {"agreement=no"})
ANSWERS = ("yes", "no", "stop", "cancel", "pause", "change", "all", "refund", "again", "nonsense")
_CREDITED = 10
"""Percent of an order that complaints about it may bring (errands.yaml)."""
_machines: dict[str, Definition] = {}
_budgets = {"refund": 10_000, "refund_order": 100_000, "credit": 5_000}
"""What one customer may be given in a day without anybody's approval, in cents (errands.yaml)."""


def _lost() -> Exception:
    return TransientError("no answer")


class Interleavings(RuleBasedStateMachine):
    """Several runs of one company at once, of the same customers and about the same things."""

    @initialize()
    def open(self) -> None:
        self.injector = Injector()
        self.play = Play(_machines, self.injector)
        self.runs: list[str] = []
        self.approved: set[str] = set()

    @rule(story=st.sampled_from(STORIES))
    def begin(self, story: Any) -> None:
        self.runs.append(self.play.begin(story, f"cnv_{len(self.runs)}"))

    @rule(data=st.data(), move=st.sampled_from(MOVES))
    def move(self, data: Any, move: str) -> None:
        if run_id := self._some(data):
            if move.startswith("approve="):
                self.approved.add(run_id)
            self.play.move(run_id, move, self.play.run(run_id).conversation_id)

    @rule(data=st.data(), answer=st.sampled_from(ANSWERS), twice=st.booleans())
    def answer(self, data: Any, answer: str, twice: bool) -> None:
        """Whatever was asked, and the same message perhaps twice; a stop at any moment."""
        run_id = self._some(data)
        if not run_id or (self.play.run(run_id).question is None and answer != "stop"):
            return
        run = self.play.run(run_id)
        for _ in range(1 + twice):
            self.play.advance(
                run.conversation_id,
                run.participant.customer_id,
                errand=run.errand,
                run_id=run_id,
                answer=answer,
                message=f"{run_id}-{run.version}",
            )

    @rule(data=st.data())
    def time_out(self, data: Any) -> None:
        if run_id := self._some(data):
            self.play.branch.stepper.time_out(run_id)

    @rule(data=st.data(), is_approved=st.booleans(), person=st.sampled_from(("ada", "ben")))
    def decide(self, data: Any, is_approved: bool, person: str) -> None:
        if run_id := self._some(data):
            if is_approved:
                self.approved.add(run_id)
            self.play.branch.approve(run_id, person, is_approved=is_approved)

    @rule(within=st.integers(0, 6), before=st.booleans(), dies=st.booleans())
    def break_soon(self, within: int, before: bool, dies: bool) -> None:
        """One of the next side effects or writes fails, or its function dies."""
        self.injector.at = len(self.injector.seen) + within
        self.injector.before, self.injector.broken = before, None
        self.injector.error, self.injector.times = (crash if dies else _lost), 1

    @rule(data=st.data())
    def repair(self, data: Any) -> None:
        if run_id := self._some(data):
            self.play.repair(run_id)

    @rule(off=st.booleans(), story=st.sampled_from(STORIES))
    def switch(self, off: bool, story: Any) -> None:
        self.play.branch.errands.switch(story.errand, off=off)

    def teardown(self) -> None:
        """What holds at any moment; asked once, since an example ends at any moment."""
        self._nobody_gets_back_more_than_they_paid()
        self._each_deed_was_done_once()
        self._what_was_done_was_agreed_to()
        self._what_is_over_is_whole_or_nothing()
        self._nothing_exceeds_authority()
        self._no_order_is_made_good_beyond_what_the_rules_grant()

    def _nobody_gets_back_more_than_they_paid(self) -> None:
        for id_, entries in _entries(self.play).items():
            signed = [e["minor"] if e["kind"] == "payment" else -e["minor"] for e in entries]
            credited = [
                memo["minor"]
                for kind, _, memo in self.play.branch.records.all()
                if kind == "credit" and memo.get("is_valid") and memo["for"] == id_
            ]
            assert sum(signed) >= sum(credited), id_

    def _each_deed_was_done_once(self) -> None:
        for entries in _entries(self.play).values():
            ids = [entry["id"] for entry in entries]
            assert len(ids) == len(set(ids))

    def _what_was_done_was_agreed_to(self) -> None:
        for run_id in self.runs:
            run = self.play.run(run_id)
            shown = {change.deed for change in run.plan if change.words}
            if shown & run.receipts.keys():
                assert run.answers.get("agreement") == "yes", run

    def _what_is_over_is_whole_or_nothing(self) -> None:
        for run_id in self.runs:
            run = self.play.run(run_id)
            shown = {change.deed for change in run.plan if change.words}
            if run.status == "done" and run.ending and run.ending.name.endswith("done"):
                assert shown <= run.receipts.keys(), run
            if run.status == "closed" and run.ending and run.ending.name == "undone":
                assert not shown & run.receipts.keys(), run

    def _nothing_exceeds_authority(self) -> None:
        """Of what nobody approved."""
        given: dict[tuple[str, str], int] = {}
        for run_id in self.runs:
            run = self.play.run(run_id)
            for change in run.plan:
                is_counted = change.action in _budgets and run_id not in self.approved
                if is_counted and change.amount and change.deed in run.receipts:
                    place = change.action, run.customer
                    given[place] = given.get(place, 0) + change.amount.minor
        for (action, customer), cents in given.items():
            assert cents <= _budgets[action], (action, customer, cents)

    def _no_order_is_made_good_beyond_what_the_rules_grant(self) -> None:
        """Approved or not, whoever complains however often."""
        given: dict[str, int] = {}
        for kind, _, memo in self.play.branch.records.all():
            if kind == "credit" and memo.get("is_valid"):
                given[memo["for"]] = given.get(memo["for"], 0) + memo["minor"]
        for number, cents in given.items():
            order = self.play.branch.systems.commerce.order(number)
            assert cents <= order.total.share(_CREDITED, 100).minor, (number, cents)

    def _some(self, data: Any) -> str | None:
        return data.draw(st.sampled_from(self.runs)) if self.runs else None


def _entries(play: Play) -> dict[str, list[dict[str, Any]]]:
    return {
        id_: value["entries"]
        for kind, id_, value in play.branch.records.all()
        if kind == "account" and "entries" in value
    }


@pytest.fixture(autouse=True)
def _use(machines: Mapping[str, Definition]) -> None:
    _machines.update(machines)


def test_a_thousand_interleavings() -> None:
    run_state_machine_as_test(
        Interleavings,
        settings=settings(
            max_examples=1_000,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
