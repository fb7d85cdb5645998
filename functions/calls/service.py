"""What a caller hears after each thing that they say: the turn's reply, as soon as it is there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from functions.intake.service import Arrival, take_in
from shared.contracts import HandoffRequested
from shared.domain.calls import (
    MOST_SILENCES,
    MOST_UNCLEAR,
    MOST_WAITS,
    SURE,
    CallEnd,
    CallState,
    Heard,
    Spoken,
)
from shared.domain.company import Company
from shared.domain.conversation import Channel
from shared.domain.errors import TransientError
from shared.domain.speech import speak
from shared.domain.story import retold
from shared.ports.channels import Bus, TurnQueue
from shared.ports.conversations import Cases, Conversations, ErrandTalk, Line

PATIENCE, PAUSE = 5.0, 0.15
"""Seconds that a caller waits without a word, and between two looks for the reply."""
_LOOKS = round(PATIENCE / PAUSE)
_PAGE, _WINDOW = 100, 1
"""Lines of a transcript that are read at once, and utterances that a handoff looks back on."""
NO_ANSWER = "no_answer_in_time"


@dataclass(frozen=True)
class Switchboard:
    """Answers calls. `pause` waits so many seconds."""

    company: Company
    conversations: Conversations
    talk: ErrandTalk
    cases: Cases
    turns: TurnQueue
    news: Bus
    """Told of a handoff that no turn announces."""
    warn: Callable[[str], None]
    now: Callable[[], datetime]
    pause: Callable[[float], None]

    def answer(self, heard: Heard) -> Spoken:
        """Take in what was said, and say what there is to say: the reply if it comes in time, else
        that it takes a moment. What was not said yet comes with the next words, or silence."""
        state = heard.state
        if not heard.words:
            return self._hear_silence(heard)
        if heard.confidence < SURE and state.unclear < MOST_UNCLEAR:
            again = replace(state, unclear=state.unclear + 1, silences=0)
            return self._say(heard, "call_say_again", again)
        arrival = Arrival(heard.conversation_id, heard.utterance, heard.words, heard.participant)
        accepted = take_in(arrival, self.conversations, self.turns, self.now)
        taken = CallState(state.heard + 1, state.cursor, accepted.message_id, is_waiting=True)
        return self._await_reply(heard, taken)

    def _hear_silence(self, heard: Heard) -> Spoken:
        state = heard.state
        if state.is_waiting:
            return self._await_reply(heard, state)
        if news := self._unsaid(heard, state):
            return self._tell(heard, state, news)
        if state.silences >= MOST_SILENCES:
            return self._say(heard, "call_unheard", state, CallEnd("unheard"))
        more = replace(state, silences=state.silences + 1)
        return self._say(heard, "call_nothing_heard", more)

    def _await_reply(self, heard: Heard, state: CallState) -> Spoken:
        """The reply to the latest message and what else is unsaid; that alone, if it is late."""
        for _ in range(_LOOKS):
            lines = self._unsaid(heard, state)
            if any(line.reference == state.message for line in lines):
                return self._tell(heard, replace(state, is_waiting=False), lines)
            self.pause(PAUSE)
        if lines:
            return self._tell(heard, state, lines)
        if state.waits < MOST_WAITS:
            return self._say(heard, "call_one_moment", replace(state, waits=state.waits + 1))
        self._hand_over(heard, state)
        end = self._handoff(heard, state)
        return self._say(heard, "call_no_answer", state, end)

    def _hand_over(self, heard: Heard, state: CallState) -> None:
        """Recorded, and only then announced. The caller reaches a person whatever the bus does."""
        told = HandoffRequested(
            occurred_at=self.now(),
            conversation_id=heard.conversation_id,
            case_id=state.message,
            channel=Channel.VOICE,
            reason=NO_ANSWER,
        )
        self.talk.hand_over(told.conversation_id, told.case_id, told.reason, told.occurred_at)
        try:
            self.news.tell(HandoffRequested.__name__, told.model_dump(mode="json"))
        except TransientError:
            self.warn(f"the handoff of {told.case_id} was not announced")

    def _unsaid(self, heard: Heard, state: CallState) -> list[Line]:
        """Our lines of the transcript that the caller has not heard."""
        after = state.cursor or None
        lines = self.conversations.transcript(heard.conversation_id, after, _PAGE)
        return [line for line in lines if line.reply]

    def _tell(self, heard: Heard, state: CallState, lines: list[Line]) -> Spoken:
        language = self.company.answers_in(heard.language)
        sentences: list[str] = []
        for line in lines:
            if line.reply:
                language = self.company.written_in(line.reply.language or language)
                voice = self.company.voice_on(Channel.VOICE, language)
                sentences += speak(line.reply, voice, language)
        said = replace(state, cursor=lines[-1].cursor)
        end = self._handoff(heard, said)
        if end or not sentences:
            sentences.append(self._own(language, "call_stay_on" if end else "call_say_again"))
        return Spoken(sentences, said, end)

    def _handoff(self, heard: Heard, state: CallState) -> CallEnd | None:
        case = self.cases.of(heard.conversation_id)
        if case is None or not state.message:
            return None
        recalled = self.conversations.recall(heard.conversation_id, state.message, _WINDOW)
        summary = retold(recalled.memory.story, recalled.message.text)
        return CallEnd("handoff", case.id, case.reason, summary)

    def _say(self, heard: Heard, key: str, state: CallState, end: CallEnd | None = None) -> Spoken:
        return Spoken([self._own(heard.language, key)], state, end)

    def _own(self, language: str, key: str) -> str:
        return self.company.phones[self.company.answers_in(language)].says(key)
