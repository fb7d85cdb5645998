"""Rules of orders that no shop of ours shows yet."""

from shared.domain.commerce import (
    Address,
    Line,
    Method,
    MethodKind,
    SalesOrder,
    State,
    Swap,
    Variant,
    change_lines,
)
from shared.domain.money import Money

CARD = Method("card", MethodKind.CARD)


def test_each_of_two_like_lines_counts_with_what_was_paid_for_it() -> None:
    """The same variant may have cost less when the second one was ordered."""
    order = SalesOrder(
        number="1",
        customer_id="ada",
        state=State.PENDING,
        lines=(
            Line("red", "lamp", "Red lamp", Money(2000)),
            Line("red", "lamp", "Red lamp", Money(1500)),
        ),
        address=Address("3 Mill Lane", "", "Salem", "OR", "97301", "US"),
    )
    blue = Variant("blue", "lamp", "Blue lamp", Money(2500))
    green = Variant("green", "lamp", "Green lamp", Money(3000))
    variants = {each.sku: each for each in (blue, green)}
    changed, difference = change_lines(
        order, [Swap("red", "blue"), Swap("red", "green")], variants, CARD
    )
    assert [line.sku for line in changed.lines] == ["blue", "green"]
    assert difference == changed.total - order.total == Money(2000)
