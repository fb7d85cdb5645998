"""Between Python values and DynamoDB's attribute values, and the names of its errors."""

from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_item(values: dict[str, Any]) -> dict[str, Any]:
    """`values` as an item; None is left out, for an absent attribute says it better."""
    return {key: _serialize(value) for key, value in values.items() if value is not None}


def from_item(item: dict[str, Any]) -> dict[str, Any]:
    return {key: _deserialize(value) for key, value in item.items()}


def is_condition_failure(error: ClientError) -> bool:
    """Whether a condition said no, rather than the service failing."""
    code = error.response["Error"]["Code"]
    if code == "TransactionCanceledException":
        return "ConditionalCheckFailed" in _reasons(error)
    return code == "ConditionalCheckFailedException"


def is_conflict(error: ClientError) -> bool:
    """Whether another transaction was writing the same rows just then."""
    return "TransactionConflict" in _reasons(error)


def _reasons(error: ClientError) -> set[str]:
    return {reason.get("Code", "") for reason in error.response.get("CancellationReasons", [])}
