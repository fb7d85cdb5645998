"""What customers asked lately: the ledger tells which turns there were, a partition a day, and at
which keys of the conversations their words are. No table is read whole."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from shared.adapters.aws import conversation_rows as rows
from shared.adapters.aws.batches import read_rows
from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, to_item
from shared.ports.past import Past

DAYS = 30
MOST_ROWS = 20_000
"""Turns of the ledger that are looked through at most, the newest days first."""


class DynamoPast:
    """`endpoint` is another than AWS's own."""

    def __init__(
        self,
        ledger: str,
        conversations: str,
        now: Callable[[], datetime],
        endpoint: str | None = None,
    ) -> None:
        self._ledger, self._conversations, self._now = ledger, conversations, now
        self._client = client("dynamodb", endpoint)

    def latest(self, limit: int, *, unanswered: bool = False) -> list[Past]:
        turns: list[dict[str, Any]] = []
        handed_over: dict[str, str] = {}
        for turn in islice(self._turns(), MOST_ROWS):
            if turn["desk"] == "human":
                last = handed_over.get(turn["conversation_id"], "")
                handed_over[turn["conversation_id"]] = max(last, turn["sent_at"])
            if not unanswered or turn.get("unanswered"):
                turns.append(turn)
            if not unanswered and len(turns) >= limit:
                break
        found = self._words(turns[:limit])
        return [
            past
            for turn in turns[:limit]
            if (past := _past(turn, found, handed_over.get(turn["conversation_id"], "")))
        ]

    def _turns(self) -> Iterator[dict[str, Any]]:
        """The newest first."""
        today = self._now().date()
        for days in range(DAYS):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._ledger,
                KeyConditionExpression="pk = :day",
                ExpressionAttributeValues=to_item({":day": f"D#{today - timedelta(days=days)}"}),
            )
            that_day = (from_item(item) for page in pages for item in page["Items"])
            yield from sorted(that_day, key=lambda row: row["sent_at"], reverse=True)

    def _words(self, turns: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
        keys = list(dict.fromkeys(key for turn in turns for key in _keys(turn)))
        wanted = ({"pk": pk, "sk": sk} for pk, sk in keys)
        read = read_rows(self._client, self._conversations, wanted)
        return {(row["pk"], row["sk"]): row for row in read}


def _keys(turn: dict[str, Any]) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
    """Of the message, the reply, and the conversation."""
    pk = rows.pk(turn["conversation_id"])
    sent, recorded = (datetime.fromisoformat(turn[name]) for name in ("sent_at", "recorded_at"))
    asked, told = rows.row(sent, turn["message_id"]), rows.row(recorded, turn["reply_id"])
    return (pk, asked), (pk, told), (pk, "META")


def _past(
    turn: dict[str, Any], found: dict[tuple[str, str], dict[str, Any]], handed_over: str
) -> Past | None:
    """None where the words are gone: conversations are kept for a while only."""
    asked, told, meta = (found.get(key) for key in _keys(turn))
    if asked is None or told is None or meta is None:
        return None
    return Past(
        id=turn["message_id"],
        question=asked["text"],
        customer=json.loads(meta["participant"])["customer_id"],
        answer=told["text"],
        is_unanswered=bool(turn.get("unanswered")),
        is_handed_over=handed_over >= turn["sent_at"],
    )
