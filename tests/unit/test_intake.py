"""Messages come in once, clean, and with their sender's proof."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from functions.intake.service import Arrival, take_in
from functions.intake.sms import read_sms
from shared.adapters.memory.business import MemoryCustomers
from shared.adapters.pack import load_customers
from shared.contracts import TurnRequested
from shared.domain.conversation import (
    Channel,
    ConversationId,
    Identity,
    InboundMessage,
    Participant,
)
from shared.domain.errors import InvalidInput, NotAuthorized
from shared.ports.conversations import Accepted
from shared.runtime.batch import reason_of
from shared.runtime.identity import (
    LIFE,
    RENEWABLE,
    Session,
    read_customer,
    read_session,
    sign_session,
)

NOW = datetime(2026, 5, 6, tzinfo=UTC)
CUSTOMERS = MemoryCustomers(load_customers(Path(__file__).parents[2] / "companies" / "northwind"))
SECRET = "a secret of at least thirty-two bytes"


class Kept:
    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []
        self.turns: list[TurnRequested] = []

    def accept(self, message: InboundMessage) -> Accepted:
        self.messages.append(message)
        return Accepted(message.message_id, message.sent_at, is_new=True)

    def request(self, turn: TurnRequested) -> None:
        self.turns.append(turn)


def send(text: str) -> Kept:
    kept = Kept()
    arrival = Arrival(ConversationId("cnv"), "c1", text, Participant(Channel.WEB))
    take_in(arrival, kept, kept, lambda: NOW)  # type: ignore[arg-type]
    return kept


def test_a_message_is_cleaned_masked_stored_and_queued_without_its_words() -> None:
    kept = send("  my card is 4111 1111 1111 1111\x00 ")
    assert kept.messages[0].text == "my card is [card ending 1111]"
    assert "card" not in kept.turns[0].model_dump_json()


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "x" * 4_001])
def test_no_words_or_too_many_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        send(text)


def sms(**change: str | None) -> str:
    body = {
        "originationNumber": "+15550100",
        "destinationNumber": "+15550199",
        "messageBody": "where is my order?",
        "inboundMessageId": "sms-1",
    } | change
    return json.dumps({"Type": "Notification", "Message": json.dumps(body)})


def test_a_known_number_is_its_customers() -> None:
    arrival = read_sms(sms(), CUSTOMERS)
    assert arrival.participant.customer_id == "cus_maya"
    assert arrival.participant.identity is Identity.KNOWN_NUMBER
    assert "+15550100" not in arrival.conversation_id


def test_a_strange_number_is_nobodys() -> None:
    assert read_sms(sms(originationNumber="+15559999"), CUSTOMERS).participant.customer_id is None


@pytest.mark.parametrize("field", ["originationNumber", "destinationNumber", "messageBody"])
def test_a_missing_field_is_named_and_no_value_is_told(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_sms(sms(**{field: None}), CUSTOMERS)
    reason = reason_of(caught.value)
    assert field in reason
    assert "where is my order" not in reason


def test_a_session_is_good_for_its_life_and_renewable_for_a_day() -> None:
    session = Session(ConversationId("cnv"), Identity.SIGNED_IN, "cus_maya")
    fresh, _ = sign_session(session, SECRET, datetime.now(UTC))
    assert read_session(fresh, SECRET) == session
    old, _ = sign_session(session, SECRET, datetime.now(UTC) - LIFE - timedelta(minutes=1))
    assert read_session(old, SECRET, renewing=True) == session
    with pytest.raises(NotAuthorized):
        read_session(old, SECRET)
    ancient, _ = sign_session(session, SECRET, datetime.now(UTC) - RENEWABLE - 2 * LIFE)
    with pytest.raises(NotAuthorized):
        read_session(ancient, SECRET, renewing=True)


@pytest.mark.parametrize("token", ["", "rubbish", "a.b.c"])
def test_a_wrong_token_opens_nothing(token: str) -> None:
    with pytest.raises(NotAuthorized):
        read_session(token, SECRET)
    with pytest.raises(NotAuthorized):
        read_customer(token, SECRET)


def test_a_session_token_is_no_identity_token() -> None:
    token, _ = sign_session(
        Session(ConversationId("c"), Identity.SIGNED_IN, "cus_maya"), SECRET, datetime.now(UTC)
    )
    with pytest.raises(NotAuthorized):
        read_customer(token, SECRET)
