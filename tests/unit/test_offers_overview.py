"""What colleagues are shown of offers: counts, and one customer's codes as the shop knows them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from functions.offers.overview import LATELY, State, find_customer, held_by, tally
from shared.adapters.demo.book import Book
from shared.adapters.demo.commerce import DISCOUNT, DemoCommerce
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.memory.business import MemoryCustomers
from shared.adapters.memory.errands import MemoryErrands
from shared.adapters.memory.offers import MemoryOffers
from shared.domain.errands.authority import Limit, Spending
from shared.domain.errors import CarelineError, NotFound, Refused, TransientError
from shared.domain.offers import Granted, Offer, Offers, When, Worth
from shared.domain.orders import Customer
from shared.ports.systems.commerce import Discount

TODAY = date(2026, 5, 6)
DAY = timedelta(days=1)
LIMIT = Limit("offers.late", customer_times=1, company_times=2)
WHEN = When(intents=frozenset({"order_status"}))
LATE = Offer("late", Worth(percent=10), "offer_for_delay", WHEN, 90, 180, LIMIT)
STAY = replace(LATE, name="stay", limit=Limit("offers.stay", company_times=5))
ENDED = Granted("cus_1", "late", "OLD", LATE.worth, "", TODAY - 99 * DAY, TODAY - DAY, TODAY, "m1")
OPEN = replace(ENDED, code="NEW", on=TODAY, until=TODAY, message_id="m2")


def test_each_offer_is_counted_by_the_day_within_the_last_thirty() -> None:
    errands = MemoryErrands()
    oldest = TODAY - (LATELY - 1) * DAY
    for at, day in enumerate((TODAY, oldest, oldest, oldest - DAY)):
        assert errands.spend(Spending(f"m{at}", LIMIT.action, f"cus_{at}", day, 0), LIMIT)
    late, stay = tally(Offers((LATE, STAY)), errands, TODAY)
    assert (late.offer, late.today, late.lately, late.full_days) == (LATE, 1, 3, 1)
    assert (stay.offer, stay.today, stay.lately, stay.full_days) == (STAY, 0, 0, 0)


class Shop(DemoCommerce):
    """Which may fail, and counts how often it is asked."""

    def __init__(self, error: CarelineError | None = None) -> None:
        self.records = MemoryRecords()
        super().__init__(Book(self.records))
        self.error, self.asked = error, 0
        for each in (ENDED, OPEN):
            self.discount("cus_1", Discount(each.code, each.worth, each.on, each.until))

    def use(self, code: str) -> None:
        record = self.records.get(DISCOUNT, code)
        assert record
        self.records.put(replace(record, value=record.value | {"used_for": "NW-1"}))

    def is_used(self, code: str) -> bool:
        self.asked += 1
        if self.error:
            raise self.error
        return super().is_used(code)


def states(shop: Shop) -> dict[str, State]:
    offers = MemoryOffers()
    for each in (ENDED, OPEN, replace(OPEN, customer_id="cus_2", code="ANOTHERS")):
        offers.keep(each)
    return {each.granted.code: each.state for each in held_by("cus_1", offers, shop, TODAY)}


def test_the_newest_comes_first_and_its_last_day_counts() -> None:
    assert list(states(Shop()).items()) == [("NEW", State.OPEN), ("OLD", State.ENDED)]


def test_what_was_used_is_used_whether_its_days_are_over_or_not() -> None:
    shop = Shop()
    shop.use("NEW")
    shop.use("OLD")
    assert set(states(shop).values()) == {State.USED}


@pytest.mark.parametrize("error", [TransientError("busy"), Refused("check our secret")])
def test_a_shop_that_fails_is_asked_once_and_what_was_given_is_shown(error: CarelineError) -> None:
    shop = Shop(error)
    assert states(shop) == {"NEW": State.UNKNOWN, "OLD": State.UNKNOWN}
    assert shop.asked == 1


CUSTOMERS = MemoryCustomers(
    [Customer("cus_1", "Ada", "ada@shop.example", "+15550142", "plus", "US")]
)


@pytest.mark.parametrize("named", ["cus_1", " Ada@shop.example ", "+15550142", "+1 (555) 01-42"])
def test_a_customer_is_found_by_what_a_colleague_has_of_them(named: str) -> None:
    assert find_customer(named, CUSTOMERS).id == "cus_1"


@pytest.mark.parametrize("named", ["cus_2", "Ada", "eve@shop.example", "15550142", "+1", " "])
def test_who_is_not_known_is_said_with_what_to_give(named: str) -> None:
    with pytest.raises(NotFound, match="give an e-mail address, a phone number"):
        find_customer(named, CUSTOMERS)
