"""What may come back, until when, and what is taken for it, by the company's rules."""

from collections.abc import Callable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from functions.workflows.office import Office
from functions.workflows.ordering import chosen_of, lines_named, order_of
from functions.workflows.words import says
from shared.domain.commerce import Line, SalesOrder, State
from shared.domain.entitlements import Case, Granted, Refusal, Span, Start, grant
from shared.domain.errands.run import Basis, Ending, Run, Step, own_word
from shared.domain.errors import Refused
from shared.domain.evidence import Fact
from shared.domain.money import Money

_RETURN_WINDOW = "return_window"


def chosen_lines(run: Run, office: Office, fits: Callable[[Line], bool] = lambda _: True) -> Step:
    """Which of a delivered order's lines come back, of those that fit; all of them within their
    time."""
    order = order_of(run, office)
    if order.state is not State.DELIVERED:
        key = "coming_back" if order.state in (State.RETURNING, State.EXCHANGING) else "not_there"
        said = (own_word(says(run, office, key, number=order.number)),)
        return Step(said=said, ending=Ending(key))
    chosen = lines_named(run, office, fits)
    refusals = [
        flaw
        for line in chosen_of(run, office, chosen.values.get("skus", ()))
        for flaw in _flaws(run, office, order, line)
    ]
    if refusals:
        return Step(said=tuple(refusals[:2]), ending=Ending("too_late"))
    return chosen


def granted_by(run: Run, office: Office, lines: Sequence[Line]) -> tuple[Basis, ...]:
    """The rules by which they may come back."""
    order = order_of(run, office)
    granted = (_granted(run, office, order, line) for line in lines)
    return tuple(
        dict.fromkeys(
            Basis(
                f"{_RETURN_WINDOW}: {each.rule.id}",
                each.rule.clause,
                office.catalogue.document(each.rule.document).source,
            )
            for each in granted
            if each
        )
    )


def fee_of(run: Run, office: Office) -> Money:
    """What is taken from the money for what comes back. Raises Refused where that is not certain:
    a colleague says it then."""
    order, lines = order_of(run, office), chosen_of(run, office)
    parcel = [(_case(run, office, line), line.price) for line in lines]
    taken = office.policies.taken(parcel, _ordered_on(order, office))
    if taken is None:
        raise Refused(f"what a return of {order.number} costs depends on what is not known")
    return sum((amount for _, amount in taken), Money(0, order.total.currency))


def _flaws(run: Run, office: Office, order: SalesOrder, line: Line) -> list[Fact]:
    """Why it may not come back, with the clause that says so; nothing where it may. What no rule
    grants does not."""
    granted = _granted(run, office, order, line)
    if granted is None:
        return [_refusal(run, office, "not_returnable", line, f"Order {order.number}")]
    source = office.catalogue.document(granted.rule.document).source
    match granted.rule.outcome:
        case Refusal():
            clause = Fact(
                f"{granted.rule.document}/{granted.rule.id}", source, "now", granted.rule.clause
            )
            return [_refusal(run, office, "not_returnable", line, source), clause]
        case Span(starts=starts) as span:
            began = order.delivered_at if starts is Start.DELIVERY else order.placed
            last = span.after(began.astimezone(_zone(office)).date()) if began else date.min
            if office.today > last:
                return [_refusal(run, office, "over", line, source, last=office.day(run, last))]
    return []


def _granted(run: Run, office: Office, order: SalesOrder, line: Line) -> Granted | None:
    window = next((e for e in office.policies.entitlements if e.name == _RETURN_WINDOW), None)
    if window is None or order.placed is None:
        return None
    return grant(window, _case(run, office, line), _ordered_on(order, office))


def _refusal(run: Run, office: Office, key: str, line: Line, source: str, **values: str) -> Fact:
    words = says(run, office, key, item=line.name, **values)
    return Fact(f"{run.values['order']}/{line.sku}", source, "now", words)


def _case(run: Run, office: Office, line: Line) -> Case:
    """With what the customer said of it when they asked."""
    said = office.policies.dimensions.named_in(run.asked)
    customer, product = office.customers.by_id(run.customer), office.catalogue.product(line.name)
    known = {"tier": customer.tier, "region": customer.region} if customer else {}
    kind = {"category": product.category} if product and product.category else {}
    return office.policies.case_of(product, **{**said, **known, **kind})


def _ordered_on(order: SalesOrder, office: Office) -> date:
    return order.placed.astimezone(_zone(office)).date() if order.placed else office.today


def _zone(office: Office) -> ZoneInfo:
    return ZoneInfo(office.company.timezone)
