"""What errands have given away in a day, as conditional counters in DynamoDB.

pk                    sk              what
BUDGET#<action>#<day> ALL             cents and times of the whole company
BUDGET#<action>#<day> C#<customer>    of one customer
SPENT#<key>           SPENT           that this change has been counted
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from botocore.exceptions import ClientError
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from shared.adapters.aws.batches import read_rows
from shared.adapters.aws.clients import client
from shared.adapters.aws.items import (
    is_condition_failure,
    is_conflict,
    to_item,
)
from shared.domain.errands.authority import Limit, Spending

_UNLIMITED = 10**15
_NEVER = "attribute_exists(never_there)"
"""A condition that no row fulfils."""


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, ClientError) and is_conflict(error) and not is_condition_failure(error)


_when_busy = retry(
    retry=retry_if_exception(_is_busy),
    wait=wait_random_exponential(multiplier=0.02, max=0.5),
    stop=stop_after_attempt(30),
    reraise=True,
)
"""DynamoDB cancels a transaction whose rows another one is writing:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html"""


class DynamoBudget:
    def __init__(self, table: str, endpoint: str | None = None) -> None:
        self._table = table
        self._client = client("dynamodb", endpoint)

    def spend(self, spending: Spending, limit: Limit, *, approved: bool = False) -> bool:
        caps = (
            ("ALL", limit.company_day, limit.company_times),
            (f"C#{spending.customer_id}", limit.customer_day, limit.customer_times),
        )
        writes: list[dict[str, Any]] = [self._mark(spending, "attribute_not_exists(pk)")]
        for row, cents, times in caps:
            writes.append(self._add(spending, row, cents, times, is_capped=not approved))
        try:
            self._write(writes)
        except ClientError as error:
            if not is_condition_failure(error):
                raise
            marked = error.response["CancellationReasons"][0].get("Code")
            return bool(marked == "ConditionalCheckFailed")
        return True

    def give_back(self, spending: Spending) -> None:
        back = Spending(
            spending.key, spending.action, spending.customer_id, spending.day, -spending.minor
        )
        writes = [self._unmark(spending)]
        for row in ("ALL", f"C#{spending.customer_id}"):
            writes.append(self._add(back, row, None, None, is_capped=False, times=-1))
        try:
            self._write(writes)
        except ClientError as error:
            if not is_condition_failure(error):
                raise

    def times(self, action: str, days: Collection[date]) -> dict[date, int]:
        named = {f"BUDGET#{action}#{day}": day for day in days}
        wanted = ({"pk": pk, "sk": "ALL"} for pk in named)
        read = read_rows(self._client, self._table, wanted)
        done = {named[row["pk"]]: int(row["times"]) for row in read}
        return {day: times for day, times in done.items() if times}

    @_when_busy
    def _write(self, writes: list[dict[str, Any]]) -> None:
        self._client.transact_write_items(TransactItems=writes)

    def _mark(self, spending: Spending, condition: str) -> dict[str, Any]:
        item = to_item({"pk": f"SPENT#{spending.key}", "sk": "SPENT", "minor": spending.minor})
        return {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": condition}}

    def _unmark(self, spending: Spending) -> dict[str, Any]:
        return {
            "Delete": {
                "TableName": self._table,
                "Key": to_item({"pk": f"SPENT#{spending.key}", "sk": "SPENT"}),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }

    def _add(
        self,
        spending: Spending,
        row: str,
        cents: int | None,
        most: int | None,
        *,
        is_capped: bool,
        times: int = 1,
    ) -> dict[str, Any]:
        """Add to one counter, unless that would pass its caps. An absent counter stands at 0, which
        a condition cannot add to: so it asks whether what there is leaves room."""
        values = {":c": spending.minor, ":t": times}
        condition = {}
        if is_capped:
            room = (_UNLIMITED if cents is None else cents) - spending.minor
            left = (_UNLIMITED if most is None else most) - 1
            fits = "attribute_not_exists(cents) OR (cents <= :room AND times <= :left)"
            has_room = min(room, left) >= 0
            condition = {"ConditionExpression": fits if has_room else _NEVER}
            values |= {":room": room, ":left": left} if has_room else {}
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_item({"pk": f"BUDGET#{spending.action}#{spending.day}", "sk": row}),
                "UpdateExpression": "ADD cents :c, times :t",
                "ExpressionAttributeValues": to_item(values),
                **condition,
            }
        }
