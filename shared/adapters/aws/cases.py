"""Handoffs, the rows H#… of a conversation; see conversations.py for what stands where."""

from datetime import datetime

from shared.adapters.aws import conversation_rows as rows
from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, to_item
from shared.ports.conversations import Case


class DynamoCases:
    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def of(self, conversation_id: str) -> Case | None:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :h)",
            ExpressionAttributeValues=to_item({":pk": rows.pk(conversation_id), ":h": "H#"}),
            ConsistentRead=True,
        )
        found = [
            Case(
                id=row["sk"].removeprefix("H#"),
                reason=row["reason"],
                requested_at=datetime.fromisoformat(row["requested_at"]),
            )
            for row in map(from_item, answer["Items"])
        ]
        return max(found, key=lambda case: case.requested_at, default=None)
