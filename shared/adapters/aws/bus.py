"""Events on the company's bus."""

import json
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.domain.errors import TransientError

COMPANY_SYSTEMS = "company.systems"
DESK = "careline.desk"
"""Of what colleagues decide."""
CALLS = "careline.calls"
"""Of what becomes of calls outside any turn."""


class CompanyBus:
    """Speaks as the company's own systems do, for the demo's, which have no other voice; or as
    another `source`. `endpoint` is another than AWS's own."""

    def __init__(
        self, name: str, source: str = COMPANY_SYSTEMS, endpoint: str | None = None
    ) -> None:
        self._name = name
        self._source = source
        self._client = client("events", endpoint)

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        """Raises TransientError where the bus did not take it."""
        detail = {"occurred_at": datetime.now(UTC).isoformat(), **told}
        entry = {
            "EventBusName": self._name,
            "Source": self._source,
            "DetailType": kind,
            "Detail": json.dumps(detail),
        }
        try:
            answer = self._client.put_events(Entries=[entry])
        except (BotoCoreError, ClientError) as error:
            raise TransientError(f"the bus did not take {kind}") from error
        if answer.get("FailedEntryCount"):
            raise TransientError(f"the bus did not take {kind}")
