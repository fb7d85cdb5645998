"""What every CRM promises, and which of it each real one keeps."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pytest
import requests

from shared.adapters.demo.book import Book
from shared.adapters.demo.crm import CUSTOMER, PLAN, SUBSCRIPTION, DemoCrm
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.hubspot.crm import HubspotCrm
from shared.adapters.journal import Journal
from shared.adapters.salesforce.crm import SalesforceCrm
from shared.domain.commerce import Address
from shared.domain.errors import CarelineError, Conflict, NotFound, Refused, TransientError
from shared.domain.money import Money
from shared.domain.orders import SubscriptionStatus
from shared.domain.subscriptions import Subscription
from shared.ports.systems.crm import Crm
from tests.contracts.crms import SECRET, FakeHubspot, FakeSalesforce

HOME = Address("12 Elm Street", "Apt 4", "Denver", "CO", "80202", "USA")
NEW = replace(HOME, street="3 Oak Road", extra="", city="Boulder", postcode="80301")
NEWER = replace(NEW, street="9 Ash Lane")
TODAY, MONTH = date(2026, 5, 6), date(2026, 6, 30)


@dataclass(frozen=True)
class Desk:
    """A CRM that knows one customer, and perhaps their subscription; `nobody` has the form of an
    id."""

    crm: Crm
    customer: str
    nobody: str
    subscription: str = ""

    def now(self) -> Subscription:
        (subscription,) = self.crm.subscriptions(self.customer)
        return subscription


def demo() -> Desk:
    book = Book(MemoryRecords())
    book.add(CUSTOMER, "maya", "maya", {"address": asdict(HOME)})
    book.add(
        SUBSCRIPTION,
        "SUB-1",
        "maya",
        {
            "customer": "maya",
            "sku": "PLAN-PLUS",
            "status": "active",
            "price_minor": 3900,
            "period_start": "2026-05-01",
            "period_end": "2026-05-31",
            "paid_on": "2026-05-01",
        },
    )
    plan = {"price_minor": 3900, "name": "Plus", "allowances": {"streams": 2}}
    book.add(PLAN, "PLAN-PLUS", "plans", {**plan, "includes": "two streams"})
    return Desk(DemoCrm(book), "maya", "nobody", "SUB-1")


def in_salesforce(fake: FakeSalesforce) -> Desk:
    crm = SalesforceCrm(fake.org(), Journal(MemoryRecords(), "salesforce"))
    contact, subscription = fake.shapes["Contact"], fake.shapes["Subscription__c"]
    return Desk(crm, contact["Id"], "003000000000000AAA", subscription["Id"])


def in_hubspot(fake: FakeHubspot) -> Desk:
    crm = HubspotCrm(fake.api(), Journal(MemoryRecords(), "hubspot"))
    return Desk(crm, fake.contact["id"], "404")


WITH_SUBSCRIPTIONS: dict[str, Callable[[], Desk]] = {
    "demo": demo,
    "salesforce": lambda: in_salesforce(FakeSalesforce()),
}
ALL: dict[str, Callable[[], Desk]] = {
    **WITH_SUBSCRIPTIONS,
    "hubspot": lambda: in_hubspot(FakeHubspot()),
}


@pytest.fixture(params=ALL)
def any_desk(request: pytest.FixtureRequest) -> Desk:
    return ALL[request.param]()


@pytest.fixture(params=WITH_SUBSCRIPTIONS)
def desk(request: pytest.FixtureRequest) -> Desk:
    return WITH_SUBSCRIPTIONS[request.param]()


def test_a_customer_lives_somewhere(any_desk: Desk) -> None:
    assert any_desk.crm.address(any_desk.customer) == HOME


def test_nobody_lives_nowhere(any_desk: Desk) -> None:
    with pytest.raises(NotFound):
        any_desk.crm.address(any_desk.nobody)
    with pytest.raises(NotFound):
        any_desk.crm.move("k", any_desk.nobody, NEW)


def test_a_customer_moves_once_for_a_key(any_desk: Desk) -> None:
    crm, customer = any_desk.crm, any_desk.customer
    receipt = crm.move("first", customer, NEW)
    crm.move("second", customer, NEWER)
    assert crm.move("first", customer, NEW) == receipt
    assert crm.address(customer) == NEWER


def test_a_move_is_taken_back_by_its_key_and_never_made_again(any_desk: Desk) -> None:
    crm, customer = any_desk.crm, any_desk.customer
    crm.move("k", customer, NEW)
    for _ in range(2):
        crm.undo("k", customer)
    assert crm.address(customer) == HOME
    with pytest.raises(Refused):
        crm.move("k", customer, NEW)
    assert crm.address(customer) == HOME


def test_a_move_that_was_taken_back_first_is_never_made(any_desk: Desk) -> None:
    any_desk.crm.undo("k", any_desk.customer)
    with pytest.raises(Refused):
        any_desk.crm.move("k", any_desk.customer, NEW)
    assert any_desk.crm.address(any_desk.customer) == HOME


def test_a_key_writes_one_case_and_one_task(any_desk: Desk) -> None:
    crm, customer = any_desk.crm, any_desk.customer
    assert crm.note("k", customer, "Moved", "…") == crm.note("k", customer, "Moved", "…")
    assert crm.note("k", customer, "Moved", "…") != crm.note("other", customer, "Moved", "…")
    call = crm.schedule("k", customer, "Call", TODAY)
    assert call == crm.schedule("k", customer, "Call", TODAY)
    assert call != crm.schedule("other", customer, "Call", TODAY)


def test_a_subscription_is_read_whole(desk: Desk) -> None:
    assert desk.now() == Subscription(
        id=desk.subscription,
        customer_id=desk.customer,
        sku="PLAN-PLUS",
        status=SubscriptionStatus.ACTIVE,
        price=Money(3900),
        period_start=date(2026, 5, 1),
        period_end=date(2026, 5, 31),
        paid_on=date(2026, 5, 1),
    )
    assert desk.crm.subscriptions(desk.nobody) == []


def test_a_plan_is_on_sale(desk: Desk) -> None:
    (plan,) = desk.crm.plans()
    assert (plan.sku, plan.price, plan.allowances) == ("PLAN-PLUS", Money(3900), {"streams": 2})


Change = Callable[[Crm, str, str], Any]
CHANGES: dict[str, tuple[Change, dict[str, Any]]] = {
    "end": (
        lambda crm, key, id_: crm.end(key, id_, TODAY),
        {"status": SubscriptionStatus.CANCELLED, "ends_on": TODAY},
    ),
    "pause": (
        lambda crm, key, id_: crm.pause(key, id_, TODAY, MONTH),
        {"status": SubscriptionStatus.PAUSED, "last_pause": TODAY, "paused_until": MONTH},
    ),
    "change of plan": (
        lambda crm, key, id_: crm.change_plan(key, id_, "PLAN-PRO", Money(5999)),
        {"sku": "PLAN-PRO", "price": Money(5999)},
    ),
    "renewal": (
        lambda crm, key, id_: crm.renew(key, id_, MONTH),
        {"period_start": date(2026, 5, 31), "period_end": MONTH},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_subscription_changes_once_and_back(desk: Desk, name: str) -> None:
    change, expected = CHANGES[name]
    before = desk.now()
    assert change(desk.crm, "k", desk.subscription) == change(desk.crm, "k", desk.subscription)
    assert desk.now() == replace(before, **expected)
    desk.crm.undo("k", desk.subscription)
    assert desk.now() == before


def test_what_has_ended_is_not_ended_again(desk: Desk) -> None:
    desk.crm.end("k", desk.subscription, TODAY)
    for change, _ in CHANGES.values():
        with pytest.raises(Conflict):
            change(desk.crm, "other", desk.subscription)
    desk.crm.end("k", desk.subscription, TODAY)


class TestSalesforce:
    @pytest.mark.parametrize(
        ("fails", "error"),
        [
            ((401, [{"errorCode": "INVALID_SESSION_ID", "message": SECRET}]), Refused),
            ((403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": SECRET}]), TransientError),
            ((403, [{"errorCode": "INSUFFICIENT_ACCESS", "message": SECRET}]), Refused),
            ((400, [{"errorCode": "UNABLE_TO_LOCK_ROW", "message": SECRET}]), TransientError),
            ((400, [{"errorCode": "FIELD_INTEGRITY_EXCEPTION", "message": SECRET}]), Refused),
            ((412, None), Conflict),
            ((503, None), TransientError),
            (requests.ReadTimeout, TransientError),
        ],
    )
    def test_an_error_has_our_name_and_tells_nothing(
        self, fails: Any, error: type[CarelineError]
    ) -> None:
        fake = FakeSalesforce()
        desk = in_salesforce(fake)
        fake.fails = fails
        with pytest.raises(error) as told:
            desk.crm.address(desk.customer)
        assert type(told.value) is error
        assert SECRET not in str(told.value)

    def test_a_name_in_a_question_stays_a_name(self) -> None:
        desk = in_salesforce(FakeSalesforce())
        assert desk.crm.subscriptions("' OR Id != '") == []

    def test_a_case_is_the_customers(self) -> None:
        fake = FakeSalesforce()
        desk = in_salesforce(fake)
        id_ = desk.crm.note("k", desk.customer, "Moved", "To Boulder")
        case = fake.records["Case"][id_]
        assert (case["ContactId"], case["Subject"]) == (desk.customer, "Moved")


class TestHubspot:
    def test_what_was_lost_on_its_way_back_is_done_once(self) -> None:
        fake = FakeHubspot()
        desk = in_hubspot(fake)
        fake.lost = 1
        id_ = desk.crm.note("k", desk.customer, "Moved", "To Boulder")
        (ticket,) = fake.records["tickets"].values()
        assert ticket["subject"] == "Moved"
        assert fake.associated == {(id_, desk.customer)}

    def test_a_task_is_due_on_its_day(self) -> None:
        fake = FakeHubspot()
        desk = in_hubspot(fake)
        desk.crm.schedule("k", desk.customer, "Call", TODAY)
        (task,) = fake.records["tasks"].values()
        assert task["hs_timestamp"] == "2026-05-06T00:00:00.000Z"

    @pytest.mark.parametrize("name", CHANGES)
    def test_it_says_that_it_keeps_no_subscriptions(self, name: str) -> None:
        with pytest.raises(Refused, match="subscriptions"):
            CHANGES[name][0](in_hubspot(FakeHubspot()).crm, "k", "SUB-1")
