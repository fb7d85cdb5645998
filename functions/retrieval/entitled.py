"""What the policies grant this customer: the clause, and the day that comes of it."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from shared.contracts import FindGrounds
from shared.domain.company import Company
from shared.domain.entitlements import (
    Case,
    Entitlement,
    Granted,
    Policies,
    Rule,
    Start,
    grant,
    possible,
)
from shared.domain.evidence import Fact, Grounds
from shared.domain.mentions import Mentions
from shared.domain.orders import Customer, Order, Product
from shared.domain.voice import Voice
from shared.ports.knowledge import Catalogue, Customers, Orders

_OF_THE_CUSTOMER = ("tier", "region")
"""Dimensions that stay what they are from question to question."""
_FEW = 3
"""Clauses that are told side by side; of more, prose tells better."""


def find_entitlement(
    ask: FindGrounds,
    *,
    policies: Policies,
    catalogue: Catalogue,
    customers: Customers,
    orders: Orders,
    company: Company,
    today: date,
) -> Grounds | None:
    """The exact answer to a question about what is granted; None where the question is another, or
    where what is known does not decide it: prose may still answer.

    What the question itself says (a tier, a kind of product) goes before what we know of the
    customer: people ask for others too. Of someone not signed in we know what they said before, and
    whose order it is if they told its number and its e-mail address.
    """
    decision = ask.decision
    asked = policies.asked(decision.intent, decision.question)
    if asked is None:
        return None
    known = ask.context.participant.customer_id or _proven(ask, orders)
    customer = customers.by_id(known) if known else None
    said = policies.dimensions.named_in(decision.question)
    if customer is None:
        said = _said_before(ask, policies) | said
    if decision.mentions.product:  # which is of a kind, whatever it is called
        said.pop("category", None)
    order, product = _bought(said, decision.mentions, known, orders, catalogue)
    case = _case(said, customer, product)
    on = _day(order, company) or decision.mentions.day or today
    granted = grant(asked, case, on)
    if granted is None:
        return _either(possible(asked, case, on), catalogue)
    facts = [_clause(granted.rule, catalogue)]
    own = order is not None and not _asks_for_another(said, customer)
    if own and order and product:
        voice, zone = company.in_language(ask.language), ZoneInfo(company.timezone)
        facts.append(_until(asked, granted, order, product, voice, zone, today))
    return Grounds(
        facts=tuple(facts),
        outcome="found",
        order_number=order.number if own and order else None,
        passed_over=tuple(f"{rule.id}: {reason}" for rule, reason in granted.passed_over),
    )


def _proven(ask: FindGrounds, orders: Orders) -> str | None:
    """Whose order the conversation is about, if its number was told together with its e-mail."""
    for told in (ask.decision.mentions, ask.context.memory.mentions):
        if told.order_number and told.email:
            order = orders.with_email(told.order_number, told.email)
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


def _bought(
    said: Mapping[str, str],
    mentions: Mentions,
    customer_id: str | None,
    orders: Orders,
    catalogue: Catalogue,
) -> tuple[Order | None, Product | None]:
    """The one order and product that the question is about, as far as it names one."""
    theirs = [
        (order, product)
        for order in (orders.of_customer(customer_id) if customer_id else [])
        for item in order.items
        if (product := catalogue.product(item))
        and (mentions.order_number in (None, order.number))
        and (mentions.product in (None, product.name))
        and (mentions.day in (None, order.placed.date()))
        and said.get("category", product.category) == product.category
    ]
    names_one = mentions.order_number or mentions.product or mentions.day or "category" in said
    if names_one and len(theirs) == 1:
        return theirs[0]
    return None, catalogue.product(mentions.product) if mentions.product else None


def _case(said: Mapping[str, str], customer: Customer | None, product: Product | None) -> Case:
    case = {"tier": customer.tier, "region": customer.region} if customer else {}
    if product and product.category:
        case["category"] = product.category
    return {**case, **said}


def _asks_for_another(said: Mapping[str, str], customer: Customer | None) -> bool:
    return customer is None or said.get("tier", customer.tier) != customer.tier


def _either(rules: tuple[Rule, ...], catalogue: Catalogue) -> Grounds | None:
    """Every clause that may be the one, where what is not known decides between a few."""
    clauses = {rule.clause: _clause(rule, catalogue) for rule in rules}
    if not 1 < len(clauses) <= _FEW:
        return None
    return Grounds(facts=tuple(clauses.values()), outcome="found")


def _clause(rule: Rule, catalogue: Catalogue) -> Fact:
    document = catalogue.document(rule.document)
    return Fact(
        id=f"{document.id}/{rule.id}",
        source=document.source,
        version=document.version,
        text=rule.clause,
        title=document.title,
    )


def _until(
    asked: Entitlement,
    granted: Granted,
    order: Order,
    product: Product,
    voice: Voice,
    zone: ZoneInfo,
    today: date,
) -> Fact:
    delivery = granted.rule.starts is Start.DELIVERY
    began = order.delivered_at if delivery else order.placed
    values = {"product": product.name, "number": order.number}
    if began is None:
        words = voice.says(f"{asked.name}_not_begun", **values)
    else:
        start = began.astimezone(zone).date()
        last = granted.rule.span.after(start)
        key = f"{asked.name}_until" if today <= last else f"{asked.name}_over"
        event = voice.says("was_delivered" if delivery else "was_ordered")
        days = {"began": voice.calendar.write_day(start), "last": voice.calendar.write_day(last)}
        words = voice.says(key, **values, **days, event=event)
    source = f"Order {order.number}"
    return Fact(f"{order.number}/{asked.name}", source, order.status.value, words)


def _day(order: Order | None, company: Company) -> date | None:
    return order.placed.astimezone(ZoneInfo(company.timezone)).date() if order else None
