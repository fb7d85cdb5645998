"""Begins errands at an outside event: the customer is written to first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from functions.workflows.words import worded
from shared.domain.company import Company
from shared.domain.customer_memory import UNKNOWN, CustomerMemory
from shared.domain.errands.run import OCCASION, Run
from shared.domain.errors import InvalidInput
from shared.domain.reaching import Ways, reach
from shared.events import Occasion
from shared.ports.conversations import ErrandTalk
from shared.ports.errands import Errands, Machines
from shared.ports.knowledge import Customers


@dataclass(frozen=True)
class Outreach:
    """`remembered` tells what a customer has asked of us, with their consent."""

    errands: Errands
    machines: Machines
    conversations: ErrandTalk
    customers: Customers
    remembered: Callable[[str], CustomerMemory]
    company: Company
    ways: Ways
    now: Callable[[], datetime]

    def begin(self, event: Occasion, errand: str) -> None:
        """Once for the occasion, however often it is told; not at all while the errand is switched
        off. Raises InvalidInput for a customer whom we do not know or cannot reach."""
        if self.errands.is_off(errand):
            return
        customer = self.customers.by_id(event.customer_id)
        if customer is None:
            raise InvalidInput(f"customer_id: there is no customer {event.customer_id}")
        at, terms = self.now(), self.company.remembering
        known = self.remembered(customer.id).at(at, terms) if terms else UNKNOWN
        wishes = known.preferences
        language = wishes.language or self.company.locale
        subject = worded(errand, language, self, OCCASION)
        run_id = _run_id(event, errand)
        reached = reach(customer, self.ways, prefers=wishes.channel, subject=subject, name=run_id)
        if reached is None:
            raise InvalidInput(f"customer_id: {customer.id} has no address that we can write to")
        conversation_id, participant = reached
        run = Run(
            id=run_id,
            errand=errand,
            conversation_id=conversation_id,
            participant=participant,
            language=language,
            began_at=at,
            values={OCCASION: event.model_dump(mode="json", exclude_none=True)},
        )
        self.conversations.open(conversation_id, participant, at)
        self.errands.begin(run, None)
        self.machines.start(errand, run_id)


def _run_id(event: Occasion, errand: str) -> str:
    named = "\x1f".join((event.customer_id, errand, event.occasion))
    return f"run_{sha256(named.encode()).hexdigest()[:24]}"
