"""The benchmark's tools that change something, as calls of our ports.

What each takes is documented beside upstream's own:
https://github.com/sierra-research/tau2-bench/blob/main/src/tau2/domains/retail/tools.py
"""

from collections.abc import Callable, Sequence

from infra.local.strangers.records import read_address
from infra.local.strangers.shop import Action
from shared.domain.commerce import Method, SalesOrder, State, Swap, difference_of
from shared.domain.errors import Conflict, InvalidInput, NotAuthorized, NotFound, Refused
from shared.domain.money import Money
from shared.ports.systems import Systems
from shared.ports.systems.payments import EntryKind


class Clerk:
    """Serves one customer, who is known already, and touches nobody else's things."""

    def __init__(self, systems: Systems, customer_id: str) -> None:
        self._systems = systems
        self._customer = customer_id
        self._tools: dict[str, Callable[..., None]] = {
            "cancel_pending_order": self._cancel,
            "exchange_delivered_order_items": self._exchange,
            "modify_pending_order_address": self._send_to,
            "modify_pending_order_items": self._change_lines,
            "modify_pending_order_payment": self._pay_otherwise,
            "modify_user_address": self._move,
            "return_delivered_order_items": self._take_back,
        }

    def do(self, key: str, action: Action) -> None:
        """Raises NotAuthorized for somebody else's things, Refused (or its kinds NotFound and
        Conflict) and InvalidInput for what the policy or the systems forbid; nothing has changed
        then."""
        tool = self._tools.get(action.name)
        if tool is None:
            raise InvalidInput(f"{action.name} changes nothing that we keep")
        tool(key, **action.arguments)

    def _cancel(self, key: str, order_id: str, reason: str) -> None:
        order = self._own(order_id)
        self._systems.commerce.cancel(key, order.number, reason)
        for method, amount in self._paid(order).items():
            self._systems.payments.refund(f"{key}:{method}", order.number, amount, method)

    def _send_to(self, key: str, order_id: str, **address: str) -> None:
        self._systems.commerce.send_to(key, self._own(order_id).number, read_address(address))

    def _move(self, key: str, user_id: str, **address: str) -> None:
        if user_id != self._customer:
            raise NotAuthorized("an address is changed for its owner only")
        self._systems.crm.move(key, user_id, read_address(address))

    def _change_lines(
        self,
        key: str,
        order_id: str,
        item_ids: Sequence[str],
        new_item_ids: Sequence[str],
        payment_method_id: str,
    ) -> None:
        order, method = self._own(order_id), self._method(payment_method_id)
        swaps = _swaps(item_ids, new_item_ids)
        self._systems.commerce.change_lines(key, order.number, swaps, method)
        try:
            self._settle(key, order, self._difference(order, swaps), method)
        except Refused:
            self._systems.commerce.undo(key, order.number)
            raise

    def _pay_otherwise(self, key: str, order_id: str, payment_method_id: str) -> None:
        order, method = self._own(order_id), self._method(payment_method_id)
        if order.state is not State.PENDING:
            raise Conflict(f"order {order.number} is {order.state}: it stays paid as it is")
        entries = self._systems.payments.entries(order.number)
        if [entry.kind for entry in entries] != [EntryKind.PAYMENT]:
            raise Conflict(f"order {order.number} has not one payment that could be replaced")
        [paid] = entries
        if paid.method == method.id:
            raise InvalidInput("another method pays than the one that paid")
        payments = self._systems.payments
        payments.charge(f"{key}:new", self._customer, order.number, paid.amount, method.id)
        payments.refund(f"{key}:old", order.number, paid.amount, paid.method)

    def _take_back(
        self, key: str, order_id: str, item_ids: Sequence[str], payment_method_id: str
    ) -> None:
        order, method = self._own(order_id), self._method(payment_method_id)
        paid_with = self._systems.payments.entries(order.number)[0].method
        self._systems.commerce.take_back(key, order.number, item_ids, method, paid_with)

    def _exchange(
        self,
        key: str,
        order_id: str,
        item_ids: Sequence[str],
        new_item_ids: Sequence[str],
        payment_method_id: str,
    ) -> None:
        order, method = self._own(order_id), self._method(payment_method_id)
        swaps = _swaps(item_ids, new_item_ids)
        self._systems.commerce.exchange(key, order.number, swaps, method)

    def _own(self, number: str) -> SalesOrder:
        order = self._systems.commerce.order(number)
        if order.customer_id != self._customer:
            raise NotAuthorized("the order is another customer's")
        return order

    def _method(self, id_: str) -> Method:
        for method in self._systems.payments.methods(self._customer):
            if method.id == id_:
                return method
        raise NotFound("the customer has no such payment method")

    def _paid(self, order: SalesOrder) -> dict[str, Money]:
        """What each method paid for the order and has not back yet."""
        paid: dict[str, int] = {}
        for entry in self._systems.payments.entries(order.number):
            sign = 1 if entry.kind is EntryKind.PAYMENT else -1
            paid[entry.method] = paid.get(entry.method, 0) + sign * entry.amount.minor
        currency = order.total.currency
        return {method: Money(minor, currency) for method, minor in paid.items() if minor > 0}

    def _difference(self, order: SalesOrder, swaps: Sequence[Swap]) -> Money:
        products = {line.product for line in order.lines}
        on_sale = [each for name in products for each in self._systems.commerce.variants(name)]
        return difference_of(order, swaps, {each.sku: each for each in on_sale})

    def _settle(self, key: str, order: SalesOrder, difference: Money, method: Method) -> None:
        payments = self._systems.payments
        if difference.minor > 0:
            payments.charge(key, self._customer, order.number, difference, method.id)
        elif difference.minor < 0:
            back = Money(-difference.minor, difference.currency)
            payments.refund(key, order.number, back, method.id)


def _swaps(old: Sequence[str], new: Sequence[str]) -> list[Swap]:
    if len(old) != len(new):
        raise InvalidInput("each line is named with the one variant that it becomes")
    return [Swap(one, other) for one, other in zip(old, new, strict=True)]
