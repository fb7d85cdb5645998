"""What the policies grant this customer and what they take: the clause, the day, the amount."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from functions.retrieval.bought import Bought, Owned, read_bought
from functions.retrieval.knowledge import Knowledge
from shared.contracts import FindGrounds
from shared.domain.entitlements import (
    Entitlement,
    Granted,
    Refusal,
    Rule,
    Span,
    Start,
    grant,
    possible,
)
from shared.domain.evidence import Fact, Grounds
from shared.domain.money import Money
from shared.domain.orders import Order
from shared.domain.policies import Policies

_FEW = 3
"""Clauses that are told side by side; of more, prose tells better."""


def find_entitlement(ask: FindGrounds, known: Knowledge) -> Grounds | None:
    """The exact answer to a question about what is granted or taken; None where the question is
    another, or where what is known does not decide it: prose may still answer."""
    likely = (ask.decision.intent, *ask.decision.akin)
    found_for = (known.policies.asked(each, ask.decision.question) for each in likely)
    asked = next(filter(None, found_for), ())
    if not asked:
        return None
    bought = read_bought(ask, known)
    policies, names = _in_force(known, bought), {each.name for each in asked}
    spans = [each for each in policies.entitlements if each.name in names and not each.is_fee]
    found = [_granted(each, bought, ask, known) for each in spans]
    if any(each.is_fee for each in asked):
        found.append(_taken(policies, bought, ask, known))
    told = [each for each in found if each]
    if not told:
        return None
    return Grounds(
        facts=tuple({fact.text: fact for each in told for fact in each.facts}.values()),
        outcome="found",
        region=bought.case.get("region"),
        order_number=bought.owned.order.number if bought.owned else None,
        passed_over=tuple(reason for each in told for reason in each.passed_over),
    )


def _in_force(known: Knowledge, bought: Bought) -> Policies:
    """Without the rules that ended since the policies were deployed."""
    kind = bought.case.get("category")
    ended = known.validity.ended_rules(kind, bought.on) if kind else set()
    entitlements = tuple(
        replace(each, rules=tuple(r for r in each.rules if f"{each.name}/{r.id}" not in ended))
        for each in known.policies.entitlements
    )
    return replace(known.policies, entitlements=entitlements)


def _granted(
    asked: Entitlement, bought: Bought, ask: FindGrounds, known: Knowledge
) -> Grounds | None:
    """How long it is granted, and until when for a product of theirs."""
    granted = grant(asked, bought.case, bought.on)
    if granted is None:
        return _either(possible(asked, bought.case, bought.on), known)
    facts = [_clause(granted.rule, known)]
    if bought.owned:
        facts.append(_stands(asked, granted.rule, bought.owned, ask, known))
    return Grounds(facts=tuple(facts), passed_over=_reasons(asked, granted))


def _taken(
    policies: Policies, bought: Bought, ask: FindGrounds, known: Knowledge
) -> Grounds | None:
    """What is taken from the money for a return, and what is left of the price that was paid."""
    rules: list[Rule] = []
    reasons: list[str] = []
    is_open = False
    for each in policies.fees:
        granted = grant(each, bought.case, bought.on)
        may = possible(each, bought.case, bought.on)
        is_open = is_open or (granted is None and bool(may))
        rules += [granted.rule] if granted else may
        reasons += _reasons(each, granted) if granted else ()
    if is_open or not rules:
        return _either(rules, known)
    facts = [_clause(rule, known) for rule in rules]
    price = bought.owned.price if bought.owned else None
    taken = policies.taken([(bought.case, price)], bought.on) if price else None
    if bought.owned and price and taken:
        facts.append(_left(bought.owned, price, [fee for _, fee in taken], ask, known))
    return Grounds(facts=tuple(facts), passed_over=tuple(reasons))


def _either(rules: Iterable[Rule], known: Knowledge) -> Grounds | None:
    """Every clause that may be the one, where what is not known decides between a few."""
    clauses = {rule.clause: _clause(rule, known) for rule in rules}
    return Grounds(facts=tuple(clauses.values())) if 1 < len(clauses) <= _FEW else None


def _reasons(asked: Entitlement, granted: Granted) -> tuple[str, ...]:
    return tuple(f"{asked.name}/{rule.id}: {reason}" for rule, reason in granted.passed_over)


def _clause(rule: Rule, known: Knowledge) -> Fact:
    document = known.catalogue.document(rule.document)
    return Fact(
        id=f"{document.id}/{rule.id}",
        source=document.source,
        version=document.version,
        text=rule.clause,
        title=document.title,
        regions=rule.when.get("region", document.scope.regions),
    )


def _stands(
    asked: Entitlement, rule: Rule, owned: Owned, ask: FindGrounds, known: Knowledge
) -> Fact:
    """How it stands with the customer's own product."""
    voice, order = known.company.in_language(ask.language), owned.order
    values = {"product": owned.product.name, "number": order.number}
    match rule.outcome:
        case Span(starts=starts) as span if began := _began(order, starts):
            start = began.astimezone(known.zone).date()
            last = span.after(start)
            words = voice.says(
                f"{asked.name}_{'until' if known.today <= last else 'over'}",
                event=voice.says(f"was_{'delivered' if starts is Start.DELIVERY else 'ordered'}"),
                began=voice.calendar.write_day(start),
                last=voice.calendar.write_day(last),
                **values,
            )
        case Refusal():
            words = voice.says(f"{asked.name}_refused", **values)
        case _:
            words = voice.says(f"{asked.name}_not_begun", **values)
    return _of_order(order, asked.name, words)


def _left(
    owned: Owned, price: Money, taken: list[Money], ask: FindGrounds, known: Knowledge
) -> Fact:
    language = known.company.written_in(ask.language)
    fee = sum(taken, Money(0, price.currency))
    words = known.company.in_language(ask.language).says(
        "return_costs" if fee.minor else "return_costs_nothing",
        product=owned.product.name,
        number=owned.order.number,
        fee=fee.written(language),
        price=price.written(language),
        rest=(price - fee).written(language),
    )
    return _of_order(owned.order, "return_costs", words)


def _of_order(order: Order, about: str, words: str) -> Fact:
    return Fact(f"{order.number}/{about}", f"Order {order.number}", order.status.value, words)


def _began(order: Order, starts: Start) -> datetime | None:
    return order.delivered_at if starts is Start.DELIVERY else order.placed
