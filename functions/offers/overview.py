"""What colleagues are shown of offers: how much of each was given, and what one customer has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.domain.errors import NotFound, Refused, TransientError
from shared.domain.offers import Granted, Offer, Offers
from shared.domain.orders import Customer
from shared.ports.errands import Errands
from shared.ports.knowledge import Customers
from shared.ports.offers import GrantedOffers
from shared.ports.systems.commerce import Commerce

LATELY = 30
"""Days that are counted, today among them."""
_BETWEEN_DIGITS = re.compile(r"[\s()./-]")


@dataclass(frozen=True)
class Tally:
    """How often an offer was given: `today`, and in the last LATELY days, on `full_days` of which
    the day's cap was reached."""

    offer: Offer
    today: int
    lately: int
    full_days: int


class State(StrEnum):
    """Of a code that a customer was given."""

    OPEN = "open"
    USED = "used"
    """Or taken away in the shop, which then knows nothing of it."""
    ENDED = "ended"
    """Its days are over, and no order was placed with it."""
    UNKNOWN = "unknown"
    """The shop does not answer."""


@dataclass(frozen=True)
class Held:
    granted: Granted
    state: State


def tally(offers: Offers, errands: Errands, today: date) -> list[Tally]:
    """In the pack's order, from the counters that cap them."""
    days = [today - timedelta(days=ago) for ago in range(LATELY)]
    return [_tally(offer, errands, days) for offer in offers.rules]


def _tally(offer: Offer, errands: Errands, days: Sequence[date]) -> Tally:
    given = errands.times(offer.limit.action, days)
    cap = offer.limit.company_times
    full = sum(cap is not None and times >= cap for times in given.values())
    return Tally(offer, given.get(days[0], 0), sum(given.values()), full)


def find_customer(named: str, customers: Customers) -> Customer:
    """By e-mail address, phone number (E.164) or id. Raises NotFound."""
    words = named.strip()
    if "@" in words:
        found = customers.by_email(words)
    elif words.startswith("+"):
        found = customers.by_phone(_BETWEEN_DIGITS.sub("", words))
    else:
        found = customers.by_id(words)
    if found is None:
        raise NotFound(
            "no one customer is known by that: give an e-mail address, a phone number with its "
            "country code, or a customer's id"
        )
    return found


def held_by(
    customer_id: str, granted: GrantedOffers, commerce: Commerce, today: date
) -> list[Held]:
    """What the customer was given, the newest first, as long as it is on record. A shop that fails
    once is not asked about the others."""
    held, answers = [], True
    for each in reversed(granted.held_by(customer_id)):
        is_used = _is_used(each.code, commerce) if answers else None
        answers = is_used is not None
        held.append(Held(each, _state(each, is_used, today)))
    return held


def _is_used(code: str, commerce: Commerce) -> bool | None:
    """None where the shop does not say."""
    try:
        return commerce.is_used(code)
    except (TransientError, Refused):
        return None


def _state(granted: Granted, is_used: bool | None, today: date) -> State:
    if is_used is None:
        return State.UNKNOWN
    if is_used:
        return State.USED
    return State.OPEN if granted.until >= today else State.ENDED
