"""Which of the company's offers a message may call for. Whether one is granted is another's to say
(functions/offers)."""

from collections.abc import Sequence

from shared.contracts import DecideTurn
from shared.domain.company import Company
from shared.domain.conversation import Status
from shared.domain.empathy import sympathy_for
from shared.domain.intents import Desk
from shared.domain.offers import Occasion, Offering
from shared.domain.orders import ORDER_STATUS
from shared.domain.risk import Risk
from shared.domain.routing import Decision
from shared.ports.knowledge import Customers


def offering_for(
    decisions: Sequence[Decision],
    ask: DecideTurn,
    company: Company,
    customers: Customers,
    churn: Risk,
) -> Offering | None:
    """Nothing is due for somebody whose identity is not proven, and whom a person answers hears of
    no offer. What nobody asked for is offered only where nothing else is going on, and never in a
    text message or a call, to somebody who wants no offers, or beside a message that a judge
    objects to."""
    wished = frozenset(each.intent for each in decisions if each.intent and not each.is_guess)
    asks = not wished.isdisjoint(company.offers.asked_by)
    with_team = ask.context.memory.status is Status.WITH_TEAM
    if with_team or any(each.desk is Desk.HUMAN for each in decisions):
        return None
    runs = any(each.desk is Desk.WORKFLOW and each.errand != ORDER_STATUS for each in decisions)
    if not asks and (runs or not _may_be_unasked(ask)):
        return None
    participant = ask.context.participant
    known = participant.customer_id if participant.is_proven else None
    if known is None:
        return Offering(is_asked=True) if asks else None
    customer = customers.by_id(known)
    occasion = Occasion(
        intents=wished,
        tier=customer.tier if customer else None,
        is_upset=sympathy_for(ask.context.text, ask.mood, None) is not None,
        churn=churn.score,
        asks=asks,
    )
    due = company.offers.due(occasion)
    return Offering(due, asks) if due or asks else None


def _may_be_unasked(ask: DecideTurn) -> bool:
    context = ask.context
    stated = context.request.preferences.over(context.memory.preferences)
    return not (
        context.participant.channel.is_brief
        or context.underway
        or context.verdicts
        or stated.over(context.known.preferences).no_offers
    )
