"""What was asked lately, read at the keys that the ledger tells."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.adapters.aws.channels import DynamoLedger
from shared.adapters.aws.clients import client
from shared.adapters.aws.conversations import DynamoConversations
from shared.adapters.aws.past import DAYS, DynamoPast
from shared.contracts import TurnCompleted
from shared.domain.conversation import (
    Channel,
    ConversationId,
    Identity,
    InboundMessage,
    Memory,
    MessageId,
    Participant,
)
from shared.domain.reply import Reply, ReplySentence
from shared.ports.conversations import Turn
from tests.contracts.conftest import KEYS

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "events" / "samples" / "turn-completed.json"


@pytest.fixture
def ledger(table: str) -> str:
    client("dynamodb").create_table(
        TableName="ledger",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in KEYS],
        BillingMode="PAY_PER_REQUEST",
    )
    return "ledger"


def turn(
    table: str, number: int, *, ago: timedelta, desk: str = "assistant", unanswered: int = 0
) -> None:
    """One turn in a conversation of its own, but for those of the same tens."""
    conversation, at = f"cnv_{number // 10}", NOW - ago
    writer = Participant(Channel.WEB, Identity.SIGNED_IN, "cus_maya")
    store = DynamoConversations(table)
    asked = InboundMessage(
        ConversationId(conversation),
        MessageId(f"msg_{number}"),
        f"Question {number}?",
        at,
        writer,
        f"client-{number}",
    )
    store.accept(asked)
    reply = Reply((ReplySentence(f"Answer {number}.", ()),), (), "voice")
    told, id = at + timedelta(seconds=1), f"rep_{number}"
    store.record(
        Turn(conversation, asked.message_id, id, reply, writer, told, Memory(), None, "{}")
    )
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))["detail"]
    about = {
        "conversation_id": conversation,
        "message_id": asked.message_id,
        "reply_id": f"rep_{number}",
        "desk": desk,
        "unanswered": unanswered,
        "sent_at": at,
        "recorded_at": told,
    }
    DynamoLedger("ledger").enter(TurnCompleted.model_validate(sample | about))


def past(table: str) -> DynamoPast:
    return DynamoPast("ledger", table, lambda: NOW)


def test_the_newest_come_first_with_what_was_asked_and_told(table: str, ledger: str) -> None:
    for number, days in ((10, 2), (20, 0), (30, 1), (40, DAYS + 1)):
        turn(table, number, ago=timedelta(days=days))
    found = past(table).latest(10)
    assert [each.question for each in found] == ["Question 20?", "Question 30?", "Question 10?"]
    assert (found[0].answer, found[0].customer) == ("Answer 20.", "cus_maya")
    assert len(past(table).latest(2)) == 2


def test_the_unanswered_alone_and_whether_a_person_had_to_come(table: str, ledger: str) -> None:
    turn(table, 11, ago=timedelta(hours=3), unanswered=1)
    turn(table, 12, ago=timedelta(hours=2), desk="human")
    turn(table, 21, ago=timedelta(hours=1), unanswered=1)
    turn(table, 31, ago=timedelta(hours=2), desk="human")
    turn(table, 32, ago=timedelta(hours=1), unanswered=1)
    found = {each.id: each.is_handed_over for each in past(table).latest(10, unanswered=True)}
    assert found == {"msg_32": False, "msg_21": False, "msg_11": True}


def test_words_that_are_gone_are_left_out(table: str, ledger: str) -> None:
    turn(table, 11, ago=timedelta(hours=3))
    items = client("dynamodb").scan(TableName=table)["Items"]
    for item in items:
        if item["sk"]["S"].startswith("M#"):
            key = {name: item[name] for name in KEYS}
            client("dynamodb").delete_item(TableName=table, Key=key)
    assert past(table).latest(10) == []
