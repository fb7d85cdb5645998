"""What customers were given, beside the counters of the errands.

pk                 sk            what
OFFERS#<customer>  <day>#<code>  one offer; gone at `expires_at`, when nothing depends on it
"""

from datetime import UTC, datetime, time, timedelta

from pydantic import TypeAdapter

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import from_item, to_item
from shared.domain.offers import Granted

_GRANTED = TypeAdapter(Granted)


class DynamoOffers:
    """See the port for what each method promises."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def held_by(self, customer_id: str) -> list[Granted]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": _place(customer_id)}),
            ConsistentRead=True,
        )
        rows = map(from_item, answer["Items"])
        return [_GRANTED.validate_json(row["granted"]) for row in rows]

    def keep(self, granted: Granted) -> None:
        last = max(granted.until, granted.again_from) + timedelta(days=1)
        row = {
            "pk": _place(granted.customer_id),
            "sk": f"{granted.on.isoformat()}#{granted.code}",
            "granted": _GRANTED.dump_json(granted).decode(),
            "expires_at": int(datetime.combine(last, time(), UTC).timestamp()),
        }
        self._client.put_item(TableName=self._table, Item=to_item(row))


def _place(customer_id: str) -> str:
    return f"OFFERS#{customer_id}"
