"""What may be done to an order, and what becomes of it. Rules only: who keeps the orders is an
adapter's business."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import Conflict, InvalidInput, NotFound, Refused
from shared.domain.money import Money


class State(StrEnum):
    PENDING = "pending"
    """Placed and not packed yet."""
    CHANGED = "changed"
    """Not packed yet, and its lines were changed once, which is how often they may be."""
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNING = "returning"
    EXCHANGING = "exchanging"


class MethodKind(StrEnum):
    CARD = "card"
    PAYPAL = "paypal"
    GIFT_CARD = "gift_card"


@dataclass(frozen=True)
class Address:
    street: str
    extra: str
    city: str
    region: str
    postcode: str
    country: str


@dataclass(frozen=True)
class Variant:
    """What can be bought: one colour and size of a product."""

    sku: str
    product: str
    name: str
    price: Money
    is_available: bool = True


@dataclass(frozen=True)
class Line:
    sku: str
    product: str
    name: str
    price: Money


@dataclass(frozen=True)
class Method:
    """How a customer pays. Only a gift card has a balance of which we know."""

    id: str
    kind: MethodKind
    balance: Money | None = None


@dataclass(frozen=True)
class Swap:
    """A line's variant for another of the same product."""

    old: str
    new: str


@dataclass(frozen=True)
class SalesOrder:
    number: str
    customer_id: str
    state: State
    lines: tuple[Line, ...]
    address: Address
    placed: datetime | None = None
    delivered_at: datetime | None = None
    reason: str | None = None
    """Why it was cancelled."""
    returned: tuple[str, ...] = ()
    """The variants that come back."""
    swaps: tuple[Swap, ...] = ()
    """What they are exchanged for."""
    settled_with: str | None = None
    """The payment method that takes a return's or an exchange's money, or pays it."""
    difference: Money | None = None
    """What an exchange costs the customer; less than nothing: what they get back."""
    tracking: str | None = None
    carrier: str | None = None

    @property
    def total(self) -> Money:
        first, *others = (line.price for line in self.lines)
        return sum(others, first)


@dataclass(frozen=True)
class OrderRules:
    """What a company leaves open: the reasons for which an order may be cancelled (none: any),
    whether a return may be paid to a gift card that did not pay for the order, and whether an order
    whose lines were changed may still get another address."""

    cancel_reasons: frozenset[str] = frozenset()
    refunds_to_gift_cards: bool = True
    changed_orders_can_move: bool = True


ANY_REASON = OrderRules()


def cancel(order: SalesOrder, reason: str, rules: OrderRules = ANY_REASON) -> SalesOrder:
    """Raises Conflict for one that is packed or past it, InvalidInput for another reason."""
    if order.state is not State.PENDING:
        raise Conflict(f"order {order.number} is {order.state} and can no longer be cancelled")
    if rules.cancel_reasons and reason not in rules.cancel_reasons:
        raise InvalidInput(f"the reason must be one of: {', '.join(sorted(rules.cancel_reasons))}")
    return replace(order, state=State.CANCELLED, reason=reason)


def send_to(order: SalesOrder, address: Address, rules: OrderRules = ANY_REASON) -> SalesOrder:
    """Raises Conflict for one that is packed or past it, Refused for another country."""
    can_move = order.state is State.PENDING or (
        order.state is State.CHANGED and rules.changed_orders_can_move
    )
    if not can_move:
        raise Conflict(f"order {order.number} is {order.state}: its address stays")
    if address.country != order.address.country:
        raise Refused("an order goes to the country it was placed for")
    return replace(order, address=address)


def take_back(
    order: SalesOrder,
    skus: Sequence[str],
    refund_to: Method,
    paid_with: str,
    rules: OrderRules = ANY_REASON,
) -> SalesOrder:
    """A return. Raises Conflict for one that is not delivered or on its way back already, NotFound
    for a line that it has not, Refused for money to another method than the one that paid."""
    if order.state is not State.DELIVERED:
        raise Conflict(f"order {order.number} is {order.state}: nothing can be returned")
    _places(order, skus)
    to_gift_card = refund_to.kind is MethodKind.GIFT_CARD and rules.refunds_to_gift_cards
    if refund_to.id != paid_with and not to_gift_card:
        raise Refused("a refund goes back to the method that paid, or to a gift card")
    return replace(
        order, state=State.RETURNING, returned=tuple(sorted(skus)), settled_with=refund_to.id
    )


def exchange(
    order: SalesOrder, swaps: Sequence[Swap], variants: dict[str, Variant], method: Method
) -> SalesOrder:
    """Lines of a delivered order for other variants. Raises what `difference_of` raises, and
    Conflict for an order that is not delivered or on its way back already."""
    if order.state is not State.DELIVERED:
        raise Conflict(f"order {order.number} is {order.state}: nothing can be exchanged")
    difference = difference_of(order, swaps, variants)
    _can_pay(method, difference)
    return replace(
        order,
        state=State.EXCHANGING,
        swaps=tuple(swaps),
        settled_with=method.id,
        difference=difference,
    )


def change_lines(
    order: SalesOrder, swaps: Sequence[Swap], variants: dict[str, Variant], method: Method
) -> tuple[SalesOrder, Money]:
    """Lines of an order that is not packed for other variants, once; and what that costs. Raises
    what `difference_of` raises, and Conflict for an order that is packed or was changed before."""
    if order.state is not State.PENDING:
        raise Conflict(f"order {order.number} is {order.state}: its lines stay")
    difference = difference_of(order, swaps, variants)
    _can_pay(method, difference)
    lines = list(order.lines)
    for at, swap in zip(_places(order, [swap.old for swap in swaps]), swaps, strict=True):
        taken = variants[swap.new]
        lines[at] = Line(taken.sku, taken.product, taken.name, taken.price)
    return replace(order, lines=tuple(lines), state=State.CHANGED), difference


def difference_of(order: SalesOrder, swaps: Sequence[Swap], variants: dict[str, Variant]) -> Money:
    """What the swaps cost. Raises NotFound for a line or variant that is not there, Refused for one
    that is sold out or of another product, InvalidInput for the same variant again."""
    places = _places(order, [swap.old for swap in swaps])
    cost = Money(0, order.total.currency)
    for at, swap in zip(places, swaps, strict=True):
        line, taken = order.lines[at], variants.get(swap.new)
        if swap.old == swap.new:
            raise InvalidInput("a line is swapped for another variant, not for the same")
        if taken is None:
            raise NotFound(f"there is no variant {swap.new}")
        if taken.product != line.product:
            raise Refused(f"{swap.new} is another product than {swap.old}")
        if not taken.is_available:
            raise Refused(f"{swap.new} is sold out")
        cost += taken.price - line.price
    return cost


def _places(order: SalesOrder, skus: Sequence[str]) -> list[int]:
    """Which of the order's lines are meant, each once. They are found before any is changed, so
    that a line which becomes what another one was is not taken for it."""
    if not skus:
        raise InvalidInput("name at least one line of the order")
    has: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(order.lines):
        has[line.sku].append(at)
    for sku, wanted in Counter(skus).items():
        if wanted > len(has[sku]):
            raise NotFound(f"order {order.number} has {len(has[sku])} of {sku}, not {wanted}")
    return [has[sku].pop(0) for sku in skus]


def _can_pay(method: Method, amount: Money) -> None:
    if method.balance is not None and method.balance < amount:
        raise Refused("the gift card has not enough on it")
