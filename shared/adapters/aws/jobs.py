"""The console's jobs in one DynamoDB table.

pk           sk             what
JOB#<id>     JOB            the job, and how far it is
JOB#<id>     F#<number>     one finding
LAST         <kind>         the last that was finished of what is published
ASIDE        <message>      a question that needs no article, who said so, and why
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, is_condition_failure, to_item
from shared.domain.errors import NotFound
from shared.ports.jobs import Finding, Job, JobKind, JobState

_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_KEEP = timedelta(days=30)
"""How long a job and its findings are kept: they hold customers' words."""
_AT_ONCE = 25


class DynamoJobs:
    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def ask(self, job: Job) -> None:
        row = _JOB.dump_python(job, mode="json")
        self._put(f"JOB#{job.id}", "JOB", row | {"expires_at": _expiry()})

    def find(self, job_id: str) -> Job:
        row = self._get(f"JOB#{job_id}", "JOB")
        if row is None:
            raise NotFound(f"there is no job {job_id}: it may have expired, so ask again")
        return _JOB.validate_python(row)

    def go_on(self, job_id: str, done: int, all_: int) -> None:
        self._change(job_id, JobState.RUNNING, done=done, all=all_)

    def finish(self, job_id: str, findings: Iterable[Finding]) -> None:
        self._clear(job_id)
        rows = [
            {
                "pk": f"JOB#{job_id}",
                "sk": f"F#{at:06}",
                "finding": json.dumps(found),
                "expires_at": _expiry(),
            }
            for at, found in enumerate(findings)
        ]
        self._write([{"PutRequest": {"Item": to_item(row)}} for row in rows])
        self._change(job_id, JobState.DONE)
        job = self.find(job_id)
        if not job.draft:
            self._put("LAST", job.kind.value, {"job": job_id})

    def fail(self, job_id: str, problem: str) -> None:
        self._change(job_id, JobState.FAILED, problem=problem)

    def findings(self, job_id: str) -> list[Finding]:
        return [json.loads(row["finding"]) for row in self._query(f"JOB#{job_id}", "F#")]

    def last(self, kind: JobKind) -> Job | None:
        row = self._get("LAST", kind.value)
        try:
            return self.find(row["job"]) if row else None
        except NotFound:
            return None

    def set_aside(self, message_ids: Iterable[str], person: str, reason: str) -> None:
        about = {"pk": "ASIDE", "person": person, "reason": reason, "at": _now().isoformat()}
        rows = [about | {"sk": each} for each in message_ids]
        self._write([{"PutRequest": {"Item": to_item(row)}} for row in rows])

    def aside(self) -> set[str]:
        return {row["sk"] for row in self._query("ASIDE")}

    def _change(self, job_id: str, state: JobState, **values: Any) -> None:
        named = {"state": state.value, **values}
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": f"JOB#{job_id}", "sk": "JOB"}),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in named),
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={f"#{name}": name for name in named},
                ExpressionAttributeValues=to_item({f":{k}": v for k, v in named.items()}),
            )
        except ClientError as error:
            if is_condition_failure(error):
                raise NotFound(f"there is no job {job_id}") from error
            raise

    def _clear(self, job_id: str) -> None:
        """What an earlier try of the same job has left."""
        old = self._query(f"JOB#{job_id}", "F#")
        keys = [to_item({"pk": row["pk"], "sk": row["sk"]}) for row in old]
        self._write([{"DeleteRequest": {"Key": key}} for key in keys])

    def _write(self, requests: list[dict[str, Any]]) -> None:
        for start in range(0, len(requests), _AT_ONCE):
            left = requests[start : start + _AT_ONCE]
            while left:
                answer = self._client.batch_write_item(RequestItems={self._table: left})
                left = answer.get("UnprocessedItems", {}).get(self._table, [])

    def _put(self, pk: str, sk: str, values: dict[str, Any]) -> None:
        row = {"pk": pk, "sk": sk, **values}
        self._client.put_item(TableName=self._table, Item=to_item(row))

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        key = to_item({"pk": pk, "sk": sk})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return from_item(answer["Item"]) if "Item" in answer else None

    def _query(self, pk: str, beginning: str = "") -> list[dict[str, Any]]:
        condition, values = "pk = :pk", {":pk": pk}
        if beginning:
            condition, values = f"{condition} AND begins_with(sk, :b)", values | {":b": beginning}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=to_item(values),
            ConsistentRead=True,
        )
        return [from_item(item) for page in pages for item in page["Items"]]


def _now() -> datetime:
    return datetime.now(UTC)


def _expiry() -> int:
    return int((_now() + _KEEP).timestamp())
