"""Runs of errands in one DynamoDB table.

pk                  sk              what
RUN#<run>           RUN             the run, what it waits for, and who listens to it
RUN#<run>           A#<time>#<step> one line of its audit
RUN#<run>           APPROVAL        who is asked, and who has said yes
APPROVALS           <run>           that somebody is asked
EXPECTED#<subject>  <run>           an event about the subject moves the run
STUCK               <run>           a person must look at the run
CLAIM#<what>        RUN             the one run that may do this, until it ends
OFF                 <errand>        the company has stopped this errand
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from shared.adapters.aws.budget import DynamoBudget
from shared.adapters.aws.items import from_item, is_condition_failure, to_item
from shared.domain.errands.run import Run
from shared.domain.errors import NotFound, TransientError
from shared.domain.evidence import Fact
from shared.ports.errands import Approval, AuditEntry

_RUN: TypeAdapter[Run] = TypeAdapter(Run)
_WORDS: TypeAdapter[tuple[Fact, ...]] = TypeAdapter(tuple[Fact, ...])


class DynamoErrands(DynamoBudget):
    """See the port for what each method promises. `endpoint` is another than AWS's own."""

    def begin(self, run: Run, listener: str | None) -> None:
        row = {"run": _text(run), "version": run.version, "listener": listener}
        try:
            self._put(_run(run.id), "RUN", row, "attribute_not_exists(pk)")
        except ClientError as error:
            if not is_condition_failure(error):
                raise

    def find(self, run_id: str) -> Run:
        return _RUN.validate_json(self._row(run_id)["run"])

    def save(self, run: Run) -> Run:
        return self._save(run, "SET run = :run, version = :new")

    def answer(self, run: Run, listener: str) -> str | None:
        row = self._row(run.id)
        if row.get("answered_by") == listener:
            return str(row["token"]) if "token" in row else None
        if "token" not in row:
            return None
        saved = "SET run = :run, version = :new, listener = :l, answered_by = :l REMOVE unsaid_for"
        self._save(run, saved, {":l": listener})
        return str(row["token"])

    def wait(self, run: Run, token: str) -> Run:
        return self._save(run, "SET run = :run, version = :new, #t = :t", {":t": token})

    def token(self, run_id: str) -> str | None:
        token = self._row(run_id).get("token")
        return str(token) if token else None

    def speak(self, run: Run) -> bool:
        return self._changes(
            run.id,
            "SET unsaid_for = listener, unsaid = :w REMOVE listener",
            "attribute_exists(listener)",
            {":w": _WORDS.dump_json(run.words).decode()},
        )

    def heard(self, run_id: str, listener: str) -> tuple[Fact, ...] | None:
        row = self._row(run_id)
        return _WORDS.validate_json(row["unsaid"]) if row.get("unsaid_for") == listener else None

    def stop_listening(self, run_id: str, listener: str) -> bool:
        return self._changes(run_id, "REMOVE listener", "listener = :l", {":l": listener})

    def ask_approval(self, approval: Approval) -> None:
        kept = {
            "errand": approval.errand,
            "conversation_id": approval.conversation_id,
            "needed": approval.needed,
            "words": list(approval.words),
        }
        try:
            self._put(_run(approval.run_id), "APPROVAL", kept, "attribute_not_exists(pk)")
        except ClientError as error:
            if not is_condition_failure(error):
                raise
        self._put("APPROVALS", approval.run_id, {})

    def approval(self, run_id: str) -> Approval | None:
        row = self._item(_run(run_id), "APPROVAL")
        return _approval(run_id, row) if row else None

    def approvals(self) -> list[Approval]:
        asked = [row["sk"] for row in self._query("APPROVALS")]
        return [_approval(run, self._get(_run(run), "APPROVAL")) for run in asked]

    def approve(self, run_id: str, person: str) -> Approval:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": _run(run_id), "sk": "APPROVAL"}),
                UpdateExpression="ADD given_by :p",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":p": {"SS": [person]}},
            )
        except ClientError as error:
            if is_condition_failure(error):
                raise NotFound(f"nobody is asked about {run_id}") from error
            raise
        return _approval(run_id, self._get(_run(run_id), "APPROVAL"))

    def settle_approval(self, run_id: str) -> None:
        self._delete("APPROVALS", run_id)

    def call_for_help(self, run_id: str) -> None:
        self._put("STUCK", run_id, {})

    def stuck(self) -> list[str]:
        return [row["sk"] for row in self._query("STUCK")]

    def settle_help(self, run_id: str) -> None:
        self._delete("STUCK", run_id)

    def expect(self, subject: str, run_id: str) -> None:
        self._put(f"EXPECTED#{subject}", run_id, {})

    def expecting(self, subject: str) -> list[str]:
        return [row["sk"] for row in self._query(f"EXPECTED#{subject}")]

    def expect_no_more(self, subject: str, run_id: str) -> None:
        self._delete(f"EXPECTED#{subject}", run_id)

    def claim(self, what: str, run_id: str) -> bool:
        try:
            self._put(f"CLAIM#{what}", "RUN", {"run": run_id}, "attribute_not_exists(pk)")
        except ClientError as error:
            if not is_condition_failure(error):
                raise
            return self._item(f"CLAIM#{what}", "RUN").get("run") == run_id
        return True

    def let_go(self, what: str, run_id: str) -> None:
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=to_item({"pk": f"CLAIM#{what}", "sk": "RUN"}),
                ConditionExpression="run = :run",
                ExpressionAttributeValues=to_item({":run": run_id}),
            )
        except ClientError as error:
            if not is_condition_failure(error):
                raise

    def is_off(self, errand: str) -> bool:
        return bool(self._item("OFF", errand))

    def switch(self, errand: str, *, off: bool, person: str = "") -> None:
        if off:
            self._put("OFF", errand, {"person": person})
        else:
            self._delete("OFF", errand)

    def stopped(self) -> dict[str, str]:
        return {row["sk"]: row.get("person", "") for row in self._query("OFF")}

    def note(self, entry: AuditEntry) -> None:
        line = {"step": entry.step, "what": entry.what, "receipt": entry.receipt or None}
        place = f"A#{entry.at.isoformat(timespec='microseconds')}#{entry.step}"
        self._put(_run(entry.run_id), place, line)

    def audit(self, run_id: str) -> list[AuditEntry]:
        return [
            AuditEntry(
                run_id,
                datetime.fromisoformat(row["sk"].split("#")[1]),
                row["step"],
                row["what"],
                row.get("receipt", ""),
            )
            for row in self._query(_run(run_id))
            if row["sk"].startswith("A#")
        ]

    def _save(self, run: Run, update: str, values: dict[str, Any] | None = None) -> Run:
        saved = replace(run, version=run.version + 1)
        filled = {
            ":run": _text(saved),
            ":new": saved.version,
            ":old": run.version,
            **(values or {}),
        }
        names = {"ExpressionAttributeNames": {"#t": "token"}} if "#t" in update else {}
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": _run(run.id), "sk": "RUN"}),
                UpdateExpression=update,
                ConditionExpression="version = :old",
                ExpressionAttributeValues=to_item(filled),
                **names,
            )
        except ClientError as error:
            if is_condition_failure(error):
                raise TransientError(f"the run {run.id} was moved by another") from error
            raise
        return saved

    def _changes(
        self, run_id: str, update: str, condition: str, values: dict[str, Any] | None = None
    ) -> bool:
        filled = {"ExpressionAttributeValues": to_item(values)} if values else {}
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_item({"pk": _run(run_id), "sk": "RUN"}),
                UpdateExpression=update,
                ConditionExpression=condition,
                **filled,
            )
        except ClientError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def _row(self, run_id: str) -> dict[str, Any]:
        return self._get(_run(run_id), "RUN")

    def _get(self, pk: str, sk: str) -> dict[str, Any]:
        item = self._item(pk, sk)
        if not item:
            raise NotFound(f"there is no {sk.lower()} {pk.partition('#')[2]}")
        return item

    def _item(self, pk: str, sk: str) -> dict[str, Any]:
        answer = self._client.get_item(
            TableName=self._table, Key=to_item({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return from_item(answer.get("Item", {}))

    def _put(self, pk: str, sk: str, values: dict[str, Any], condition: str = "") -> None:
        guarded = {"ConditionExpression": condition} if condition else {}
        self._client.put_item(
            TableName=self._table, Item=to_item({"pk": pk, "sk": sk, **values}), **guarded
        )

    def _delete(self, pk: str, sk: str) -> None:
        self._client.delete_item(TableName=self._table, Key=to_item({"pk": pk, "sk": sk}))

    def _query(self, pk: str) -> list[dict[str, Any]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": pk}),
            ConsistentRead=True,
        )
        return [from_item(item) for page in pages for item in page["Items"]]


def _run(run_id: str) -> str:
    return f"RUN#{run_id}"


def _text(run: Run) -> str:
    return json.dumps(_RUN.dump_python(run, mode="json"))


def _approval(run_id: str, row: dict[str, Any]) -> Approval:
    return Approval(
        run_id,
        row["errand"],
        row["conversation_id"],
        int(row["needed"]),
        tuple(row["words"]),
        tuple(sorted(row.get("given_by", ()))),
    )
