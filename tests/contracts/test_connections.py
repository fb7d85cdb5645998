"""What every keeper of live connections promises."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.aws.connections import DynamoConnections
from shared.ports.connections import Connections

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(seconds=30)


@pytest.fixture
def connections(table: str) -> Connections:
    return DynamoConnections(table)


def test_a_ticket_opens_its_conversation_once(connections: Connections) -> None:
    connections.issue_ticket("t1", "cnv_a", SOON)
    assert connections.redeem_ticket("t1", NOON) == "cnv_a"
    assert connections.redeem_ticket("t1", NOON) is None


def test_an_expired_or_unknown_ticket_opens_nothing(connections: Connections) -> None:
    connections.issue_ticket("t1", "cnv_a", SOON)
    assert connections.redeem_ticket("t1", SOON) is None
    assert connections.redeem_ticket("made-up", NOON) is None


def test_a_conversation_knows_its_open_connections(connections: Connections) -> None:
    connections.open("cnv_a", "one", SOON)
    connections.open("cnv_a", "two", SOON)
    connections.open("cnv_b", "three", SOON)
    connections.close("cnv_a", "one")
    assert connections.of("cnv_a") == ["two"]
