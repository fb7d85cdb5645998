"""Events on the company's bus."""

import json
from datetime import UTC, datetime
from typing import Any

from shared.adapters.aws.clients import client
from shared.domain.errors import TransientError

COMPANY_SYSTEMS = "company.systems"


class CompanyBus:
    """Speaks as the company's own systems do: for the demo's, which have no other voice."""

    def __init__(self, name: str) -> None:
        self._name = name

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        """Raises TransientError where the bus did not take it."""
        detail = {"occurred_at": datetime.now(UTC).isoformat(), **told}
        answer = client("events").put_events(
            Entries=[
                {
                    "EventBusName": self._name,
                    "Source": COMPANY_SYSTEMS,
                    "DetailType": kind,
                    "Detail": json.dumps(detail),
                }
            ]
        )
        if answer.get("FailedEntryCount"):
            raise TransientError(f"the bus did not take {kind}")
