"""Grants what the pack's rules allow, once, and tells it. A reply offers only what is recorded
here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from shared.contracts import GrantOffer
from shared.domain.company import Company
from shared.domain.errands.authority import Spending
from shared.domain.errands.run import fact
from shared.domain.errors import Conflict, NotFound, Refused
from shared.domain.evidence import Fact
from shared.domain.offers import NAME, Granted, Offer, Offering, causes_of, granted, is_open
from shared.ports.errands import Errands
from shared.ports.knowledge import Orders
from shared.ports.offers import GrantedOffers
from shared.ports.systems.commerce import Commerce, Discount

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code: none that is read for another."""
_CODE_LENGTH = 8


@dataclass(frozen=True)
class OfferDesk:
    """Grants within the company's counters, in its books; `today` is its day."""

    company: Company
    errands: Errands
    """Counts what was given in a day, and knows whether an operator has stopped it."""
    granted: GrantedOffers
    commerce: Commerce
    orders: Orders
    today: date

    def grant(self, ask: GrantOffer) -> tuple[Fact, ...]:
        """The words of the offer that the message is answered with, if there is one; asked for
        again, those of the one that the customer holds. The same message is answered by the same
        one."""
        participant, message_id = ask.context.participant, ask.context.message_id
        customer = participant.customer_id if participant.is_proven else None
        if customer is None:
            return ()
        held = self.granted.held_by(customer)
        for each in held:
            if each.message_id == message_id:
                return self._tell(each, each.says, ask)
        offering = ask.decided.offering or Offering()
        if offering.is_asked:
            for each in held:
                if each.until >= self.today and not self.commerce.is_used(each.code):
                    return self._tell(each, "offer_again", ask)
        if not offering.due or self.errands.is_off(NAME):
            return ()
        given = self._first(offering, ask, customer, held)
        return self._tell(given, given.says, ask) if given else ()

    def _first(
        self, offering: Offering, ask: GrantOffer, customer: str, held: Sequence[Granted]
    ) -> Granted | None:
        meant = ask.decided.decisions[0].mentions
        causes = causes_of(self.orders.of_customer(customer), meant)
        for offer in self.company.offers.rules:
            if offer.name in offering.due and is_open(offer, causes, held, self.today):
                given = self._give(offer, customer, ask.context.message_id)
                if given:
                    return given
        return None

    def _give(self, offer: Offer, customer: str, message_id: str) -> Granted | None:
        """None where the day's counters are full, or the shop takes no such code. It is counted
        before it is given, so that no two turns give the last one."""
        key = f"{message_id}:{offer.name}"
        given = granted(offer, _code_of(key), customer, message_id, self.today)
        minor = offer.worth.amount.minor if offer.worth.amount else 0
        spending = Spending(key, offer.limit.action, customer, self.today, minor)
        if not self.errands.spend(spending, offer.limit):
            return None
        try:
            self.commerce.discount(
                customer, Discount(given.code, given.worth, given.on, given.until)
            )
        except (NotFound, Conflict, Refused):
            self.errands.give_back(spending)
            return None
        self.granted.keep(given)
        return given

    def _tell(self, given: Granted, key: str, ask: GrantOffer) -> tuple[Fact, ...]:
        language = self.company.written_in(ask.decided.language)
        voice = self.company.in_language(language)
        words = voice.says(
            key,
            worth=given.worth.written(language),
            code=given.code,
            until=voice.calendar.write_day(given.until),
        )
        return (fact(f"offer/{given.name}", f"Offer {given.code}", words, given.on.isoformat()),)


def _code_of(key: str) -> str:
    """Always the same for a key."""
    number = int.from_bytes(sha256(key.encode()).digest())
    letters = []
    for _ in range(_CODE_LENGTH):
        number, at = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)
