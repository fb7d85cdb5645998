"""Which web hooks were taken in: rows W#<source>#<id> of the connections' table, which expire."""

from datetime import UTC, datetime

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import to_item


class DynamoDeliveries:
    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def has(self, source: str, delivery: str) -> bool:
        """A row that is not swept yet counts no more once it has expired."""
        key = {"pk": f"W#{source}#{delivery}", "sk": "SEEN"}
        answer = self._client.get_item(TableName=self._table, Key=to_item(key), ConsistentRead=True)
        expires = int(answer.get("Item", {}).get("expires_at", {"N": "0"})["N"])
        return expires > datetime.now(UTC).timestamp()

    def keep(self, source: str, delivery: str, until: datetime) -> None:
        row = {"pk": f"W#{source}#{delivery}", "sk": "SEEN", "expires_at": int(until.timestamp())}
        self._client.put_item(TableName=self._table, Item=to_item(row))
