"""What a question about the policies is about: whose order, which product, in what case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from functions.retrieval.knowledge import Knowledge
from shared.contracts import FindGrounds
from shared.domain.entitlements import Case
from shared.domain.mentions import Mentions
from shared.domain.money import Money
from shared.domain.orders import Order, Product
from shared.domain.policies import Policies

_OF_THE_CUSTOMER = ("tier", "region")
"""Dimensions that stay what they are from question to question."""


@dataclass(frozen=True)
class Owned:
    order: Order
    product: Product

    @property
    def price(self) -> Money | None:
        """What was paid for it, if it was one piece."""
        paid = dict(zip(self.order.items, self.order.prices, strict=False))
        return paid.get(self.product.name)


@dataclass(frozen=True)
class Bought:
    """All that is known of the case, the day by which rules hold, and the customer's own order if
    they ask about it."""

    case: Case
    on: date
    owned: Owned | None


def read_bought(ask: FindGrounds, known: Knowledge) -> Bought:
    """What the question itself says (a tier, a kind of product, its condition) goes before what we
    know of the customer: people ask for others too. Of someone not signed in we know what they said
    before, and whose order it is if they told its number and its e-mail address."""
    mentions = ask.decision.mentions
    whose = _whose(ask, known)
    customer = known.customers.by_id(whose) if whose else None
    said = known.policies.dimensions.named_in(ask.decision.question)
    if customer is None:
        said = _said_before(ask, known.policies) | said
    if mentions.product:  # which is of a kind, whatever it is called
        said.pop("category", None)
    named = _named(said, mentions, whose, known)
    product = named.product if named else None
    if mentions.product and product is None:
        product = known.catalogue.product(mentions.product)
    of_customer = {"tier": customer.tier, "region": customer.region} if customer else {}
    is_theirs = customer is not None and said.get("tier", customer.tier) == customer.tier
    return Bought(
        case=known.policies.case_of(product, **{**of_customer, **said}),
        on=known.ordered_on(named.order) if named else mentions.day or known.today,
        owned=named if is_theirs else None,
    )


def region_of(ask: FindGrounds, known: Knowledge) -> str | None:
    """Where an answer is to hold: the place that the question names, else where the customer is, or
    said before that they are."""
    named = known.policies.dimensions.named_in(ask.decision.question).get("region")
    if named:
        return named
    whose = _whose(ask, known)
    customer = known.customers.by_id(whose) if whose else None
    return customer.region if customer else _said_before(ask, known.policies).get("region")


def _whose(ask: FindGrounds, known: Knowledge) -> str | None:
    return ask.context.participant.customer_id or _proven(ask, known)


def _proven(ask: FindGrounds, known: Knowledge) -> str | None:
    """Whose order the conversation is about, if its number was told together with its e-mail."""
    for told in (ask.decision.mentions, ask.context.memory.mentions):
        if told.order_number and told.email:
            order = known.orders.with_email(told.order_number, told.email)
            return order.customer_id if order else None
    return None


def _said_before(ask: FindGrounds, policies: Policies) -> dict[str, str]:
    """What the customer said of themselves earlier in the conversation; the latest word counts."""
    said: dict[str, str] = {}
    for utterance in ask.context.memory.history:
        if utterance.role == "customer":
            named = policies.dimensions.named_in(utterance.text)
            said |= {name: value for name, value in named.items() if name in _OF_THE_CUSTOMER}
    return said


def _named(
    said: Mapping[str, str], mentions: Mentions, customer_id: str | None, known: Knowledge
) -> Owned | None:
    """The one order and product that the question is about, as far as it names one."""
    theirs = [
        Owned(order, product)
        for order in (known.orders.of_customer(customer_id) if customer_id else [])
        for item in order.items
        if (product := known.catalogue.product(item))
        and (mentions.order_number in (None, order.number))
        and (mentions.product in (None, product.name))
        and (mentions.day in (None, order.placed.date()))
        and said.get("category", product.category) == product.category
    ]
    names_one = mentions.order_number or mentions.product or mentions.day or "category" in said
    return theirs[0] if names_one and len(theirs) == 1 else None
