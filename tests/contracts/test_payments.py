"""What every payment gateway promises, and what Stripe's adds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
import stripe

from shared.adapters.demo.book import Book
from shared.adapters.demo.payments import ACCOUNT, METHOD, DemoPayments
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.stripe.payments import StripePayments
from shared.domain.commerce import MethodKind
from shared.domain.errors import Conflict, NotFound, Refused, TransientError
from shared.domain.money import Money
from shared.ports.systems.payments import EntryKind, Payments
from tests.contracts.gateways import SECRET, Gateway, stripe_server

TEN, FOUR = Money(1000), Money(400)
_orders = count(1)


@dataclass(frozen=True)
class Till:
    """One customer with a method that pays, and an order of theirs."""

    payments: Payments
    customer: str
    method: str
    order: str

    def key(self, name: str) -> str:
        """One that no other test has used."""
        return f"{self.order}:{name}"

    def moved(self) -> list[tuple[EntryKind, int]]:
        return [(each.kind, each.amount.minor) for each in self.payments.entries(self.order)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with stripe_server() as place:
        yield place


@pytest.fixture
def gateway(address: str) -> Gateway:
    return Gateway(address)


@pytest.fixture
def at_stripe(gateway: Gateway) -> Till:
    client = gateway.client()
    customer = client.v1.customers.create({"name": "Maya"})
    method = card(client, customer.id, "4242424242424242")
    return Till(StripePayments(client), customer.id, method, f"NW-{next(_orders)}")


@pytest.fixture(params=["demo", "stripe"])
def till(request: pytest.FixtureRequest) -> Till:
    if request.param == "stripe":
        at_stripe: Till = request.getfixturevalue("at_stripe")
        return at_stripe
    book = Book(MemoryRecords())
    book.add(METHOD, "card", "maya", {"kind": "card"})
    book.add(ACCOUNT, "NW-1", "maya", {})
    return Till(DemoPayments(book), "maya", "card", "NW-1")


def card(client: stripe.StripeClient, customer: str, number: str) -> str:
    made = client.v1.payment_methods.create(
        {
            "type": "card",
            "card": {"number": number, "exp_month": 12, "exp_year": 2039, "cvc": "123"},
        }
    )
    client.v1.payment_methods.attach(made.id, {"customer": customer})
    return made.id


def pay(till: Till, key: str = "pay", amount: Money = TEN) -> str:
    return till.payments.charge(till.key(key), till.customer, till.order, amount, till.method)


def refund(till: Till, key: str, amount: Money) -> str:
    return till.payments.refund(till.key(key), till.order, amount, till.method)


def test_a_customers_method_is_known_by_its_kind(till: Till) -> None:
    (method,) = till.payments.methods(till.customer)
    assert (method.id, method.kind) == (till.method, MethodKind.CARD)


def test_what_was_paid_and_refunded_is_told_in_its_order(till: Till) -> None:
    pay(till)
    refund(till, "some", FOUR)
    refund(till, "rest", Money(600))
    assert till.moved() == [
        (EntryKind.PAYMENT, 1000),
        (EntryKind.REFUND, 400),
        (EntryKind.REFUND, 600),
    ]
    assert {entry.method for entry in till.payments.entries(till.order)} == {till.method}


def test_nothing_moved_for_an_order_that_nobody_paid(till: Till) -> None:
    assert till.moved() == []


def test_a_key_charges_once(till: Till) -> None:
    assert pay(till) == pay(till)
    assert till.moved() == [(EntryKind.PAYMENT, 1000)]


def test_a_key_refunds_once(till: Till) -> None:
    pay(till)
    assert refund(till, "r", FOUR) == refund(till, "r", FOUR)
    assert till.moved() == [(EntryKind.PAYMENT, 1000), (EntryKind.REFUND, 400)]


@pytest.mark.parametrize("too_much", [Money(601), TEN])
def test_no_more_is_refunded_than_is_left(till: Till, too_much: Money) -> None:
    pay(till)
    refund(till, "some", FOUR)
    with pytest.raises(Refused):
        refund(till, "more", too_much)
    assert till.moved() == [(EntryKind.PAYMENT, 1000), (EntryKind.REFUND, 400)]


def test_several_payments_are_refunded_together(till: Till) -> None:
    pay(till, "first", FOUR)
    pay(till, "second", FOUR)
    refund(till, "r", Money(700))
    back = [minor for kind, minor in till.moved() if kind is EntryKind.REFUND]
    assert sum(back) == 700
    refund(till, "r", Money(700))
    assert [minor for kind, minor in till.moved() if kind is EntryKind.REFUND] == back


def test_a_voided_charge_leaves_nothing_paid(till: Till) -> None:
    pay(till)
    for _ in range(2):
        till.payments.void(till.key("pay"), till.order)
    signs = {EntryKind.PAYMENT: 1, EntryKind.REFUND: -1}
    assert sum(signs[kind] * minor for kind, minor in till.moved()) == 0


def test_a_charge_that_was_voided_first_is_never_made(till: Till) -> None:
    for _ in range(2):
        till.payments.void(till.key("pay"), till.order)
    with pytest.raises(Refused):
        pay(till)
    assert till.moved() == []


def test_a_refund_that_was_voided_first_is_never_made(till: Till) -> None:
    pay(till)
    till.payments.void(till.key("r"), till.order)
    with pytest.raises(Refused):
        refund(till, "r", FOUR)
    assert till.moved() == [(EntryKind.PAYMENT, 1000)]


class TestStripe:
    def test_a_charge_whose_answer_was_lost_is_made_once(
        self, at_stripe: Till, gateway: Gateway
    ) -> None:
        gateway.loses = 1
        gateway.blind = True
        with pytest.raises(TransientError):
            pay(at_stripe)
        pay(at_stripe)
        gateway.blind = False
        assert at_stripe.moved() == [(EntryKind.PAYMENT, 1000)]
        assert gateway.posts.count("/v1/payment_intents") == 1

    def test_movements_of_several_payments_come_in_the_order_of_their_days(
        self, at_stripe: Till, gateway: Gateway
    ) -> None:
        first = pay(at_stripe, "first")
        back = refund(at_stripe, "r", FOUR)
        second = pay(at_stripe, "second")
        gateway.days = {first: 1, second: 2, back: 3}
        told = [entry.id for entry in at_stripe.payments.entries(at_stripe.order)]
        assert told == [first, second, back]

    def test_a_key_still_works_once_when_stripe_has_forgotten_it(
        self, at_stripe: Till, gateway: Gateway
    ) -> None:
        first = pay(at_stripe), refund(at_stripe, "r", FOUR)
        gateway.forget_keys()
        assert (pay(at_stripe), refund(at_stripe, "r", FOUR)) == first
        assert at_stripe.moved() == [(EntryKind.PAYMENT, 1000), (EntryKind.REFUND, 400)]

    @pytest.mark.parametrize("act", [pay, lambda till: refund(till, "r", FOUR)])
    def test_a_voided_key_stays_void_when_stripe_has_forgotten_it(
        self, at_stripe: Till, gateway: Gateway, act: Callable[[Till], str]
    ) -> None:
        pay(at_stripe, "earlier")
        for key in ("pay", "r"):
            at_stripe.payments.void(at_stripe.key(key), at_stripe.order)
        gateway.forget_keys()
        with pytest.raises(Refused):
            act(at_stripe)

    def test_a_charge_that_search_does_not_show_yet_is_not_taken_for_none(
        self, at_stripe: Till, gateway: Gateway
    ) -> None:
        pay(at_stripe)
        gateway.blind = True
        with pytest.raises(TransientError):
            at_stripe.payments.void(at_stripe.key("pay"), at_stripe.order)

    def test_a_key_is_for_one_thing(self, at_stripe: Till, gateway: Gateway) -> None:
        pay(at_stripe)
        gateway.blind = True
        with pytest.raises(Conflict):
            pay(at_stripe, amount=FOUR)

    @pytest.mark.parametrize("refunded", [FOUR, TEN])
    def test_a_voided_charge_gives_back_what_is_left_of_it(
        self, at_stripe: Till, refunded: Money
    ) -> None:
        pay(at_stripe)
        refund(at_stripe, "r", refunded)
        at_stripe.payments.void(at_stripe.key("pay"), at_stripe.order)
        back = [minor for kind, minor in at_stripe.moved() if kind is EntryKind.REFUND]
        assert sum(back) == 1000

    def test_a_refund_that_was_sent_is_not_called_back(self, at_stripe: Till) -> None:
        pay(at_stripe)
        refund(at_stripe, "r", FOUR)
        with pytest.raises(Refused, match="sent"):
            at_stripe.payments.void(at_stripe.key("r"), at_stripe.order)

    def test_a_refund_that_waits_for_the_customer_is_called_back(
        self, at_stripe: Till, gateway: Gateway
    ) -> None:
        pay(at_stripe)
        gateway.slow = True
        refund(at_stripe, "r", FOUR)
        at_stripe.payments.void(at_stripe.key("r"), at_stripe.order)
        assert at_stripe.moved() == [(EntryKind.PAYMENT, 1000)]
        gateway.forget_keys()
        with pytest.raises(Refused):
            refund(at_stripe, "r", FOUR)

    def test_money_goes_back_to_the_method_that_paid(self, at_stripe: Till) -> None:
        pay(at_stripe)
        with pytest.raises(Refused, match="not paid with the method"):
            at_stripe.payments.refund(at_stripe.key("r"), at_stripe.order, FOUR, "pm_other")

    @pytest.mark.parametrize(
        ("number", "why"), [("4000000000000341", "card_declined"), ("4000002500003155", "action")]
    )
    def test_a_card_that_does_not_pay_is_named_so(
        self, at_stripe: Till, gateway: Gateway, number: str, why: str
    ) -> None:
        bad = card(gateway.client(), at_stripe.customer, number)
        with pytest.raises(Refused, match=why) as said:
            at_stripe.payments.charge(
                at_stripe.key("k"), at_stripe.customer, at_stripe.order, TEN, bad
            )
        assert number[-4:] not in str(said.value)
        at_stripe.payments.void(at_stripe.key("k"), at_stripe.order)
        assert at_stripe.moved() == []

    def test_nobody_has_no_methods(self, at_stripe: Till) -> None:
        with pytest.raises(NotFound):
            at_stripe.payments.methods("cus_nobody")

    def test_a_gateway_that_is_down_may_be_asked_again(
        self, at_stripe: Till, gateway: Gateway
    ) -> None:
        gateway.down = True
        with pytest.raises(TransientError):
            at_stripe.moved()

    def test_a_wrong_key_is_told_without_the_key(self, gateway: Gateway) -> None:
        client = stripe.StripeClient(
            f"wrong_{SECRET}", http_client=gateway, base_addresses={"api": gateway.address}
        )
        with pytest.raises(Refused, match="API key") as said:
            StripePayments(client).methods("cus_maya")
        assert SECRET not in str(said.value)
