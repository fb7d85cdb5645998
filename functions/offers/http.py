"""The console's HTTP API about offers. It has a function of its own, since whether a code was used
is the shop's to say, and the console's, which reads files of any kind, shall hold no key of one."""

from typing import Any

from functions.console.staff import Anybody, Carer
from functions.offers import api
from functions.offers.overview import find_customer, held_by, tally
from shared.domain.offers import NAME
from shared.runtime import wiring
from shared.runtime.http import new_app, serve
from shared.runtime.telemetry import logger

MAX_BODY = 1_000
"""Characters of a request, which names a customer."""
_V1 = "/v1/console/offers"

app = new_app("Careline console: offers", openapi_url=None)


@app.get(_V1)
async def read_offers(_: Anybody) -> api.OffersCard:
    """What the pack lets the assistant give, and how often it was given."""
    company, errands = wiring.company(), wiring.errands()
    tallies = tally(company.offers, errands, wiring.today())
    return api.offers_of(tallies, company, errands.stopped().get(NAME))


@app.post(f"{_V1}/held")
async def read_held(whose: api.Whose, person: Carer) -> api.HeldBy:
    """What one customer was given, and whether it was used."""
    customer = find_customer(whose.customer, wiring.customers())
    logger.info("looked at offers", extra={"person": person.name, "customer": customer.id})
    commerce, today = wiring.systems().commerce, wiring.today()
    held = held_by(customer.id, wiring.granted_offers(), commerce, today)
    return api.held_of(customer, held, wiring.company())


_serve = serve(app, MAX_BODY)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _serve(event, context)
