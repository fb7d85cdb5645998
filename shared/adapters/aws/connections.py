"""Tickets and live connections in a DynamoDB table of their own: short-lived rows, no backups."""

from datetime import datetime

from botocore.exceptions import ClientError

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, is_condition_failure, to_item


class DynamoConnections:
    """Rows T#<ticket>/TICKET and C#<conversation>/<connection>; both expire by themselves."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def issue_ticket(self, ticket: str, conversation_id: str, expires_at: datetime) -> None:
        self._put(
            {
                "pk": f"T#{ticket}",
                "sk": "TICKET",
                "conversation_id": conversation_id,
                "expires_at": int(expires_at.timestamp()),
            }
        )

    def redeem_ticket(self, ticket: str, now: datetime) -> str | None:
        try:
            spent = self._client.delete_item(
                TableName=self._table,
                Key=to_item({"pk": f"T#{ticket}", "sk": "TICKET"}),
                ConditionExpression="expires_at > :now",
                ExpressionAttributeValues=to_item({":now": int(now.timestamp())}),
                ReturnValues="ALL_OLD",
            )
        except ClientError as error:
            if is_condition_failure(error):
                return None
            raise
        return str(from_item(spent["Attributes"])["conversation_id"])

    def open(self, conversation_id: str, connection_id: str, expires_at: datetime) -> None:
        self._put(
            {
                "pk": f"C#{conversation_id}",
                "sk": connection_id,
                "expires_at": int(expires_at.timestamp()),
            }
        )

    def close(self, conversation_id: str, connection_id: str) -> None:
        self._client.delete_item(
            TableName=self._table,
            Key=to_item({"pk": f"C#{conversation_id}", "sk": connection_id}),
        )

    def of(self, conversation_id: str) -> list[str]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": f"C#{conversation_id}"}),
        )
        return [str(from_item(item)["sk"]) for item in answer["Items"]]

    def _put(self, values: dict[str, object]) -> None:
        self._client.put_item(TableName=self._table, Item=to_item(values))
