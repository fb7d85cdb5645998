"""What every order management system promises, and what Shopify does and does not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from shared.adapters.demo.book import Book
from shared.adapters.demo.commerce import (
    ORDER,
    VARIANT,
    DemoCommerce,
    write_order,
    write_variant,
)
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.journal import Journal
from shared.adapters.shopify.commerce import ShopifyCommerce
from shared.domain.commerce import (
    Address,
    Line,
    Method,
    MethodKind,
    SalesOrder,
    State,
    Swap,
    Variant,
)
from shared.domain.errors import Conflict, NotFound, Refused, TransientError
from shared.domain.money import Money
from shared.domain.offers import Worth
from shared.ports.systems.commerce import Commerce, Discount
from tests.contracts.shops import FakeShopify

SPEAKERS, CASES = "gid://shopify/Product/20995642", "gid://shopify/Product/20995643"
MAYA = "gid://shopify/Customer/544365967"
HOME = Address("12 Elm Street", "Apt 4", "Denver", "CO", "80202", "US")
NEW = replace(HOME, street="3 Oak Road", extra="", city="Boulder", postcode="80301")
CARD, OTHER = Method("card", MethodKind.CARD), Method("paypal", MethodKind.PAYPAL)
BLACK = Line("SPK-BLACK", SPEAKERS, "Speaker - Black", Money(4990))
PLACED = SalesOrder(
    number="#1001",
    customer_id=MAYA,
    state=State.PENDING,
    lines=(BLACK, BLACK, Line("CASE-1", CASES, "Case", Money(1200))),
    address=HOME,
    placed=datetime(2026, 5, 1, 10, tzinfo=UTC),
)
DELIVERED = replace(
    PLACED,
    state=State.DELIVERED,
    delivered_at=datetime(2026, 5, 4, 15, 30, tzinfo=UTC),
    tracking="1Z999AA10123456784",
    carrier="UPS",
)
VARIANTS = [
    Variant("SPK-BLACK", SPEAKERS, "Black", Money(4990)),
    Variant("SPK-RED", SPEAKERS, "Red", Money(5490)),
    Variant("SPK-BLUE", SPEAKERS, "Blue", Money(4990), is_available=False),
]


@dataclass(frozen=True)
class Store:
    commerce: Commerce

    @property
    def order(self) -> SalesOrder:
        return self.commerce.order("#1001")

    def take_back(self, key: str, *skus: str, to: Method = CARD) -> str:
        return self.commerce.take_back(key, "#1001", skus, to, "card")

    def exchange(self, key: str, old: str, new: str) -> str:
        return self.commerce.exchange(key, "#1001", [Swap(old, new)], CARD)


def demo(order: SalesOrder) -> Store:
    book = Book(MemoryRecords())
    book.add(ORDER, order.number, order.customer_id, write_order(order))
    for variant in VARIANTS:
        book.add(VARIANT, variant.sku, variant.product, write_variant(variant))
    return Store(DemoCommerce(book))


def in_shopify(fake: FakeShopify) -> Store:
    return Store(ShopifyCommerce(fake.shop(), Journal(MemoryRecords(), "shopify")))


def shopify(order: SalesOrder) -> Store:
    fake = FakeShopify()
    if order is DELIVERED:
        fake.deliver()
    return in_shopify(fake)


@pytest.fixture(params=[demo, shopify], ids=["demo", "shopify"])
def open_store(request: pytest.FixtureRequest) -> Callable[[SalesOrder], Store]:
    opened: Callable[[SalesOrder], Store] = request.param
    return opened


@pytest.fixture
def placed(open_store: Callable[[SalesOrder], Store]) -> Store:
    return open_store(PLACED)


@pytest.fixture
def delivered(open_store: Callable[[SalesOrder], Store]) -> Store:
    return open_store(DELIVERED)


def test_an_order_is_read_whole(placed: Store, delivered: Store) -> None:
    assert placed.order == PLACED
    assert delivered.order == DELIVERED
    assert placed.commerce.of_customer(MAYA) == [PLACED]
    assert placed.commerce.of_customer("gid://shopify/Customer/1") == []


def test_no_order_is_found_by_a_wrong_number(placed: Store) -> None:
    for number in ("#100", '#1001" OR name:*'):
        with pytest.raises(NotFound):
            placed.commerce.order(number)


def test_a_product_has_variants(placed: Store) -> None:
    by_sku = {each.sku: each for each in placed.commerce.variants(SPEAKERS)}
    assert by_sku == {each.sku: each for each in VARIANTS}
    assert placed.commerce.variants("gid://shopify/Product/1") == []


def test_an_order_is_cancelled_once_for_a_key(placed: Store) -> None:
    receipt = placed.commerce.cancel("k", "#1001", "no longer needed")
    assert placed.commerce.cancel("k", "#1001", "no longer needed") == receipt
    assert placed.order.state is State.CANCELLED
    with pytest.raises(Conflict):
        placed.commerce.cancel("other", "#1001", "no longer needed")


def test_what_was_delivered_is_not_cancelled(delivered: Store) -> None:
    with pytest.raises(Conflict):
        delivered.commerce.cancel("k", "#1001", "no longer needed")
    assert delivered.order == DELIVERED


def test_an_address_changes_and_changes_back(placed: Store) -> None:
    placed.commerce.send_to("k", "#1001", NEW)
    assert placed.order == replace(PLACED, address=NEW)
    placed.commerce.undo("k", "#1001")
    assert placed.order == PLACED
    with pytest.raises(Refused):
        placed.commerce.send_to("k", "#1001", NEW)


def test_an_order_stays_in_its_country(placed: Store) -> None:
    with pytest.raises(Refused):
        placed.commerce.send_to("k", "#1001", replace(NEW, country="CA"))


def test_a_return_is_opened_once_for_a_key_and_taken_back(delivered: Store) -> None:
    number = delivered.take_back("k", "SPK-BLACK", "SPK-BLACK")
    assert delivered.take_back("k", "SPK-BLACK", "SPK-BLACK") == number
    assert delivered.order.state is State.RETURNING
    assert delivered.order.returned == ("SPK-BLACK", "SPK-BLACK")
    delivered.commerce.undo("k", "#1001")
    assert delivered.order == DELIVERED


@pytest.mark.parametrize(
    ("skus", "to", "error"),
    [
        (["SPK-BLACK"] * 3, CARD, NotFound),
        (["SPK-GREEN"], CARD, NotFound),
        (["SPK-BLACK"], OTHER, Refused),
    ],
)
def test_only_what_was_bought_comes_back_and_to_whom_it_was_paid(
    delivered: Store, skus: list[str], to: Method, error: type[Exception]
) -> None:
    with pytest.raises(error):
        delivered.take_back("k", *skus, to=to)
    assert delivered.order == DELIVERED


def test_nothing_comes_back_that_has_not_arrived(placed: Store) -> None:
    with pytest.raises(Conflict):
        placed.take_back("k", "SPK-BLACK")


def test_a_line_is_exchanged_once_for_a_key_and_back(delivered: Store) -> None:
    assert delivered.exchange("k", "SPK-BLACK", "SPK-RED") == delivered.exchange(
        "k", "SPK-BLACK", "SPK-RED"
    )
    assert delivered.order.state is State.EXCHANGING
    delivered.commerce.undo("k", "#1001")
    assert delivered.order == DELIVERED


@pytest.mark.parametrize("new", ["SPK-BLUE", "SPK-GREEN"])
def test_nothing_is_exchanged_for_what_is_not_to_be_had(delivered: Store, new: str) -> None:
    with pytest.raises(Refused):
        delivered.exchange("k", "SPK-BLACK", new)


def test_an_order_is_sent_again_once(delivered: Store) -> None:
    parcel = delivered.commerce.send_again("k", "#1001")
    assert parcel
    assert delivered.commerce.send_again("k", "#1001") == parcel
    with pytest.raises(Conflict):
        delivered.commerce.send_again("other", "#1001")


def test_another_parcel_is_called_off_and_never_sent_then(delivered: Store) -> None:
    delivered.commerce.send_again("k", "#1001")
    delivered.commerce.undo("k", "#1001")
    assert delivered.order == DELIVERED
    with pytest.raises(Refused):
        delivered.commerce.send_again("k", "#1001")
    assert delivered.commerce.send_again("later", "#1001")


def test_what_was_not_sent_is_not_sent_again(placed: Store) -> None:
    with pytest.raises(Conflict):
        placed.commerce.send_again("k", "#1001")


class TestShopify:
    @pytest.fixture
    def fake(self) -> FakeShopify:
        return FakeShopify()

    def test_a_return_whose_answer_was_lost_is_opened_once(self, fake: FakeShopify) -> None:
        fake.deliver()
        store = in_shopify(fake)
        fake.loses = 1
        with pytest.raises(TransientError):
            store.take_back("k", "SPK-BLACK")
        assert store.take_back("k", "SPK-BLACK") == "#1001-R1"
        assert len(fake.order["returns"]["nodes"]) == 1

    def test_a_lost_return_is_taken_back_all_the_same(self, fake: FakeShopify) -> None:
        fake.deliver()
        store = in_shopify(fake)
        fake.loses = 1
        with pytest.raises(TransientError):
            store.take_back("k", "SPK-BLACK")
        store.commerce.undo("k", "#1001")
        assert fake.order["returns"]["nodes"][0]["status"] == "CANCELED"

    def test_a_return_that_was_worked_on_stays(self, fake: FakeShopify) -> None:
        fake.deliver()
        store = in_shopify(fake)
        store.take_back("k", "SPK-BLACK")
        fake.order["returns"]["nodes"][0]["status"] = "CLOSED"
        with pytest.raises(Refused, match="INVALID_STATE"):
            store.commerce.undo("k", "#1001")

    def test_a_cancellation_whose_answer_was_lost_is_not_asked_again(
        self, fake: FakeShopify
    ) -> None:
        store = in_shopify(fake)
        fake.loses = 1
        with pytest.raises(TransientError):
            store.commerce.cancel("k", "#1001", "no longer needed")
        store.commerce.cancel("k", "#1001", "no longer needed")
        assert [name for name, _ in fake.asked].count("Cancel") == 1

    def test_a_cancellation_is_not_taken_back(self, fake: FakeShopify) -> None:
        store = in_shopify(fake)
        store.commerce.cancel("k", "#1001", "no longer needed")
        with pytest.raises(Refused, match="cancellation"):
            store.commerce.undo("k", "#1001")

    def test_the_receiver_keeps_their_name(self, fake: FakeShopify) -> None:
        in_shopify(fake).commerce.send_to("k", "#1001", NEW)
        assert fake.order["shippingAddress"]["lastName"] == "Chen"

    def test_a_busy_shop_may_be_asked_again(self, fake: FakeShopify) -> None:
        fake.says = fake.shapes["throttled"]
        with pytest.raises(TransientError, match="THROTTLED"):
            in_shopify(fake).commerce.order("#1001")

    def test_what_is_sent_again_costs_nothing_and_goes_where_the_first_went(
        self, fake: FakeShopify
    ) -> None:
        fake.deliver()
        assert in_shopify(fake).commerce.send_again("k", "#1001") == "#1002"
        (wanted,) = (told["input"] for name, told in fake.asked if name == "CreateDraft")
        assert wanted["lineItems"] == [
            {"variantId": "gid://shopify/ProductVariant/30322695", "quantity": 2},
            {"variantId": "gid://shopify/ProductVariant/30322699", "quantity": 1},
        ]
        assert wanted["purchasingEntity"] == {"customerId": MAYA}
        assert wanted["appliedDiscount"]["value"] == 100
        assert wanted["appliedDiscount"]["valueType"] == "PERCENTAGE"
        assert wanted["shippingLine"]["priceWithCurrency"]["amount"] == "0.00"
        assert wanted["shippingAddress"]["address1"] == HOME.street
        assert wanted["shippingAddress"]["lastName"] == "Chen"

    @pytest.mark.parametrize("lost", [1, 2])
    def test_an_order_that_is_sent_again_with_a_lost_answer_is_sent_once(
        self, fake: FakeShopify, lost: int
    ) -> None:
        fake.deliver()
        store = in_shopify(fake)
        fake.loses = lost
        for _ in range(lost):
            with pytest.raises(TransientError):
                store.commerce.send_again("k", "#1001")
        assert store.commerce.send_again("k", "#1001") == "#1002"
        assert len(fake.drafts) == 1

    def test_a_draft_is_found_where_the_search_is_late(self, fake: FakeShopify) -> None:
        fake.deliver()
        store = in_shopify(fake)
        fake.is_searchable = False
        store.commerce.send_again("k", "#1001")
        store.commerce.undo("k", "#1001")
        (draft,) = fake.drafts.values()
        assert draft["order"]["cancelledAt"]

    def test_a_draft_that_was_not_completed_is_thrown_away(self, fake: FakeShopify) -> None:
        fake.deliver()
        store = in_shopify(fake)
        fake.loses = 1
        with pytest.raises(TransientError):
            store.commerce.send_again("k", "#1001")
        store.commerce.undo("k", "#1001")
        assert fake.drafts == {}

    def test_a_parcel_that_is_packed_is_not_called_off(self, fake: FakeShopify) -> None:
        fake.deliver()
        store = in_shopify(fake)
        store.commerce.send_again("k", "#1001")
        (draft,) = fake.drafts.values()
        draft["order"]["displayFulfillmentStatus"] = "IN_PROGRESS"
        with pytest.raises(Refused, match="on its way"):
            store.commerce.undo("k", "#1001")

    def test_a_thing_that_is_not_sold_any_more_is_not_sent_again(self, fake: FakeShopify) -> None:
        fake.deliver()
        fake.order["lineItems"]["nodes"][1]["variant"] = None
        with pytest.raises(Refused, match="person"):
            in_shopify(fake).commerce.send_again("k", "#1001")
        assert fake.drafts == {}

    def test_it_changes_no_lines(self, fake: FakeShopify) -> None:
        with pytest.raises(Refused, match="person"):
            in_shopify(fake).commerce.change_lines(
                "k", "#1001", [Swap("SPK-BLACK", "SPK-RED")], CARD
            )
        assert fake.asked == []


class TestDiscounts:
    """A code for one customer's next order."""

    percent = Discount("K7Q2", Worth(percent=10), date(2026, 5, 6), date(2026, 8, 4))
    amount = replace(percent, code="M3N4", worth=Worth(amount=Money(1505)))

    def test_the_demos_shop_keeps_it_once(self) -> None:
        records = MemoryRecords()
        for _ in range(2):
            DemoCommerce(Book(records)).discount("cus_1", self.percent)
        (kept,) = records.of("discount", "cus_1")
        assert (kept.id, kept.value["until"]) == ("K7Q2", "2026-08-04")

    def test_shopify_gives_it_to_the_customer_alone_until_its_last_day_is_over(self) -> None:
        fake = FakeShopify()
        in_shopify(fake).commerce.discount(MAYA, self.percent)
        in_shopify(fake).commerce.discount(MAYA, self.amount)
        given = fake.discounts["K7Q2"]
        assert given["context"] == {"customers": {"add": [MAYA]}}
        assert given["endsAt"] == "2026-08-05T00:00:00Z"
        assert given["usageLimit"] == 1
        assert given["customerGets"]["value"] == {"percentage": 0.1}
        off = {"amount": "15.05", "appliesOnEachItem": False}
        assert fake.discounts["M3N4"]["customerGets"]["value"] == {"discountAmount": off}

    def test_both_shops_know_whether_it_was_used(self) -> None:
        records, fake = MemoryRecords(), FakeShopify()
        demo, shopify = DemoCommerce(Book(records)), in_shopify(fake).commerce
        assert demo.is_used("K7Q2")
        assert shopify.is_used("K7Q2")
        demo.discount("cus_1", self.percent)
        shopify.discount(MAYA, self.percent)
        assert not demo.is_used("K7Q2")
        assert not shopify.is_used("K7Q2")
        (kept,) = records.of("discount", "cus_1")
        records.put(replace(kept, value=kept.value | {"used_for": "NW-10500"}))
        fake.uses["K7Q2"] = 1
        assert demo.is_used("K7Q2")
        assert shopify.is_used("K7Q2")

    def test_shopify_promises_no_cap_that_it_cannot_keep(self) -> None:
        capped = replace(self.percent, worth=Worth(percent=10, at_most=Money(4000)))
        fake = FakeShopify()
        with pytest.raises(Refused, match="caps no percentage"):
            in_shopify(fake).commerce.discount(MAYA, capped)
        assert fake.discounts == {}

    def test_one_whose_answer_was_lost_is_made_once(self) -> None:
        fake = FakeShopify()
        fake.loses = 1
        with pytest.raises(TransientError):
            in_shopify(fake).commerce.discount(MAYA, self.percent)
        in_shopify(fake).commerce.discount(MAYA, self.percent)
        assert [name for name, _ in fake.asked].count("CreateDiscount") == 1

    def test_shopify_knows_its_own_customers_only(self) -> None:
        with pytest.raises(NotFound):
            in_shopify(FakeShopify()).commerce.discount("cus_maya", self.percent)


def test_the_demos_shop_tells_what_became_of_an_order() -> None:
    """As a real one does by events, so that what we know of the order is not left behind."""
    told: list[tuple[str, object]] = []
    book = Book(MemoryRecords())
    address = Address("1 Elm Row", "", "Leeds", "", "LS1 4AP", "GB")
    line = Line("SKU-1", "Heron", "Heron", Money(100))
    placed = datetime(2026, 5, 5, tzinfo=UTC)
    order = SalesOrder("NW-1", "cus_1", State.PENDING, (line,), address, placed=placed)
    book.add("order", "NW-1", "cus_1", write_order(order))
    shop = DemoCommerce(book, tell=lambda kind, about: told.append((kind, about["order_number"])))
    shop.cancel("k", "NW-1", "no longer needed")
    shop.undo("k", "NW-1")
    assert told == [("OrderCancelled", "NW-1"), ("OrderPlaced", "NW-1")]
