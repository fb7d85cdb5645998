"""What may come back and until when, by the company's rules."""

from datetime import date
from zoneinfo import ZoneInfo

from functions.workflows.office import Office
from functions.workflows.ordering import order_of
from functions.workflows.words import says
from shared.domain.commerce import Line, SalesOrder, State
from shared.domain.entitlements import Start, grant
from shared.domain.errands.run import Ending, Form, Option, Question, Run, Step, own_word
from shared.domain.evidence import Fact

_ALL = Option("all", "all of it", ("all", "everything", "both", "whole"))
_RETURN_WINDOW = "return_window"


def chosen_lines(run: Run, office: Office) -> Step:
    """Which of a delivered order's lines come back, all of them within their time."""
    order = order_of(run, office)
    if order.state is not State.DELIVERED:
        key = "coming_back" if order.state in (State.RETURNING, State.EXCHANGING) else "not_there"
        said = (own_word(says(run, office, key, number=order.number)),)
        return Step(said=said, ending=Ending(key))
    lines = [line for line in order.lines if run.mentions.product in (None, line.name)]
    lines = lines or list(order.lines)
    chosen = run.answers.get("lines")
    if len(lines) > 1 and chosen is None:
        options = (*(_option(line) for line in {line.sku: line for line in lines}.values()), _ALL)
        items = ", ".join(line.name for line in lines)
        words = says(run, office, "which_lines", items=items)
        return Step(question=Question("lines", Form.CHOICE, words, options))
    wanted = [line for line in lines if chosen in (None, "all", line.sku)]
    refusals = [flaw for line in wanted if (flaw := _too_late(run, office, order, line))]
    if refusals:
        return Step(said=tuple(refusals[:2]), ending=Ending("too_late"))
    return Step(values={"skus": [line.sku for line in wanted]})


def chosen_of(run: Run, office: Office) -> list[Line]:
    """The lines that come back."""
    left = list(run.values["skus"])
    found = []
    for line in order_of(run, office).lines:
        if line.sku in left:
            left.remove(line.sku)
            found.append(line)
    return found


def _too_late(run: Run, office: Office, order: SalesOrder, line: Line) -> Fact | None:
    """The clause that says no; None where it may come back. What no rule grants does not."""
    last, source = _last_day(run, office, order, line)
    if last is None:
        words = says(run, office, "not_returnable", item=line.name)
        return Fact(f"{order.number}/{line.sku}", source, "now", words)
    if office.today <= last:
        return None
    words = says(run, office, "over", item=line.name, last=office.day(run, last))
    return Fact(f"{order.number}/{line.sku}", source, "now", words)


def _last_day(run: Run, office: Office, order: SalesOrder, line: Line) -> tuple[date | None, str]:
    """With the address of the document that says so."""
    customer, product = office.customers.by_id(run.customer), office.catalogue.product(line.name)
    window = next((e for e in office.policies.entitlements if e.name == _RETURN_WINDOW), None)
    source = f"Order {order.number}"
    if window is None or customer is None or product is None or order.placed is None:
        return None, source
    zone = ZoneInfo(office.company.timezone)
    case = {"tier": customer.tier, "region": customer.region, "category": product.category or ""}
    granted = grant(window, case, order.placed.astimezone(zone).date())
    if granted is None:
        return None, source
    began = order.delivered_at if granted.rule.starts is Start.DELIVERY else order.placed
    source = office.catalogue.document(granted.rule.document).source
    return granted.rule.span.after(began.astimezone(zone).date()) if began else None, source


def _option(line: Line) -> Option:
    """Known by any word of its name that is long enough to tell."""
    words = [word for word in line.name.split() if len(word) > 3]
    return Option(line.sku, line.name, (line.name, *words[:1]))
