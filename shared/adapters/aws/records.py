"""The demo's records in one DynamoDB table: a partition for each kind and owner, so that what a
customer owns is one query, and a pointer from each record's id to its owner."""

import json
from typing import Any

from botocore.exceptions import ClientError

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, is_condition_failure, is_conflict, to_item
from shared.domain.errors import Conflict
from shared.ports.systems.records import Record


class DynamoRecords:
    def __init__(self, table: str, endpoint: str | None = None) -> None:
        self._table = table
        self._client = client("dynamodb", endpoint)

    def get(self, kind: str, id_: str) -> Record | None:
        pointer = self._get(f"ID#{kind}", id_)
        row = self._get(f"{kind}#{pointer['owner']}", id_) if pointer else None
        return _record(kind, row) if row else None

    def of(self, kind: str, owner: str) -> list[Record]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": f"{kind}#{owner}"}),
            ConsistentRead=True,
        )
        return [_record(kind, from_item(item)) for item in answer["Items"]]

    def put(self, record: Record) -> None:
        row = {
            "pk": f"{record.kind}#{record.owner}",
            "sk": record.id,
            "owner": record.owner,
            "value": json.dumps(record.value),
            "version": record.version + 1,
        }
        pointer = {"pk": f"ID#{record.kind}", "sk": record.id, "owner": record.owner}
        is_new = record.version == 0
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if not is_new:
            condition = {
                "ConditionExpression": "version = :v",
                "ExpressionAttributeValues": to_item({":v": record.version}),
            }
        puts = [{"TableName": self._table, "Item": to_item(row), **condition}]
        if is_new:
            puts.append({"TableName": self._table, "Item": to_item(pointer)})
        try:
            self._client.transact_write_items(TransactItems=[{"Put": put} for put in puts])
        except ClientError as error:
            if is_condition_failure(error) or is_conflict(error):
                raise Conflict(f"{record.kind} {record.id} has changed meanwhile") from error
            raise

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        answer = self._client.get_item(
            TableName=self._table, Key=to_item({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return from_item(answer["Item"]) if "Item" in answer else None


def _record(kind: str, row: dict[str, Any]) -> Record:
    return Record(kind, row["sk"], row["owner"], json.loads(row["value"]), int(row["version"]))
