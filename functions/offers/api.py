"""What the HTTP API about offers takes and gives."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from functions.offers.overview import LATELY, Held, Tally
from shared.domain.company import Company
from shared.domain.offers import Cause
from shared.domain.orders import Customer
from shared.runtime.http import Body


class WhenCard(Body):
    """To whom: all of it must hold, and what is empty always does; `churn_from` is a risk, 0..1."""

    asked: bool
    intents: list[str]
    tiers: list[str]
    causes: list[Cause]
    upset: bool
    churn_from: float


class OfferCard(Body):
    """`words` give it, with their placeholders; `days` are how long its code is good, `every_days`
    after how many the same customer may get it again, and `a_day` how many may be given a day."""

    name: str
    worth: str
    words: str
    when: WhenCard
    days: int
    every_days: int
    a_day: int | None
    given_today: int
    given_lately: int
    full_days: int


class OffersCard(Body):
    """`lately` is how many days `given_lately` and `full_days` count. `stopped_by` is None while
    offers are made; `asked_by` are the intents of customers who ask for one."""

    lately: int
    stopped_by: str | None
    asked_by: list[str]
    offers: list[OfferCard]


class Whose(Body):
    """A customer by e-mail address, phone number or id: in a body, since URLs are kept by many."""

    customer: Annotated[str, Field(min_length=1, max_length=254)]


class HeldCard(Body):
    name: str
    code: str
    worth: str
    on: date
    until: date
    again_from: date
    state: str


class HeldBy(Body):
    customer: str
    name: str
    tier: str
    offers: list[HeldCard]


def offers_of(tallies: Iterable[Tally], company: Company, stopped_by: str | None) -> OffersCard:
    return OffersCard(
        lately=LATELY,
        stopped_by=stopped_by,
        asked_by=sorted(company.offers.asked_by),
        offers=[_offer(each, company) for each in tallies],
    )


def _offer(tally: Tally, company: Company) -> OfferCard:
    offer = tally.offer
    when = offer.when
    return OfferCard(
        name=offer.name,
        worth=offer.worth.written(company.locale),
        words=company.voice.texts[offer.says],
        when=WhenCard(
            asked=when.asked,
            intents=sorted(when.intents),
            tiers=sorted(when.tiers),
            causes=[each for each in Cause if each in when.causes],
            upset=when.upset,
            churn_from=when.churn_from,
        ),
        days=offer.days,
        every_days=offer.every_days,
        a_day=offer.limit.company_times,
        given_today=tally.today,
        given_lately=tally.lately,
        full_days=tally.full_days,
    )


def held_of(customer: Customer, held: Iterable[Held], company: Company) -> HeldBy:
    return HeldBy(
        customer=customer.id,
        name=customer.name,
        tier=customer.tier,
        offers=[
            HeldCard(
                name=each.granted.name,
                code=each.granted.code,
                worth=each.granted.worth.written(company.locale),
                on=each.granted.on,
                until=each.granted.until,
                again_from=each.granted.again_from,
                state=each.state,
            )
            for each in held
        ],
    )
