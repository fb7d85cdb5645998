"""Calls: what is heard becomes a turn, and its reply is said in time, in Lex's form."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.calls.lex import LONGEST, LexEvent, read_utterance, respond
from functions.calls.service import NO_ANSWER, PATIENCE, Switchboard
from infra.local.phone import PhoneCall, heard_in
from shared.adapters.calls import load_phones
from shared.adapters.memory.business import MemoryCustomers
from shared.adapters.pack import load_company, load_customers
from shared.contracts import TurnRequested
from shared.domain.calls import MOST_SILENCES, MOST_UNCLEAR, MOST_WAITS, CallState
from shared.domain.conversation import Identity, InboundMessage, Memory
from shared.domain.errors import BrokenPack, TransientError
from shared.domain.reply import Reply, ReplySentence
from shared.ports.conversations import Accepted, Case, Line, Recalled

ROOT = Path(__file__).parents[2]
PACK = ROOT / "companies" / "northwind"
COMPANY = load_company(PACK)
CUSTOMERS = MemoryCustomers(load_customers(PACK))
SAMPLE = json.loads((ROOT / "events" / "samples" / "lex-utterance.json").read_text("utf-8"))
NOW = datetime(2026, 5, 6, tzinfo=UTC)
LEX: Any = (
    get_session().get_service_model("lexv2-runtime").operation_model("PutSession").input_shape
)
WORDS = COMPANY.phones["en"]


class House:
    """Conversations, queue, bus and clock in one: a turn ends after `takes` seconds of waiting."""

    def __init__(self, takes: float = 0.0) -> None:
        self.takes, self.clock = takes, 0.0
        self.messages: dict[str, InboundMessage] = {}
        self.lines: list[Line] = []
        self.due: list[tuple[float, str]] = []
        self.case: Case | None = None
        self.hands_over = False
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.warnings: list[str] = []
        self.bus_is_down = False

    def accept(self, message: InboundMessage) -> Accepted:
        is_new = message.message_id not in self.messages
        self.messages.setdefault(message.message_id, message)
        return Accepted(message.message_id, message.sent_at, is_new)

    def request(self, turn: TurnRequested) -> None:
        if all(turn.message_id != of for _, of in self.due):
            self.due.append((self.clock + self.takes, turn.message_id))

    def pause(self, seconds: float) -> None:
        self.clock += seconds

    def transcript(self, _id: str, after: str | None, _limit: int) -> list[Line]:
        said = {line.reference for line in self.lines}
        for when, message in self.due:
            if when <= self.clock and message not in said:
                self.say(f"Answer to {self.messages[message].text}.", message)
        return [line for line in self.lines if line.cursor > (after or "")]

    def say(self, text: str, reference: str = "") -> None:
        reply = Reply((ReplySentence(text, ()),), (), "embedded")
        cursor = f"{len(self.lines):04}"
        self.lines.append(Line(cursor, "assistant", text, NOW, reference, reply, cursor))
        if self.hands_over:
            self.case = Case("rep_1", "asked_for", NOW)

    def recall(self, _id: str, message: str, _window: int) -> Recalled:
        return Recalled(self.messages[message], Memory(story=("refund: passed to a colleague",)))

    def of(self, _id: str) -> Case | None:
        return self.case

    def hand_over(self, _id: str, case_id: str, reason: str, at: datetime) -> None:
        self.case = Case(case_id, reason, at)

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        if self.bus_is_down:
            raise TransientError("the bus did not take it")
        self.told.append((kind, told))

    def hook(self, event: dict[str, Any]) -> dict[str, Any]:
        me: Any = self
        board = Switchboard(
            COMPANY, me, me, me, me, me, self.warnings.append, lambda: NOW, self.pause
        )
        told = LexEvent.model_validate(event)
        answer = respond(told, board.answer(read_utterance(told, CUSTOMERS, COMPANY)))
        assert_legal(answer)
        return answer


def assert_legal(answer: dict[str, Any]) -> None:
    """As Lex's own model has it, which botocore holds: shapes, names, lengths and choices."""
    place = {"botId": "CARELINEBT", "botAliasId": "LIVE", "localeId": "en_US", "sessionId": "s1"}
    assert not ParamValidator().validate({**place, **answer}, LEX).has_errors()
    action = LEX.members["sessionState"].members["dialogAction"].members["type"]
    assert answer["sessionState"]["dialogAction"]["type"] in action.enum
    message = LEX.members["messages"].member.members
    assert 1 <= len(answer["messages"]) <= LEX.members["messages"].metadata["max"]
    for each in answer["messages"]:
        assert each["contentType"] in message["contentType"].enum
        assert 1 <= len(each["content"]) <= message["content"].metadata["max"] == LONGEST
    assert len(json.dumps(answer)) < 25_000


def call(house: House, **who: Any) -> PhoneCall:
    return PhoneCall(house.hook, **{"number": "+15550100"} | who)


