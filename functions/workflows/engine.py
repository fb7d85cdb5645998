"""Carries out the steps of an errand, one a call, as its state machine asks for them.

Each call reads the run, does its one thing and writes the run. A call may be repeated, or die
between any two of its lines: what looks something up looks again, and what changes the world does
so under a key that is the same for every try.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from functions.workflows import declared
from functions.workflows.authorizing import Authority, rests_on
from functions.workflows.identify import identify
from functions.workflows.office import Office
from functions.workflows.words import named, says
from shared.domain.conversation import Identity
from shared.domain.errands.answering import NO, STOP, YES, Underway
from shared.domain.errands.run import (
    AGREEMENT,
    WAS_IN,
    Ending,
    Form,
    Question,
    Run,
    Status,
    Step,
    fact,
    own_word,
)
from shared.domain.errors import InvalidInput, Refused
from shared.domain.evidence import Fact
from shared.domain.reply import recite
from shared.ports.conversations import ErrandTalk, Word
from shared.ports.errands import Approval, AuditEntry, Errands

GO_ON, ASK, APPROVE, WAIT, UNDO, END = "go_on", "ask", "approve", "wait", "undo", "end"
"""What a step comes to, for the state machine."""
APPROVAL = "approval"


@dataclass(frozen=True)
class Engine:
    errands: Errands
    conversations: ErrandTalk
    office: Office
    now: Callable[[], datetime]

    def look(self, run_id: str, step: str) -> str:
        """Look something up, or work something out; may ask the customer first."""
        run = self.errands.find(run_id)
        if run.ending:
            return END
        if STOP in run.answers.values():
            if run.receipts and step in declared.errand(run.errand).stops:
                return UNDO
            return self._end(run, Ending("stopped"), "left" if run.receipts else "stopped")
        if not run.receipts and self.errands.is_off(run.errand):
            return self._end(run, Ending("switched_off", hands_over=True), "switched_off")
        look, level = declared.errand(run.errand).looks[step]
        try:
            if not run.participant.identity.proves(level) or (
                level.proves_somebody and not run.participant.customer_id
            ):
                run, first = identify(run, self.office)
                if first:
                    return self._after(run, first)
                self.conversations.vouch(run.conversation_id, run.participant)
            return self._after(run, look(run, self.office))
        except Refused as refusal:
            if run.receipts:
                raise
            self._audit(run, step, f"refused: {type(refusal).__name__}")
            return self._end(run, Ending("refused", hands_over=True), "refused")

    def agree(self, run_id: str) -> str:
        """Show the customer what will change, and do nothing of it without a yes."""
        run = self.errands.find(run_id)
        shown = tuple(change for change in run.plan if change.words)
        if not shown or run.answers.get(AGREEMENT) == YES:
            return GO_ON
        answer = run.answers.get(AGREEMENT)
        if answer in (NO, STOP):
            lets_a_person = declared.errand(run.errand).is_declined_to_person
            return self._end(run, Ending("declined", hands_over=lets_a_person), "declined")
        said = tuple(fact(run.key(each.deed), each.source, each.words) for each in shown)
        question = Question(AGREEMENT, Form.YES_NO, says(run, self.office, "agree"))
        return self._after(run, Step(said=said, question=question))

    def authorize(self, run_id: str) -> str:
        """Whether the company lets the errand do this by itself, and if not, whether as many
        colleagues as it takes have said yes."""
        run = self.errands.find(run_id)
        if self.errands.is_off(run.errand):
            return self._end(run, Ending("switched_off", hands_over=True), "switched_off")
        if STOP in run.answers.values():
            self._authority.give_back(run)
            self.errands.settle_approval(run.id)
            return self._end(run, Ending("declined"), "declined")
        if run.answers.get(APPROVAL) == NO:
            self._authority.give_back(run)
            self.errands.settle_approval(run.id)
            return self._end(run, Ending("not_approved", hands_over=True), "not_approved")
        authority = self._authority
        if not authority.claim(run):
            return self._end(run, Ending("under_way", hands_over=True), "under_way")
        run = authority.dated(run)
        approval = self.errands.approval(run.id)
        if approval and len(approval.given_by) >= approval.needed:
            authority.count_approved(run)
            self.errands.settle_approval(run.id)
            self._audit(
                run, "authorize", f"approved by {', '.join(approval.given_by)}{rests_on(run)}"
            )
            return GO_ON
        needed = authority.approvals_needed(run)
        if needed == 0:
            self._audit(run, "authorize", f"within the limits{rests_on(run)}")
            return GO_ON
        words = tuple(change.words for change in run.plan if change.words)
        self.errands.ask_approval(Approval(run.id, run.errand, run.conversation_id, needed, words))
        return APPROVE

    def do(self, run_id: str, deed: str) -> str:
        """Change the world, if the plan says so. Raises Refused where its system will never do it,
        TransientError where it may later."""
        run = self.errands.find(run_id)
        change = run.planned(deed)
        if change is None:
            return GO_ON
        if deed not in run.receipts:
            run = self._authority.hold_money(run, change)
            receipt = declared.errand(run.errand).deeds[deed](run, self.office)
            self._audit(run, deed, "done", receipt)
            self.errands.save(run.did(deed, receipt))
        self._authority.let_go_of_money(run, change)
        return GO_ON

    def undo(self, run_id: str, deed: str) -> str:
        """Take a deed back, whether it happened or may yet."""
        run = self.errands.find(run_id)
        if change := run.planned(deed):
            declared.errand(run.errand).undos[deed](run, self.office)
            self._audit(run, deed, "taken back")
            self.errands.save(run.undid(deed))
            self._authority.let_go_of_money(run, change)
        return GO_ON

    def ask(self, run_id: str, token: str) -> None:
        """Ask the customer what the run wants to know; the answer moves the machine on."""
        run = self.errands.wait(self.errands.find(run_id), token)
        self._follow(run, Underway(run.id, run.errand, run.question))
        self._speak(run)

    def ask_approval(self, run_id: str, token: str) -> None:
        run = self.errands.find(run_id)
        said = (own_word(says(run, self.office, "needs_approval")),)
        self._wait(run, Status.APPROVING, said, token)

    def needs(self, run_id: str, step: str) -> str:
        """Whether there is something outside to wait for."""
        run = self.errands.find(run_id)
        wait = declared.errand(run.errand).waits[step](run, self.office)
        return WAIT if wait else GO_ON

    def wait(self, run_id: str, step: str, token: str) -> None:
        """For an outside event about what the step names."""
        run = self.errands.find(run_id)
        wait = declared.errand(run.errand).waits[step](run, self.office)
        if wait is None:
            raise InvalidInput(f"{run.errand} has nothing to wait for at {step}")
        run = replace(run, values={**run.values, "waits_for": step})
        self._wait(run, Status.WAITING, wait.said, token)
        self.errands.expect(wait.subject, run.id)

    def late(self, run_id: str, step: str) -> str:
        """What was waited for has not come."""
        run = self.errands.find(run_id)
        wait = declared.errand(run.errand).waits[step](run, self.office)
        if wait:
            self.errands.expect_no_more(wait.subject, run.id)
        if step not in run.answers:
            self.errands.save(run.heard(step, declared.LATE))
        return GO_ON

    def expire(self, run_id: str) -> str:
        """Nobody answered: leave things as they are, and say so."""
        run = self.errands.find(run_id)
        self.errands.settle_approval(run.id)
        if run.ending:
            return END
        if run.receipts:
            return self._end(run, Ending("expired", hands_over=True), "expired_midway")
        return self._end(run, Ending("expired"), "expired")

    def undone(self, run_id: str) -> str:
        """Something failed, or the customer wants it no more, and all that had been done was taken
        back."""
        run = self.errands.find(run_id)
        self._authority.give_back(run)
        if STOP in run.answers.values():
            return self._end(run, Ending("stopped"), "taken_back")
        return self._end(run, Ending("undone", hands_over=True), "undone")

    def stuck(self, run_id: str, token: str) -> None:
        """A part is done that cannot be taken back, and the rest fails: a person must look. The
        token tries the failed step again."""
        run = self.errands.find(run_id)
        said = (own_word(says(run, self.office, "stuck")),)
        self._wait(run, Status.STUCK, said, token)
        self.errands.call_for_help(run.id)
        self._hand_over(run, "errand_stuck")

    def close(self, run_id: str) -> Run:
        """The end: the customer hears how it went, and the conversation is free of it."""
        run = self.errands.find(run_id)
        ending = run.ending or Ending("done", is_done=True)
        status = Status.DONE if ending.is_done else Status.CLOSED
        if run.status is Status.STUCK:
            self.errands.settle_help(run.id)
        if not run.receipts:
            self._authority.give_back(run)
        self._authority.let_go(run)
        if run.status is not status:
            run = self.errands.save(run.closed(ending, status))
            self._audit(run, "close", ending.name)
        self.conversations.forget(run.conversation_id, run.id, run.participant.customer_id)
        self._leave(run)
        if ending.hands_over:
            self._hand_over(run, ending.name)
        self._speak(run)
        return run

    def _after(self, run: Run, step: Step) -> str:
        """Whoever asked for nothing and was told nothing yet does not hear that it came to
        nothing."""
        if step.ending and run.occasion and not run.told:
            step = replace(step, said=())
        if step.question:
            options = tuple(named(run, self.office, each) for each in step.question.options)
            step = replace(step, question=replace(step.question, options=options))
        self.errands.save(run.after(step))
        if step.ending:
            return END
        return ASK if step.question else GO_ON

    def _end(self, run: Run, ending: Ending, key: str) -> str:
        said = (own_word(says(run, self.office, key)),)
        return self._after(run, Step(said=said, ending=ending))

    def _wait(self, run: Run, status: Status, said: tuple[Fact, ...], token: str) -> None:
        waiting = self.errands.wait(run.waiting(status, said), token)
        parked = status in (Status.WAITING, Status.STUCK)
        last = waiting.said[-1].text if waiting.said and status is not Status.STUCK else ""
        underway = Underway(run.id, run.errand, is_parked=parked, said=last)
        self._follow(run, underway)
        self._speak(waiting)

    def _follow(self, run: Run, underway: Underway) -> None:
        levels = [level for _, level in declared.errand(run.errand).looks.values()]
        needs = max(levels, key=list(Identity).index, default=Identity.ANONYMOUS)
        known = replace(underway, needs=needs)
        self.conversations.follow(run.conversation_id, known, run.participant.customer_id)
        self._leave(run)

    def _leave(self, run: Run) -> None:
        """The conversation in which it was before the customer went on with it in another."""
        before = run.values.get(WAS_IN)
        if before and before != run.conversation_id:
            self.conversations.forget(before, run.id, None)

    def _speak(self, run: Run) -> None:
        """Say it once: through the turn that listens, or else by ourselves."""
        if not run.words or self.errands.speak(run):
            return
        told = f"rep_{run.id}_{run.told}"
        word = Word(run.conversation_id, told, recite(run.words), run.participant, self.now())
        self.conversations.tell(word)

    def _hand_over(self, run: Run, reason: str) -> None:
        self.conversations.hand_over(run.conversation_id, run.id, reason, self.now())

    @property
    def _authority(self) -> Authority:
        return Authority(self.errands, self.office)

    def _audit(self, run: Run, step: str, what: str, receipt: str = "") -> None:
        self.errands.note(AuditEntry(run.id, self.now(), step, what, receipt))
