"""What the errands about orders share: which one is meant, and its lines."""

from collections.abc import Callable, Sequence

from functions.workflows.office import Office
from functions.workflows.words import says
from shared.domain.commerce import Line, SalesOrder
from shared.domain.errands.run import Ending, Form, Option, Question, Run, Step, own_word

_WHICH = "which_order"
_ALL = Option("all", "all of it", ("all", "everything", "both", "whole"))


def chosen_order(run: Run, office: Office, fits: Callable[[SalesOrder], bool]) -> Step:
    """The order that the customer names, or the only one that fits; else asks. Somebody else's
    order is none of theirs, and is not told of."""
    theirs = office.commerce.of_customer(run.customer)
    if not theirs:
        said = (own_word(says(run, office, "no_orders")),)
        return Step(said=said, ending=Ending("nothing_there"))
    fitting = [order for order in theirs if fits(order)] or theirs
    numbers = ", ".join(order.number for order in fitting)
    wanted = run.answers.get(_WHICH) or run.mentions.order_number
    if wanted:
        found = next((order for order in theirs if order.number == wanted), None)
        if found is None:
            said = (own_word(says(run, office, "no_such_order", numbers=numbers)),)
            return Step(said=said, ending=Ending("not_theirs"))
        return Step(values={"order": found.number})
    named = run.mentions.product
    fitting = [o for o in fitting if named and any(named in x.name for x in o.lines)] or fitting
    if len(fitting) == 1:
        return Step(values={"order": fitting[0].number})
    options = tuple(
        Option(order.number, order.number, (order.number.rpartition("-")[2],)) for order in fitting
    )
    words = says(run, office, "which_order", numbers=numbers)
    return Step(question=Question(_WHICH, Form.CHOICE, words, options))


def order_of(run: Run, office: Office) -> SalesOrder:
    return office.commerce.order(str(run.values["order"]))


def lines_named(run: Run, office: Office, fits: Callable[[Line], bool] = lambda _: True) -> Step:
    """The variants (`skus`) of the lines that the customer means, of those that fit; asks where
    there are several."""
    order = order_of(run, office)
    lines = [line for line in order.lines if run.mentions.product in (None, line.name)]
    lines = lines or list(order.lines)
    lines = [line for line in lines if fits(line)] or lines
    chosen = run.answers.get("lines")
    if len(lines) > 1 and chosen is None:
        options = (*(_option(line) for line in {line.sku: line for line in lines}.values()), _ALL)
        items = ", ".join(line.name for line in lines)
        words = says(run, office, "which_lines", items=items, number=order.number)
        return Step(question=Question("lines", Form.SEVERAL, words, options))
    named = {_ALL.value} if chosen is None else set(chosen.split(","))
    wanted = [line.sku for line in lines if named & {_ALL.value, line.sku}]
    return Step(values={"skus": wanted})


def chosen_of(run: Run, office: Office, skus: Sequence[str] | None = None) -> list[Line]:
    """The lines that were chosen, or those of these variants."""
    left = list(run.values["skus"] if skus is None else skus)
    found = []
    for line in order_of(run, office).lines:
        if line.sku in left:
            left.remove(line.sku)
            found.append(line)
    return found


def named_lines(order: SalesOrder) -> str:
    """Its lines as a reply names them."""
    return ", ".join(line.name for line in order.lines)


def _option(line: Line) -> Option:
    """Known by any word of its name that is long enough to tell."""
    words = [word for word in line.name.split() if len(word) > 3]
    return Option(line.sku, line.name, (line.name, *words[:1]))
