"""The turn machine's request: what may be offered to this customer?"""

from typing import Any

from pydantic import TypeAdapter

from functions.offers.service import OfferDesk
from shared.contracts import GrantOffer
from shared.domain.evidence import Fact
from shared.runtime import wiring
from shared.runtime.telemetry import logger

_FACTS: TypeAdapter[tuple[Fact, ...]] = TypeAdapter(tuple[Fact, ...])


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> list[dict[str, Any]]:
    desk = OfferDesk(
        wiring.company(),
        wiring.errands(),
        wiring.granted_offers(),
        wiring.systems().commerce,
        wiring.orders(),
        wiring.today(),
    )
    told = desk.grant(GrantOffer.model_validate(event))
    return list(_FACTS.dump_python(told, mode="json"))
