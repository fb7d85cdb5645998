"""What every keeper of customers' memories promises."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.adapters.aws.clients import client
from shared.adapters.aws.conversations import DynamoConversations
from shared.adapters.aws.customer_memories import DynamoCustomerMemories
from shared.adapters.memory.customer_memories import MemoryCustomerMemories
from shared.domain.conversation import Memory, Participant
from shared.domain.customer_memory import (
    UNKNOWN,
    CaseOutcome,
    Consent,
    CustomerMemory,
    PastCase,
    Preferences,
)
from shared.ports.conversations import CustomerMemories, Kept
from tests.contracts.test_conversations import message, turn

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
LATE = PastCase(
    "cnv_1", "delivery_delay", CaseOutcome.WITH_TEAM, date(2026, 5, 6), NOON, "NW-10482"
)
GIVEN = CustomerMemory(
    Consent.GIVEN, Preferences("de", "SMS", "Maya", no_offers=True), (LATE,)
).after("msg_1", NOON + timedelta(days=180))
REFUSED = CustomerMemory(Consent.REFUSED).after("msg_2", NOON + timedelta(days=180))

Keep = Callable[[Kept], object]
Keeper = tuple[CustomerMemories, Keep]


@pytest.fixture(params=["memory", "aws"])
def keeper(request: pytest.FixtureRequest) -> Keeper:
    if request.param == "memory":
        memories = MemoryCustomerMemories()
        return memories, memories.keep
    table = request.getfixturevalue("table")
    return DynamoCustomerMemories(table), Recording(DynamoConversations(table))


class Recording:
    """Keeps as production does: with the record of a turn, whose reply is stored whatever comes of
    the memory."""

    def __init__(self, conversations: DynamoConversations) -> None:
        self._conversations = conversations
        self._turns = 0

    def __call__(self, kept: Kept) -> None:
        self._turns += 1
        said = message(self._turns)
        self._conversations.accept(said)
        assert self._conversations.record(turn(said, kept=kept)) is True
        assert self._conversations.record(turn(said, kept=kept)) is False


def test_nobody_is_known_before(keeper: Keeper) -> None:
    memories, _ = keeper
    assert memories.of("cus_maya") == UNKNOWN


def test_it_is_kept_whole_and_for_one_customer(keeper: Keeper) -> None:
    memories, keep = keeper
    keep(Kept("cus_maya", GIVEN, after=""))
    assert memories.of("cus_maya") == GIVEN
    assert memories.of("cus_daniel") == UNKNOWN


def test_a_version_follows_the_one_that_was_read(keeper: Keeper) -> None:
    memories, keep = keeper
    keep(Kept("cus_maya", GIVEN, after=""))
    later = CustomerMemory(Consent.GIVEN).after("msg_3", NOON)
    keep(Kept("cus_maya", later, after="msg_1"))
    assert memories.of("cus_maya") == later


def test_what_was_read_before_another_wrote_is_not_kept(keeper: Keeper) -> None:
    memories, keep = keeper
    keep(Kept("cus_maya", GIVEN, after=""))
    for late in ("", "msg_0"):
        keep(Kept("cus_maya", CustomerMemory(Consent.GIVEN).after("msg_3", NOON), after=late))
        assert memories.of("cus_maya") == GIVEN


def test_a_wish_to_be_forgotten_overrules_and_nothing_brings_it_back(keeper: Keeper) -> None:
    memories, keep = keeper
    keep(Kept("cus_maya", GIVEN, after=""))
    keep(Kept("cus_maya", REFUSED, after="msg_0", at_any_rate=True))
    assert memories.of("cus_maya") == REFUSED
    keep(Kept("cus_maya", GIVEN, after="msg_1"))
    assert memories.of("cus_maya") == REFUSED


def test_dynamodb_is_told_when_to_delete_it(table: str) -> None:
    Recording(DynamoConversations(table))(Kept("cus_maya", GIVEN, after=""))
    rows = client("dynamodb").scan(TableName=table)["Items"]
    row = next(row for row in rows if row["pk"]["S"] == "P#cus_maya")
    assert row["expires_at"]["N"] == str(int((NOON + timedelta(days=180)).timestamp()))


def test_a_conversation_remembers_its_own_cases_and_preferences(table: str) -> None:
    conversations = DynamoConversations(table)
    conversations.accept(message(1))
    left = Memory(cases=(LATE,), preferences=Preferences(address="Maya"))
    conversations.record(turn(message(1), memory=left))
    conversations.accept(message(2))
    recalled = conversations.recall("cnv_a", message(2).message_id, 10).memory
    assert (recalled.cases, recalled.preferences) == (left.cases, left.preferences)


def test_only_a_proven_identity_is_looked_up() -> None:
    assert not Participant(message(1).participant.channel, customer_id="cus_maya").is_proven
