"""Conversations in one DynamoDB table.

pk                  sk                  what
C#<conversation>    G#<message>         guard: this channel message is stored, and as which row
C#<conversation>    M#<time>#<id>       one message of the transcript, ours and theirs
C#<conversation>    META                the conversation's memory
C#<conversation>    H#<reply>           a handoff, with its reason
C#<conversation>    OUT#<reply>         the outbox row that delivery reads from the stream
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, is_condition_failure, to_item
from shared.domain.conversation import (
    ConversationId,
    InboundMessage,
    Memory,
    MessageId,
    Participant,
    Utterance,
)
from shared.domain.errors import UnknownConversation
from shared.domain.reply import Reply
from shared.ports.conversations import Accepted, Line, Parcel, Recalled, Turn

_REPLY = TypeAdapter(Reply)
_PARTICIPANT = TypeAdapter(Participant)
_MEMORY = TypeAdapter(Memory)
_KEEP = timedelta(days=90)


class DynamoConversations:
    """See the port for what each method promises."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def accept(self, message: InboundMessage) -> Accepted:
        row = _row(message.sent_at, message.message_id)
        kept = {"pk": _pk(message.conversation_id), "expires_at": _expiry(message.sent_at)}
        line = kept | {
            "sk": row,
            "id": message.message_id,
            "role": "customer",
            "text": message.text,
            "sent_at": _iso(message.sent_at),
            "client_message_id": message.client_message_id,
        }
        memory = {
            "participant = :p": _PARTICIPANT.dump_json(message.participant).decode(),
            "expires_at = :e": kept["expires_at"],
        }
        try:
            self._client.transact_write_items(
                TransactItems=[
                    self._put_once(kept | {"sk": f"G#{message.message_id}", "row": row}),
                    {"Put": {"TableName": self._table, "Item": to_item(line)}},
                    self._update(message.conversation_id, memory),
                ]
            )
        except ClientError as error:
            if not is_condition_failure(error):
                raise
            guard = self._get(message.conversation_id, f"G#{message.message_id}")
            return Accepted(message.message_id, _time_of(guard["row"]), is_new=False)
        return Accepted(message.message_id, message.sent_at, is_new=True)

    def recall(self, conversation_id: str, message_id: str, window: int) -> Recalled:
        rows = self._query(
            conversation_id, "sk BETWEEN :m AND :z", {":m": "M#", ":z": "META"}, window + 2, False
        )
        meta = next((row for row in rows if row["sk"] == "META"), None)
        lines = sorted((row for row in rows if row["sk"] != "META"), key=lambda row: row["sk"])
        found = next((row for row in lines if row["id"] == message_id), None)
        if meta is None:
            raise UnknownConversation(f"no conversation {conversation_id}")
        if found is None:
            guard = self._get(conversation_id, f"G#{message_id}")
            found = self._get(conversation_id, guard["row"])
        participant = _PARTICIPANT.validate_json(meta["participant"])
        message = InboundMessage(
            conversation_id=ConversationId(conversation_id),
            message_id=MessageId(message_id),
            text=found["text"],
            sent_at=datetime.fromisoformat(found["sent_at"]),
            participant=participant,
            client_message_id=found["client_message_id"],
        )
        earlier = [row for row in lines if row["sk"] < found["sk"]][-window:]
        history = tuple(
            Utterance(row["role"], row["text"], datetime.fromisoformat(row["sent_at"]))
            for row in earlier
        )
        memory = _MEMORY.validate_json(meta["memory"]) if "memory" in meta else Memory()
        return Recalled(message, replace(memory, history=history))

    def record(self, turn: Turn) -> bool:
        kept = {"pk": _pk(turn.conversation_id), "expires_at": _expiry(turn.recorded_at)}
        reply = _REPLY.dump_json(turn.reply).decode()
        line = kept | {
            "sk": _row(turn.recorded_at, turn.reply_id),
            "id": turn.reply_id,
            "role": "assistant",
            "text": turn.reply.text,
            "sent_at": _iso(turn.recorded_at),
            "in_reply_to": turn.message_id,
            "reply": reply,
            "trace": turn.trace,
        }
        parcel = kept | {
            "sk": f"OUT#{turn.reply_id}",
            "state": "pending",
            "message_id": turn.message_id,
            "reply": reply,
            "participant": _PARTICIPANT.dump_json(turn.participant).decode(),
            "recorded_at": _iso(turn.recorded_at),
        }
        memory = {
            "#s = :s": turn.memory.status.value,
            "memory = :m": _MEMORY.dump_json(turn.memory, exclude={"history"}).decode(),
        }
        writes = [
            self._put_once(parcel),
            {"Put": {"TableName": self._table, "Item": to_item(line)}},
            self._update(turn.conversation_id, memory),
        ]
        if turn.handoff:
            case = kept | {
                "sk": f"H#{turn.reply_id}",
                "reason": turn.handoff,
                "requested_at": _iso(turn.recorded_at),
            }
            writes.append({"Put": {"TableName": self._table, "Item": to_item(case)}})
        try:
            self._client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def transcript(self, conversation_id: str, after: str | None, limit: int) -> list[Line]:
        start = f"M#{after}\x01" if after else "M#"
        rows = self._query(
            conversation_id, "sk BETWEEN :m AND :z", {":m": start, ":z": "M#~"}, limit, True
        )
        return [
            Line(
                id=row["id"],
                role=row["role"],
                text=row["text"],
                sent_at=datetime.fromisoformat(row["sent_at"]),
                reference=row.get("client_message_id") or row["in_reply_to"],
                reply=_REPLY.validate_json(row["reply"]) if "reply" in row else None,
                cursor=row["sk"].removeprefix("M#"),
            )
            for row in rows
        ]

    def claim(self, parcel: Parcel) -> bool:
        try:
            self._set_state(parcel, "sending", ("pending",))
        except ClientError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def release(self, parcel: Parcel) -> None:
        self._set_state(parcel, "pending", ("sending",))

    def settle(self, parcel: Parcel, state: str) -> None:
        self._set_state(parcel, state, ())

    def doubt(self, parcel: Parcel) -> None:
        try:
            self._set_state(parcel, "doubtful", ("sending",))
        except ClientError as error:
            if not is_condition_failure(error):
                raise

    def _set_state(self, parcel: Parcel, state: str, allowed: tuple[str, ...]) -> None:
        condition = "#s = :from" if allowed else "attribute_exists(pk)"
        values = {":s": {"S": state}} | ({":from": {"S": allowed[0]}} if allowed else {})
        self._client.update_item(
            TableName=self._table,
            Key=to_item({"pk": _pk(parcel.conversation_id), "sk": f"OUT#{parcel.reply_id}"}),
            UpdateExpression="SET #s = :s",
            ConditionExpression=condition,
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues=values,
        )

    def _put_once(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "Put": {
                "TableName": self._table,
                "Item": to_item(values),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }

    def _update(self, conversation_id: str, assignments: dict[str, Any]) -> dict[str, Any]:
        """SET each "name = :value"; one whose value is None is removed instead."""
        kept = {key: value for key, value in assignments.items() if value is not None}
        gone = [key.split(" ")[0] for key, value in assignments.items() if value is None]
        expression = "SET " + ", ".join(kept) + (" REMOVE " + ", ".join(gone) if gone else "")
        names = {"ExpressionAttributeNames": {"#s": "status"}} if "#s" in expression else {}
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_item({"pk": _pk(conversation_id), "sk": "META"}),
                "UpdateExpression": expression,
                "ExpressionAttributeValues": to_item(
                    {key.split(" = ")[1]: value for key, value in kept.items()}
                ),
                **names,
            }
        }

    def _get(self, conversation_id: str, row: str) -> dict[str, Any]:
        answer = self._client.get_item(
            TableName=self._table,
            Key=to_item({"pk": _pk(conversation_id), "sk": row}),
            ConsistentRead=True,
        )
        if "Item" not in answer:
            raise UnknownConversation(f"conversation {conversation_id} has no such message")
        return from_item(answer["Item"])

    def _query(
        self, conversation_id: str, range_: str, values: dict[str, str], limit: int, forward: bool
    ) -> list[dict[str, Any]]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression=f"pk = :pk AND {range_}",
            ExpressionAttributeValues=to_item({":pk": _pk(conversation_id)} | values),
            ScanIndexForward=forward,
            ConsistentRead=True,
            Limit=limit,
        )
        return [from_item(item) for item in answer["Items"]]


def parcel_from_image(image: dict[str, Any]) -> Parcel:
    """The outbox row that a stream record carries as its new image."""
    row = from_item(image)
    return Parcel(
        conversation_id=row["pk"].removeprefix("C#"),
        reply_id=row["sk"].removeprefix("OUT#"),
        message_id=row["message_id"],
        reply=_REPLY.validate_json(row["reply"]),
        participant=_PARTICIPANT.validate_json(row["participant"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
    )


def _pk(conversation_id: str) -> str:
    return f"C#{conversation_id}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _row(moment: datetime, identifier: str) -> str:
    return f"M#{_iso(moment)}#{identifier}"


def _time_of(row: str) -> datetime:
    return datetime.fromisoformat(row.split("#")[1])


def _expiry(moment: datetime) -> int:
    return int((moment + _KEEP).timestamp())
