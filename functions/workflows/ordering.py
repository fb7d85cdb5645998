"""What the errands about orders share: which one is meant, and its lines."""

from collections.abc import Callable

from functions.workflows.office import Office
from functions.workflows.words import says
from shared.domain.commerce import SalesOrder
from shared.domain.errands.run import Ending, Form, Option, Question, Run, Step, own_word

_WHICH = "which_order"


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


def named_lines(order: SalesOrder) -> str:
    """Its lines as a reply names them."""
    return ", ".join(line.name for line in order.lines)