def test_what_connect_tells_is_read() -> None:
    heard = read_utterance(LexEvent.model_validate(SAMPLE), CUSTOMERS, COMPANY)
    assert (heard.words, heard.language, heard.confidence) == ("where is my order", "en", 0.92)
    assert heard.participant.customer_id == "cus_maya"
    assert heard.participant.identity is Identity.KNOWN_NUMBER
    assert heard.participant.address == "+15550100"


@pytest.mark.parametrize(
    "attributes",
    [
        {"callerNumber": "+15550100"},
        {"callerNumber": "+15550100", "callerVerified": "false"},
        {"callerNumber": "+15559999", "callerVerified": "true"},
        {"callerNumber": "anonymous", "callerVerified": "true"},
        {"callerVerified": "true"},
        None,
    ],
)
def test_a_number_that_nobody_vouches_for_is_nobodys(attributes: dict[str, str] | None) -> None:
    event = deepcopy(SAMPLE)
    event["sessionState"]["sessionAttributes"] = attributes
    who = read_utterance(LexEvent.model_validate(event), CUSTOMERS, COMPANY).participant
    assert (who.customer_id, who.identity) == (None, Identity.ANONYMOUS)


def test_the_reply_is_said_in_the_same_breath() -> None:
    talk = call(House(takes=1.0))
    answer = talk.say("where is my order")
    assert heard_in(answer) == ["Answer to where is my order."]
    assert answer["sessionState"]["dialogAction"] == {"type": "ElicitIntent"}
    assert answer["sessionState"]["sessionAttributes"]["callerNumber"] == "+15550100"
    assert answer["messages"][0]["contentType"] == "SSML"


def test_the_same_words_again_are_another_message_and_a_repeat_is_none() -> None:
    house = House()
    talk = call(house)
    first = talk.event("yes", mode="Speech", confidence=0.9)
    assert house.hook(first) == house.hook(first)
    assert len(house.messages) == 1
    talk.say("yes")
    talk.say("yes")
    assert len(house.messages) == 2


def test_two_calls_of_one_number_are_two_conversations() -> None:
    house = House()
    call(house).say("hello")
    call(house).say("hello")
    assert len({message.conversation_id for message in house.messages.values()}) == 2


def test_a_slow_reply_is_waited_for_and_comes_with_the_next_words_or_silence() -> None:
    house = House(takes=1.5 * PATIENCE)
    talk = call(house)
    assert heard_in(talk.say("where is my order")) == [WORDS.says("call_one_moment")]
    assert house.clock == pytest.approx(PATIENCE, abs=0.2)
    assert heard_in(talk.say("")) == ["Answer to where is my order."]
    talk.say("can I return it")
    assert heard_in(talk.say("are you there")) == ["Answer to can I return it."]
    assert heard_in(talk.say("")) == ["Answer to are you there."]


def test_a_reply_that_never_comes_ends_with_a_person() -> None:
    house = House(takes=9_999)
    talk = call(house)
    talk.say("where is my order")
    for _ in range(MOST_WAITS - 1):
        assert heard_in(talk.say("")) == [WORDS.says("call_one_moment")]
    answer = talk.say("")
    assert heard_in(answer) == [WORDS.says("call_no_answer")]
    assert talk.is_over
    assert talk.attributes["outcome"] == "handoff"
    assert talk.attributes["reason"] == NO_ANSWER
    ((kind, told),) = house.told
    assert kind == "HandoffRequested"
    assert told == {
        "occurred_at": "2026-05-06T00:00:00Z",
        "conversation_id": talk.attributes["conversationId"],
        "case_id": talk.attributes["caseId"],
        "channel": "voice",
        "reason": NO_ANSWER,
    }


def test_a_bus_that_fails_keeps_nobody_from_a_person() -> None:
    house = House(takes=9_999)
    house.bus_is_down = True
    talk = call(house)
    talk.say("where is my order")
    for _ in range(MOST_WAITS):
        answer = talk.say("")
    assert heard_in(answer) == [WORDS.says("call_no_answer")]
    assert talk.attributes["outcome"] == "handoff"
    assert [talk.attributes["caseId"] in warning for warning in house.warnings] == [True]


def test_what_an_errand_says_meanwhile_is_said_with_the_next_words() -> None:
    house = House()
    talk = call(house)
    talk.say("cancel my subscription")
    house.say("Your subscription is cancelled.")
    assert heard_in(talk.say("")) == ["Your subscription is cancelled."]
    house.say("And paid back.")
    assert heard_in(talk.say("thanks")) == ["And paid back.", "Answer to thanks."]


def test_a_handoff_leaves_the_call_with_its_story() -> None:
    house = House()
    house.hands_over = True
    talk = call(house)
    answer = talk.say("let me talk to somebody about my refund")
    assert heard_in(answer)[-1] == WORDS.says("call_stay_on")
    state = answer["sessionState"]
    assert state["dialogAction"] == {"type": "Close"}
    assert state["intent"] == {"name": "FallbackIntent", "state": "Fulfilled"}
    told = state["sessionAttributes"]
    assert (told["outcome"], told["caseId"], told["reason"]) == ("handoff", "rep_1", "asked_for")
    assert told["summary"].startswith("refund: passed to a colleague. Last words: let me talk")
    assert told["conversationId"].startswith("cnv_")
    assert not house.told, "the turn has announced it"


