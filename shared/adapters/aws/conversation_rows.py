"""How a conversation's rows are written and read; see conversations.py for what stands where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.aws.items import from_item
from shared.domain.conversation import Participant
from shared.domain.errands.answering import Underway
from shared.domain.reply import Reply
from shared.ports.conversations import Parcel, Word

REPLY = TypeAdapter(Reply)
PARTICIPANT = TypeAdapter(Participant)
UNDERWAY = TypeAdapter(Underway)
OPENS = (
    "SET participant = if_not_exists(participant, :p), expires_at = :e, "
    "errands = if_not_exists(errands, :none)"
)
"""Makes the row META of a conversation in which we write first."""
_KEEP = timedelta(days=90)


def line(word: Word, in_reply_to: str, trace: str) -> dict[str, Any]:
    """What we said, in the transcript."""
    return {
        "pk": pk(word.conversation_id),
        "sk": row(word.said_at, word.id),
        "expires_at": expiry(word.said_at),
        "id": word.id,
        "role": "assistant",
        "text": word.reply.text,
        "sent_at": iso(word.said_at),
        "in_reply_to": in_reply_to,
        "reply": REPLY.dump_json(word.reply).decode(),
        "trace": trace,
    }


def parcel(word: Word, in_reply_to: str) -> dict[str, Any]:
    """What we said, in the outbox."""
    return {
        "pk": pk(word.conversation_id),
        "sk": f"OUT#{word.id}",
        "expires_at": expiry(word.said_at),
        "state": "pending",
        "message_id": in_reply_to,
        "reply": REPLY.dump_json(word.reply).decode(),
        "participant": PARTICIPANT.dump_json(word.participant).decode(),
        "recorded_at": iso(word.said_at),
    }


def case(conversation_id: str, case_id: str, reason: str, at: datetime) -> dict[str, Any]:
    """A handoff."""
    return {
        "pk": pk(conversation_id),
        "sk": f"H#{case_id}",
        "reason": reason,
        "requested_at": iso(at),
        "expires_at": expiry(at),
    }


def parcel_from_image(image: dict[str, Any]) -> Parcel:
    """The outbox row that a stream record carries as its new image."""
    found = from_item(image)
    return Parcel(
        conversation_id=found["pk"].removeprefix("C#"),
        reply_id=found["sk"].removeprefix("OUT#"),
        message_id=found["message_id"],
        reply=REPLY.validate_json(found["reply"]),
        participant=PARTICIPANT.validate_json(found["participant"]),
        recorded_at=datetime.fromisoformat(found["recorded_at"]),
    )


def opened(participant: Participant, at: datetime) -> dict[str, Any]:
    """What OPENS fills in."""
    return {
        ":p": PARTICIPANT.dump_json(participant).decode(),
        ":e": expiry(at),
        ":none": {},
    }


def underway(meta: dict[str, Any]) -> tuple[Underway, ...]:
    errands = meta.get("errands", {})
    return tuple(UNDERWAY.validate_json(errands[run]) for run in sorted(errands))


def proven(meta: dict[str, Any]) -> Participant:
    """Who writes, as far as it was proven: by the channel, or by a code in this conversation."""
    comes = PARTICIPANT.validate_json(meta["participant"])
    if "proven" not in meta:
        return comes
    proven = PARTICIPANT.validate_json(meta["proven"])
    if comes.identity.proves(proven.identity):
        return comes
    return replace(comes, identity=proven.identity, customer_id=proven.customer_id)


def pk(conversation_id: str) -> str:
    return f"C#{conversation_id}"


def of_customer(customer_id: str) -> str:
    """The place of what a customer has underway anywhere; no conversation is named so."""
    return f"customer/{customer_id}"


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def row(moment: datetime, identifier: str) -> str:
    return f"M#{iso(moment)}#{identifier}"


def time_of(row: str) -> datetime:
    return datetime.fromisoformat(row.split("#")[1])


def expiry(moment: datetime) -> int:
    return int((moment + _KEEP).timestamp())
