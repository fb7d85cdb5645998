"""What customers asked, and what they were told, from the conversations' table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.adapters.aws.items import from_item


@dataclass(frozen=True)
class Past:
    """`outcomes` and `desks` are of each wish of the message."""

    question: str
    customer: str | None
    answer: str
    desks: tuple[str, ...]
    outcomes: tuple[str | None, ...]

    @property
    def is_unanswered(self) -> bool:
        return "unknown" in self.outcomes


def read_past(dynamodb: Any, table: str) -> Iterator[Past]:
    """Every turn on file. Reads the whole table: for a tool, not for a function."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    rows = [from_item(item) for page in pages for item in page["Items"]]
    known = {(row["pk"], row["id"]): row for row in rows if row["sk"].startswith("M#")}
    people = {row["pk"]: row["participant"] for row in rows if row["sk"] == "META"}
    for row in known.values():
        asked = known.get((row["pk"], row.get("in_reply_to")))
        if asked is None or "trace" not in row:
            continue
        trace = json.loads(row["trace"])
        yield Past(
            question=asked["text"],
            customer=json.loads(people[row["pk"]])["customer_id"],
            answer=row["text"],
            desks=tuple(decision["desk"] for decision in trace["decided"]["decisions"]),
            outcomes=tuple(grounds.get("outcome") for grounds in trace["grounds"]),
        )