def test_silence_is_asked_about_and_then_ends_the_call() -> None:
    house = House()
    talk = call(house)
    for _ in range(MOST_SILENCES):
        assert heard_in(talk.say("")) == [WORDS.says("call_nothing_heard")]
    assert heard_in(talk.say(" ... ")) == [WORDS.says("call_unheard")]
    assert talk.is_over
    assert talk.attributes["outcome"] == "unheard"
    assert not house.messages


def test_what_lex_is_not_sure_of_is_asked_again_and_in_the_end_taken_as_it_is() -> None:
    house = House()
    talk = call(house)
    for _ in range(MOST_UNCLEAR):
        again = talk.say("wear is my odour", confidence=0.2)
        assert heard_in(again) == [WORDS.says("call_say_again")]
    assert not house.messages
    assert heard_in(talk.say("wear is my odour", confidence=0.2)) == ["Answer to wear is my odour."]


@pytest.mark.parametrize(
    ("keys", "taken"),
    [("0", "I want to talk to a person."), ("10482#", "10482"), ("1", "1"), ("429173", "429173")],
)
def test_keys_are_what_they_show_and_0_is_the_wish_for_a_person(keys: str, taken: str) -> None:
    house = House()
    call(house).say(keys, mode="DTMF")
    assert [message.text for message in house.messages.values()] == [taken]


def test_an_order_number_is_put_together_from_what_was_heard() -> None:
    house = House()
    call(house).say("n w one oh four eight two")
    assert [message.text for message in house.messages.values()] == ["NW-10482"]


def test_a_locale_that_the_company_does_not_speak_is_answered_in_its_own() -> None:
    assert heard_in(call(House(), locale="de_DE").say("")) == [WORDS.says("call_nothing_heard")]


def test_a_chat_gets_plain_text() -> None:
    event = deepcopy(SAMPLE)
    event["requestAttributes"] = {"x-amz-lex:accept-content-types": "PlainText"}
    (message,) = House().hook(event)["messages"]
    assert message == {"contentType": "PlainText", "content": "Answer to where is my order."}


def test_a_long_answer_is_several_messages_that_lex_takes() -> None:
    house = House()
    talk = call(house)
    talk.say("hello")
    for at in range(40):
        house.say(f"This is sentence {at} & it goes on for a while, <as> some of them do. 😀")
    answer = talk.say("")
    assert len(answer["messages"]) > 1
    assert heard_in(answer)[0].startswith("This is sentence 0")


def test_state_that_somebody_else_wrote_begins_anew() -> None:
    talk = call(House(), attributes={"careline": "{rubbish"})
    assert heard_in(talk.say("hello")) == ["Answer to hello."]
    assert json.loads(talk.attributes["careline"])["heard"] == CallState().heard + 1


@given(st.text(max_size=1_100), st.sampled_from(["Speech", "DTMF", "Text", "?"]))
def test_whatever_is_heard_is_answered(words: str, mode: str) -> None:
    talk = call(House())
    assert heard_in(talk.say(words, mode=mode))


def test_what_lex_leaves_empty_is_no_error() -> None:
    state = {"sessionAttributes": {"callerNumber": "+15550100", "segment": None}, "intent": None}
    unsure = [{"transcription": "hello", "transcriptionConfidence": None}]
    for told in (None, [], unsure):
        event = {**SAMPLE, "transcriptions": told, "requestAttributes": None, "sessionState": state}
        assert heard_in(House().hook(event)) == ["Answer to where is my order."]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sessionId": None}, "sessionId"),
        ({"sessionState": None}, "sessionState"),
        ({"transcriptions": [{"transcriptionConfidence": "high"}]}, "transcriptionConfidence"),
    ],
)
def test_a_malformed_event_names_the_field_and_no_words(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LexEvent.model_validate({**SAMPLE, **change})
    assert field in str(caught.value)
    assert "where is my order" not in str(caught.value)


PHONE: dict[str, Any] = {"locale": "en_US", "voice": "Joanna", "texts": dict(WORDS.texts)}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"de": PHONE}, "does not speak this language"),
        ({"en": {**PHONE, "texts": {}}}, "call_no_answer is missing"),
        ({"en": {**PHONE, "texts": {**PHONE["texts"], "hullo": "Hi"}}}, "hullo is no text"),
        ({"en": {**PHONE, "texts": {**PHONE["texts"], "thanks": "{x}"}}}, "cannot name x"),
        ({"en": {"locale": "en_US"}}, "en.voice: Field required"),
        ({}, "by language"),
        ("[", "cannot be read"),
    ],
)
def test_a_broken_pack_says_what_to_mend(tmp_path: Path, change: Any, complaint: str) -> None:
    text = change if isinstance(change, str) else json.dumps(change)
    (tmp_path / "calls.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenPack, match=complaint):
        load_phones(tmp_path, {"en": COMPANY.voice})
    assert load_phones(tmp_path / "elsewhere", {"en": COMPANY.voice}) == {}
