"""The turn's side of an errand: begin it, answer it, and hear it in time for the reply."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from time import monotonic, sleep

from functions.workflows.words import says
from shared.contracts import FindGrounds, TurnContext
from shared.domain.company import Company
from shared.domain.errands.answering import STOP
from shared.domain.errands.run import ASKED, WAS_IN, Run, Status, own_word
from shared.domain.evidence import Fact, Grounds
from shared.domain.routing import WANTS_OTHERWISE
from shared.ports.errands import Errands, Machines

PATIENCE = 6.0
"""Seconds that a turn waits for the errand's next word; after them the errand speaks for itself."""
_LOOK_AGAIN = 0.02


@dataclass(frozen=True)
class Turnside:
    errands: Errands
    machines: Machines
    company: Company
    now: Callable[[], datetime]
    patience: float = PATIENCE

    def advance(self, ask: FindGrounds) -> Grounds:
        """What the errand says to this message. Asked again for the same message, it says the same:
        the run is named after the message, and an answer is taken once."""
        decision = ask.decision
        if decision.run_id is None:
            return self._begin(ask)
        run = self.errands.find(decision.run_id)
        if decision.answer is None:
            return self._remind(run, is_otherwise=decision.reason == WANTS_OTHERWISE)
        return self._answer(_moved(run, ask.context), decision.answer, ask.context.message_id)

    def _begin(self, ask: FindGrounds) -> Grounds:
        context, errand = ask.context, ask.decision.errand or ""
        run = Run(
            id=_run_id(context.conversation_id, context.message_id, errand),
            errand=errand,
            conversation_id=context.conversation_id,
            participant=context.participant,
            language=ask.language,
            began_at=self.now(),
            mentions=ask.decision.mentions,
            values={"intent": ask.decision.intent, ASKED: ask.decision.question},
        )
        self.errands.begin(run, context.message_id)
        self.machines.start(errand, run.id)
        return self._listen(run, context.message_id)

    def _answer(self, run: Run, answer: str, message_id: str) -> Grounds:
        heard = self.errands.heard(run.id, message_id)
        if heard is not None:
            return _spoken(heard)
        if run.question is None and run.status not in (Status.APPROVING, Status.WAITING):
            return self._working(run)
        answered = run.answered(answer) if run.question else run.heard(STOP, answer)
        token = self.errands.answer(answered, message_id)
        if token is None:
            return self._remind(run)
        self.machines.go_on(token, "answered")
        return self._listen(run, message_id)

    def _listen(self, run: Run, message_id: str) -> Grounds:
        until = monotonic() + self.patience
        while monotonic() < until:
            heard = self.errands.heard(run.id, message_id)
            if heard is not None:
                return _spoken(heard)
            sleep(_LOOK_AGAIN)
        if self.errands.stop_listening(run.id, message_id):
            return self._working(run)
        return _spoken(self.errands.heard(run.id, message_id) or ())

    def _remind(self, run: Run, *, is_otherwise: bool = False) -> Grounds:
        """The question once more, or what we are at."""
        if run.question is None:
            waits = run.status in (Status.APPROVING, Status.WAITING, Status.STUCK)
            return _spoken(run.said) if waits else self._working(run)
        first = (own_word(says(run, self, "as_shown")),) if is_otherwise else ()
        return _spoken((*first, *run.words))

    def _working(self, run: Run) -> Grounds:
        return _spoken((own_word(says(run, self, "working")),))


def _moved(run: Run, context: TurnContext) -> Run:
    """The run in the conversation in which the customer goes on with it; by e-mail, below the mail
    that they wrote last."""
    before = run.conversation_id
    if before == context.conversation_id:
        thread = context.participant.thread
        return replace(run, participant=replace(run.participant, thread=thread))
    return replace(
        run,
        conversation_id=context.conversation_id,
        participant=context.participant,
        values={**run.values, WAS_IN: before},
    )


def _spoken(words: tuple[Fact, ...]) -> Grounds:
    return Grounds(spoken=words, outcome="found")


def _run_id(conversation_id: str, message_id: str, errand: str) -> str:
    """Also the execution's name: https://docs.aws.amazon.com/step-functions/latest/apireference/
    API_StartExecution.html makes a second start of the same name the same execution."""
    named = "\x1f".join((conversation_id, message_id, errand))
    return f"run_{sha256(named.encode()).hexdigest()[:24]}"
