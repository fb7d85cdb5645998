"""Conversations in one DynamoDB table.

pk                  sk                  what
C#<conversation>    G#<message>         guard: this channel message is stored, and as which row
C#<conversation>    M#<time>#<id>       one message of the transcript, ours and theirs
C#<conversation>    META                the conversation's memory, and its errands that are underway
C#<conversation>    H#<reply>           a handoff, with its reason
C#<conversation>    OUT#<reply>         the outbox row that delivery reads from the stream
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from shared.adapters.aws import conversation_rows as rows
from shared.adapters.aws.clients import client
from shared.adapters.aws.customer_memories import keeping
from shared.adapters.aws.items import from_item, is_condition_failure, to_item
from shared.domain.conversation import (
    ConversationId,
    InboundMessage,
    Memory,
    MessageId,
    Participant,
    Status,
    Utterance,
)
from shared.domain.errands.answering import Underway
from shared.domain.errors import UnknownConversation
from shared.ports.conversations import Accepted, Line, Parcel, Recalled, Turn, Word

_MEMORY = TypeAdapter(Memory)
_PLACE = re.compile(r":\w+")


class DynamoConversations:
    """See the port for what each method promises."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def accept(self, message: InboundMessage) -> Accepted:
        row = rows.row(message.sent_at, message.message_id)
        kept = {"pk": rows.pk(message.conversation_id), "expires_at": rows.expiry(message.sent_at)}
        line = kept | {
            "sk": row,
            "id": message.message_id,
            "role": "customer",
            "text": message.text,
            "sent_at": rows.iso(message.sent_at),
            "client_message_id": message.client_message_id,
        }
        memory = {
            "participant = :p": rows.PARTICIPANT.dump_json(message.participant).decode(),
            "expires_at = :e": kept["expires_at"],
            "errands = if_not_exists(errands, :none)": {},
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
            return Accepted(message.message_id, rows.time_of(guard["row"]), is_new=False)
        return Accepted(message.message_id, message.sent_at, is_new=True)

    def recall(self, conversation_id: str, message_id: str, window: int) -> Recalled:
        found = self._query(
            conversation_id, "sk BETWEEN :m AND :z", {":m": "M#", ":z": "META"}, window + 2, False
        )
        meta = next((row for row in found if row["sk"] == "META"), None)
        lines = sorted((row for row in found if row["sk"] != "META"), key=lambda row: row["sk"])
        asked = next((row for row in lines if row["id"] == message_id), None)
        if meta is None:
            raise UnknownConversation(f"no conversation {conversation_id}")
        if asked is None:
            guard = self._get(conversation_id, f"G#{message_id}")
            asked = self._get(conversation_id, guard["row"])
        participant = rows.proven(meta)
        message = InboundMessage(
            conversation_id=ConversationId(conversation_id),
            message_id=MessageId(message_id),
            text=asked["text"],
            sent_at=datetime.fromisoformat(asked["sent_at"]),
            participant=participant,
            client_message_id=asked["client_message_id"],
        )
        earlier = [row for row in lines if row["sk"] < asked["sk"]][-window:]
        history = tuple(
            Utterance(row["role"], row["text"], datetime.fromisoformat(row["sent_at"]))
            for row in earlier
        )
        memory = _MEMORY.validate_json(meta["memory"]) if "memory" in meta else Memory()
        if "handed_over" in meta:
            memory = replace(memory, status=Status.WITH_TEAM)
        own = rows.underway(meta)
        elsewhere = self._underway_elsewhere(participant, {run.run_id for run in own})
        return Recalled(message, replace(memory, history=history), (*elsewhere, *own))

    def record(self, turn: Turn) -> bool:
        memory = {
            "#s = :s": turn.memory.status.value,
            "memory = :m": _MEMORY.dump_json(turn.memory, exclude={"history"}).decode(),
        }
        said = Word(
            turn.conversation_id, turn.reply_id, turn.reply, turn.participant, turn.recorded_at
        )
        writes = [
            *self._say(said, in_reply_to=turn.message_id, trace=turn.trace),
            self._update(turn.conversation_id, memory),
        ]
        if turn.handoff:
            case = (turn.conversation_id, turn.reply_id, turn.handoff, turn.recorded_at)
            writes.append({"Put": {"TableName": self._table, "Item": to_item(rows.case(*case))}})
        kept = [keeping(self._table, turn.kept)] if turn.kept else []
        return self._write_once(writes + kept) or (bool(kept) and self._write_once(writes))

    def open(self, conversation_id: str, participant: Participant, at: datetime) -> None:
        self._update_meta(conversation_id, rows.OPENS, values=rows.opened(participant, at))

    def tell(self, word: Word) -> bool:
        return self._write_once(self._say(word, in_reply_to="", trace="{}"))

    def follow(self, conversation_id: str, underway: Underway, customer_id: str | None) -> None:
        for place in self._places(conversation_id, customer_id):
            self._update_meta(
                place,
                "SET errands.#run = :u",
                names={"#run": underway.run_id},
                values={":u": rows.UNDERWAY.dump_json(underway).decode()},
            )

    def forget(self, conversation_id: str, run_id: str, customer_id: str | None) -> None:
        for place in self._places(conversation_id, customer_id):
            self._update_meta(place, "REMOVE errands.#run", names={"#run": run_id})

    def _places(self, conversation_id: str, customer_id: str | None) -> list[str]:
        """Where an errand is kept track of: the customer's row is made when it is needed."""
        if customer_id is None:
            return [conversation_id]
        of_all = rows.of_customer(customer_id)
        none = "SET errands = if_not_exists(errands, :none)"
        self._update_meta(of_all, none, values={":none": {}})
        return [conversation_id, of_all]

    def _underway_elsewhere(self, participant: Participant, here: set[str]) -> tuple[Underway, ...]:
        """What the customer has begun in other conversations and may go on with in this one; only
        where it was said can it be stopped by "never mind"."""
        if participant.customer_id is None:
            return ()
        try:
            meta = self._get(rows.of_customer(participant.customer_id), "META")
        except UnknownConversation:
            return ()
        return tuple(
            replace(run, said="")
            for run in rows.underway(meta)
            if run.run_id not in here and participant.identity.proves(run.needs)
        )

    def vouch(self, conversation_id: str, proven: Participant) -> None:
        shown = rows.PARTICIPANT.dump_json(proven).decode()
        self._update_meta(conversation_id, "SET proven = :p", values={":p": shown})

    def hand_over(self, conversation_id: str, case_id: str, reason: str, at: datetime) -> None:
        self._client.put_item(
            TableName=self._table, Item=to_item(rows.case(conversation_id, case_id, reason, at))
        )
        self._update_meta(conversation_id, "SET handed_over = :r", values={":r": reason})

    def transcript(self, conversation_id: str, after: str | None, limit: int) -> list[Line]:
        start = f"M#{after}\x01" if after else "M#"
        found = self._query(
            conversation_id, "sk BETWEEN :m AND :z", {":m": start, ":z": "M#~"}, limit, True
        )
        return [
            Line(
                id=row["id"],
                role=row["role"],
                text=row["text"],
                sent_at=datetime.fromisoformat(row["sent_at"]),
                reference=row.get("client_message_id") or row["in_reply_to"],
                reply=rows.REPLY.validate_json(row["reply"]) if "reply" in row else None,
                cursor=row["sk"].removeprefix("M#"),
            )
            for row in found
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

    def _say(self, word: Word, *, in_reply_to: str, trace: str) -> list[dict[str, Any]]:
        """The line of the transcript, and its row in the outbox."""
        line = rows.line(word, in_reply_to, trace)
        return [
            self._put_once(rows.parcel(word, in_reply_to)),
            {"Put": {"TableName": self._table, "Item": to_item(line)}},
        ]

    def _write_once(self, writes: list[dict[str, Any]]) -> bool:
        try:
            self._client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def _update_meta(
        self,
        conversation_id: str,
        expression: str,
        *,
        names: dict[str, str] | None = None,
        values: dict[str, Any] | None = None,
    ) -> None:
        filled = {"ExpressionAttributeValues": to_item(values)} if values else {}
        named = {"ExpressionAttributeNames": names} if names else {}
        self._client.update_item(
            TableName=self._table,
            Key=to_item({"pk": rows.pk(conversation_id), "sk": "META"}),
            UpdateExpression=expression,
            **named,
            **filled,
        )

    def _set_state(self, parcel: Parcel, state: str, allowed: tuple[str, ...]) -> None:
        condition = "#s = :from" if allowed else "attribute_exists(pk)"
        values = {":s": {"S": state}} | ({":from": {"S": allowed[0]}} if allowed else {})
        self._client.update_item(
            TableName=self._table,
            Key=to_item({"pk": rows.pk(parcel.conversation_id), "sk": f"OUT#{parcel.reply_id}"}),
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
                "Key": to_item({"pk": rows.pk(conversation_id), "sk": "META"}),
                "UpdateExpression": expression,
                "ExpressionAttributeValues": to_item(
                    {_PLACE.findall(key)[-1]: value for key, value in kept.items()}
                ),
                **names,
            }
        }

    def _get(self, conversation_id: str, row: str) -> dict[str, Any]:
        answer = self._client.get_item(
            TableName=self._table,
            Key=to_item({"pk": rows.pk(conversation_id), "sk": row}),
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
            ExpressionAttributeValues=to_item({":pk": rows.pk(conversation_id)} | values),
            ScanIndexForward=forward,
            ConsistentRead=True,
            Limit=limit,
        )
        return [from_item(item) for item in answer["Items"]]
