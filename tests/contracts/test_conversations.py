"""What every keeper of conversations promises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.aws.cases import DynamoCases
from shared.adapters.aws.clients import client
from shared.adapters.aws.conversation_rows import parcel_from_image
from shared.adapters.aws.conversations import DynamoConversations
from shared.domain.conversation import (
    Asked,
    Channel,
    ConversationId,
    Identity,
    InboundMessage,
    Memory,
    Participant,
    Status,
    Topic,
    message_id_of,
    reply_id_of,
)
from shared.domain.errands.answering import Underway
from shared.domain.errands.run import Form, Question
from shared.domain.errors import UnknownConversation
from shared.domain.mentions import Amount, Mentions
from shared.domain.reply import Citation, Reply, ReplySentence
from shared.ports.conversations import Case, Conversations, Parcel, Turn

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
MAYA = Participant(Channel.SMS, customer_id="cus_maya", address="+15550100")
REPLY = Reply(
    (ReplySentence("It is due on May 8.", (1,)),),
    (Citation(1, "Order NW-1", "Order NW-1", "delayed", "It is due on May 8."),),
    "embedded",
)


def message(number: int, conversation: str = "cnv_a") -> InboundMessage:
    return InboundMessage(
        conversation_id=ConversationId(conversation),
        message_id=message_id_of(conversation, f"c{number}"),
        text=f"message {number}",
        sent_at=NOON + timedelta(seconds=number),
        participant=MAYA,
        client_message_id=f"c{number}",
    )


def turn(of: InboundMessage, **more: Any) -> Turn:
    values: dict[str, Any] = {
        "conversation_id": of.conversation_id,
        "message_id": of.message_id,
        "reply_id": reply_id_of(of.conversation_id, of.message_id),
        "reply": REPLY,
        "participant": MAYA,
        "recorded_at": of.sent_at + timedelta(milliseconds=500),
        "memory": Memory(valences=(-0.2, 0.1)),
        "handoff": None,
        "trace": "{}",
    }
    return Turn(**values | more)


@pytest.fixture
def conversations(table: str) -> Conversations:
    return DynamoConversations(table)


def test_a_conversation_in_which_we_write_first_follows_an_errand(
    conversations: Conversations,
) -> None:
    assert isinstance(conversations, DynamoConversations)
    for _ in range(2):
        conversations.open("cnv_first", MAYA, NOON)
    conversations.follow("cnv_first", Underway("run_1", "usage_alert"), "cus_maya")
    conversations.accept(message(1, "cnv_first"))
    recalled = conversations.recall("cnv_first", message(1, "cnv_first").message_id, 5)
    assert [each.run_id for each in recalled.underway] == ["run_1"]


def test_a_message_is_stored_once_however_often_it_comes(conversations: Conversations) -> None:
    first = conversations.accept(message(1))
    again = conversations.accept(message(1))
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.message_id, again.sent_at) == (first.message_id, first.sent_at)
    assert len(conversations.transcript("cnv_a", None, 10)) == 1


def test_a_turn_recalls_what_was_said_before_its_message_and_nothing_after(
    conversations: Conversations,
) -> None:
    for number in (1, 2, 3):
        conversations.accept(message(number))
    recalled = conversations.recall("cnv_a", message(2).message_id, window=10)
    assert recalled.message.text == "message 2"
    assert recalled.message.participant == MAYA
    assert [said.text for said in recalled.memory.history] == ["message 1"]


def test_a_message_far_back_is_still_found(conversations: Conversations) -> None:
    for number in range(12):
        conversations.accept(message(number))
    assert (
        conversations.recall("cnv_a", message(0).message_id, window=3).message.text == "message 0"
    )


def test_memory_is_what_the_last_turn_left(conversations: Conversations) -> None:
    conversations.accept(message(1))
    left = Memory(
        status=Status.WITH_TEAM,
        awaiting="order_status",
        failed_tries=2,
        valences=(-0.2, 0.1),
        topic=Topic("order", "order_status", "where is it?"),
        asked=Asked("cancel it", between=("one", "other")),
        language="de",
        mentions=Mentions("NW-10482", day=NOON.date(), amount=Amount("39.90", "USD")),
    )
    conversations.record(turn(message(1), memory=left))
    conversations.accept(message(2))
    memory = conversations.recall("cnv_a", message(2).message_id, 10).memory
    assert replace(memory, history=()) == left
    assert [said.text for said in memory.history] == ["message 1", REPLY.text]
    conversations.record(turn(message(2)))
    conversations.accept(message(3))
    assert conversations.recall("cnv_a", message(3).message_id, 10).memory.awaiting is None


def test_a_reply_is_recorded_once(conversations: Conversations) -> None:
    conversations.accept(message(1))
    assert conversations.record(turn(message(1))) is True
    assert conversations.record(turn(message(1), memory=Memory(failed_tries=9))) is False
    lines = conversations.transcript("cnv_a", None, 10)
    assert [line.role for line in lines] == ["customer", "assistant"]
    assert lines[1].reply == REPLY
    assert conversations.recall("cnv_a", message(1).message_id, 10).memory.failed_tries == 0


def test_the_transcript_goes_on_after_its_cursor(conversations: Conversations) -> None:
    for number in (1, 2, 3):
        conversations.accept(message(number))
    first = conversations.transcript("cnv_a", None, 2)
    rest = conversations.transcript("cnv_a", first[-1].cursor, 10)
    assert [line.text for line in first + rest] == ["message 1", "message 2", "message 3"]


def test_conversations_do_not_mix(conversations: Conversations) -> None:
    conversations.accept(message(1, "cnv_a"))
    conversations.accept(message(1, "cnv_b"))
    assert len(conversations.transcript("cnv_b", None, 10)) == 1


def test_an_unknown_conversation_or_message_is_named_so(conversations: Conversations) -> None:
    with pytest.raises(UnknownConversation):
        conversations.recall("cnv_nobody", "msg_x", 10)
    conversations.accept(message(1))
    with pytest.raises(UnknownConversation):
        conversations.recall("cnv_a", "msg_x", 10)


def test_a_parcel_is_claimed_by_one_and_may_be_given_back(
    conversations: Conversations, table: str
) -> None:
    conversations.accept(message(1))
    conversations.record(turn(message(1), handoff="at_risk"))
    parcel = outbox(table)
    assert parcel.reply == REPLY
    assert parcel.participant == MAYA
    assert conversations.claim(parcel) is True
    assert conversations.claim(parcel) is False
    conversations.release(parcel)
    assert conversations.claim(parcel) is True
    conversations.settle(parcel, "delivered")
    conversations.doubt(parcel)
    assert state(table) == "delivered"
    assert conversations.claim(parcel) is False


def state(table: str) -> str:
    rows = client("dynamodb").scan(TableName=table)["Items"]
    return str(next(row for row in rows if row["sk"]["S"].startswith("OUT#"))["state"]["S"])


def outbox(table: str) -> Parcel:
    rows = client("dynamodb").scan(TableName=table)["Items"]
    assert any(row["sk"]["S"].startswith("H#") for row in rows), "the handoff was not recorded"
    return parcel_from_image(next(row for row in rows if row["sk"]["S"].startswith("OUT#")))


def test_an_errand_is_recalled_in_the_customers_other_conversations_where_they_are_known_enough(
    conversations: Conversations,
) -> None:
    talk = conversations
    assert isinstance(talk, DynamoConversations)
    known = replace(MAYA, identity=Identity.KNOWN_NUMBER)
    for number, where, who in (
        (1, "cnv_web", known),
        (2, "cnv_sms", known),
        (3, "cnv_new", replace(known, customer_id="cus_omar")),
    ):
        conversations.accept(replace(message(number, where), participant=who))
    asked = Question("agreement", Form.YES_NO, "Shall I go ahead?")
    talk.follow("cnv_web", Underway("run_1", "x", asked, needs=Identity.KNOWN_NUMBER), "cus_maya")
    talk.follow("cnv_web", Underway("run_2", "y", asked, needs=Identity.EMAIL_CODE), "cus_maya")

    def recalled(number: int, where: str) -> list[str]:
        found = conversations.recall(where, message(number, where).message_id, window=5)
        return [run.run_id for run in found.underway]

    assert recalled(1, "cnv_web") == ["run_1", "run_2"]
    assert recalled(2, "cnv_sms") == ["run_1"]
    assert recalled(3, "cnv_new") == []
    talk.forget("cnv_web", "run_1", None)  # it has gone on in another conversation
    assert recalled(1, "cnv_web") == ["run_1", "run_2"]
    talk.forget("cnv_web", "run_1", "cus_maya")
    assert recalled(2, "cnv_sms") == []


def test_the_latest_case_is_found_whoever_made_it(conversations: Conversations, table: str) -> None:
    assert isinstance(conversations, DynamoConversations)
    cases = DynamoCases(table)
    first = message(1)
    conversations.accept(first)
    assert cases.of("cnv_a") is None
    conversations.record(turn(first, handoff="asked_for"))
    found = cases.of("cnv_a")
    assert found
    assert (found.id, found.reason) == (reply_id_of("cnv_a", first.message_id), "asked_for")
    conversations.hand_over("cnv_a", "run_1", "complaint", NOON + timedelta(hours=1))
    assert cases.of("cnv_a") == Case("run_1", "complaint", NOON + timedelta(hours=1))
    assert cases.of("cnv_b") is None
