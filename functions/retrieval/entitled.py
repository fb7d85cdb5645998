"""What the policies grant this customer: the clause, and the day that comes of it."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from shared.contracts import FindGrounds
from shared.domain.company import Company
from shared.domain.documents import Document
from shared.domain.entitlements import Case, Entitlement, Granted, Policies, Start, grant
from shared.domain.evidence import Fact, Grounds
from shared.domain.mentions import Mentions
from shared.domain.orders import Customer, Order, Product
from shared.ports.knowledge import Catalogue, Customers, Orders


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
    customer: people ask for others too.
    """
    decision = ask.decision
    asked = policies.asked(decision.intent, decision.question)
    if asked is None:
        return None
    known = ask.context.participant.customer_id
    customer = customers.by_id(known) if known else None
    said = policies.dimensions.named_in(decision.question)
    order, product = _bought(said, decision.mentions, known, orders, catalogue)
    case = _case(said, customer, product)
    on = _day(order, company) or decision.mentions.day or today
    granted = grant(asked, case, on)
    if granted is None:
        return None
    facts = [_clause(granted, catalogue.document(granted.rule.document))]
    own = order is not None and not _asks_for_another(said, customer)
    if own and order and product:
        facts.append(_until(asked, granted, order, product, company, today))
    return Grounds(
        facts=tuple(facts),
        outcome="found",
        order_number=order.number if own and order else None,
        passed_over=tuple(f"{rule.id}: {reason}" for rule, reason in granted.passed_over),
    )


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


def _clause(granted: Granted, document: Document) -> Fact:
    rule = granted.rule
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
    company: Company,
    today: date,
) -> Fact:
    zone = ZoneInfo(company.timezone)
    delivery = granted.rule.starts is Start.DELIVERY
    began = order.delivered_at if delivery else order.placed
    values = {"product": product.name, "number": order.number}
    if began is None:
        words = company.says(f"{asked.name}_not_begun", **values)
    else:
        start = began.astimezone(zone).date()
        last = granted.rule.span.after(start)
        key = f"{asked.name}_until" if today <= last else f"{asked.name}_over"
        event = company.says("was_delivered" if delivery else "was_ordered")
        words = company.says(key, **values, event=event, began=_words(start), last=_words(last))
    source = f"Order {order.number}"
    return Fact(f"{order.number}/{asked.name}", source, order.status.value, words)


def _day(order: Order | None, company: Company) -> date | None:
    return order.placed.astimezone(ZoneInfo(company.timezone)).date() if order else None


def _words(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
