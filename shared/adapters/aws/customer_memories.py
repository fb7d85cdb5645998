"""What is remembered of customers, beside their conversations.

pk              sk      what
P#<customer>    MEMORY  their consent, preferences and cases; gone at `expires_at`
"""

from typing import Any

from pydantic import TypeAdapter

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, to_item
from shared.domain.customer_memory import UNKNOWN, CustomerMemory
from shared.ports.conversations import Kept

_MEMORY = TypeAdapter(CustomerMemory)


class DynamoCustomerMemories:
    """See the port for what each method promises."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def of(self, customer_id: str) -> CustomerMemory:
        answer = self._client.get_item(
            TableName=self._table, Key=to_item(_key(customer_id)), ConsistentRead=True
        )
        row = from_item(answer.get("Item", {}))
        return _MEMORY.validate_json(row["memory"]) if row else UNKNOWN


def keeping(table: str, kept: Kept) -> dict[str, Any]:
    """The write of a transaction that keeps it."""
    until = kept.memory.until
    row = _key(kept.customer_id) | {
        "memory": _MEMORY.dump_json(kept.memory).decode(),
        "version": kept.memory.version,
        "expires_at": int(until.timestamp()) if until else None,
    }
    put: dict[str, Any] = {"TableName": table, "Item": to_item(row)}
    if not kept.at_any_rate:
        put["ConditionExpression"] = "attribute_not_exists(pk) OR version = :after"
        put["ExpressionAttributeValues"] = to_item({":after": kept.after})
    return {"Put": put}


def _key(customer_id: str) -> dict[str, Any]:
    return {"pk": f"P#{customer_id}", "sk": "MEMORY"}
