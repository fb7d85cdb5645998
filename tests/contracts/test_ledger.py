"""Every completed turn is entered, with whatever figures it has."""

from datetime import UTC, datetime

from shared.adapters.aws.channels import DynamoLedger
from shared.adapters.aws.clients import client
from shared.contracts import TurnCompleted
from shared.domain.conversation import Channel
from shared.domain.intents import Desk

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
TURN = TurnCompleted(
    conversation_id="cnv_a",
    message_id="msg_1",
    reply_id="rep_1",
    channel=Channel.WEB,
    desk=Desk.ASSISTANT,
    intent="return_policy",
    wishes=1,
    language="en",
    reason="understood",
    confidence=0.91,
    answer_confidence=0.87,
    valence=-0.2,
    escalation=0.1,
    churn=0.3,
    signs={"angry": 0.4, "is_valued": 1.0},
    outcome="found",
    cited=1,
    removed=0,
    judges=(),
    engine="embedded",
    model="",
    input_tokens=0,
    output_tokens=0,
    cost=0.0012,
    sent_at=NOON,
    recorded_at=NOON,
)


def test_a_turn_is_entered_once_with_all_its_figures(table: str) -> None:
    for _ in range(2):
        DynamoLedger(table).enter(TURN)
    (row,) = client("dynamodb").scan(TableName=table)["Items"]
    assert row["pk"] == {"S": "D#2026-05-06"}
    figures = ("confidence", "answer_confidence", "valence", "escalation", "churn", "cost")
    assert {name: float(row[name]["S"]) for name in figures} == {
        name: getattr(TURN, name) for name in figures
    }
    assert {name: float(value["S"]) for name, value in row["signs"]["M"].items()} == TURN.signs
