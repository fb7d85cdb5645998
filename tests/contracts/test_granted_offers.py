"""What customers were given: DynamoDB and this process's memory promise the same."""

from dataclasses import replace
from datetime import date

import pytest

from shared.adapters.aws.offers import DynamoOffers
from shared.adapters.memory.offers import MemoryOffers
from shared.domain.money import Money
from shared.domain.offers import Granted, Worth
from shared.ports.offers import GrantedOffers

MAY = Granted(
    "cus_1",
    "late_parcel",
    "K7Q2",
    Worth(amount=Money(1500, "EUR")),
    "offer_for_delay",
    on=date(2126, 5, 6),
    until=date(2126, 8, 4),
    again_from=date(2126, 11, 2),
    message_id="m1",
)
JUNE = replace(MAY, code="A2B3", worth=Worth(percent=5), on=date(2126, 6, 1), message_id="m2")


@pytest.fixture(params=["dynamo", "memory"])
def offers(request: pytest.FixtureRequest, table: str) -> GrantedOffers:
    return DynamoOffers(table) if request.param == "dynamo" else MemoryOffers()


def test_each_customer_holds_their_own_the_oldest_first(offers: GrantedOffers) -> None:
    for each in (MAY, JUNE, replace(MAY, customer_id="cus_2", code="C4D5")):
        offers.keep(each)
    assert offers.held_by("cus_1") == [MAY, JUNE]
    assert offers.held_by("cus_3") == []


def test_a_repeat_changes_nothing(offers: GrantedOffers) -> None:
    offers.keep(MAY)
    offers.keep(MAY)
    assert offers.held_by("cus_1") == [MAY]
