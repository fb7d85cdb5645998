"""What every ERP promises, and what SAP's and Oracle's do and do not."""

from collections.abc import Callable
from datetime import date

import pytest

from shared.adapters.demo.book import Book
from shared.adapters.demo.others import POSTING, DemoErp
from shared.adapters.demo.records import MemoryRecords
from shared.domain.errors import Refused, TransientError
from shared.domain.money import Money
from shared.ports.systems.others import Erp
from tests.contracts.books import FakeOracle, FakeSap

AMOUNT = Money(2550)


def demo() -> Erp:
    book = Book(MemoryRecords())
    value = {"place": "warehouse", "on": "2019-01-10", "text": "delivered"}
    book.add(POSTING, "992330", "NW-1", value)
    return DemoErp(book)


WITH_POSTINGS: dict[str, Callable[[], Erp]] = {"demo": demo, "sap": lambda: FakeSap().erp()}
ALL: dict[str, Callable[[], Erp]] = {**WITH_POSTINGS, "oracle": lambda: FakeOracle().erp()}


@pytest.fixture(params=ALL)
def erp(request: pytest.FixtureRequest) -> Erp:
    return ALL[request.param]()


def credit(erp: Erp, key: str = "k", amount: Money = AMOUNT) -> str:
    return erp.credit(key, "100010", "NW-1", amount, "late parcel")


def test_a_key_credits_once(erp: Erp) -> None:
    assert credit(erp) == credit(erp)
    assert credit(erp) != credit(erp, "other")


def test_nothing_is_no_credit(erp: Erp) -> None:
    with pytest.raises(Refused):
        credit(erp, amount=Money(0))


def test_a_credit_that_was_taken_back_first_is_never_made(erp: Erp) -> None:
    for _ in range(2):
        erp.undo("k", "100010")
    with pytest.raises(Refused):
        credit(erp)


@pytest.mark.parametrize("name", WITH_POSTINGS)
def test_an_orders_postings_are_told(name: str) -> None:
    erp = WITH_POSTINGS[name]()
    (posting,) = erp.postings("NW-1")
    assert (posting.id, posting.place, posting.on) == ("992330", "warehouse", date(2019, 1, 10))
    assert erp.postings("NW-2") == []
    assert erp.postings("' or SalesOrder ne '") == []


@pytest.mark.parametrize("name", WITH_POSTINGS)
def test_what_was_credited_for_an_order_is_told_until_it_is_taken_back(name: str) -> None:
    erp = WITH_POSTINGS[name]()
    number = credit(erp)
    credit(erp, "other", Money(100))
    erp.credit("elsewhere", "100010", "NW-2", AMOUNT, "late parcel")
    assert {each.id: each.amount for each in erp.credits("100010", "NW-1")}[number] == AMOUNT
    assert len(erp.credits("100010", "NW-1")) == 2
    assert erp.credits("100011", "NW-1") == []
    erp.undo("k", "100010")
    assert [each.amount for each in erp.credits("100010", "NW-1")] == [Money(100)]


@pytest.mark.parametrize("open_books", [FakeSap, FakeOracle])
def test_a_memo_whose_answer_was_lost_is_made_once(
    open_books: Callable[[], FakeSap | FakeOracle],
) -> None:
    books = open_books()
    books.loses = 1
    erp = books.erp()
    with pytest.raises(TransientError):
        credit(erp)
    credit(erp)
    assert len(books.memos) == 1


class TestSap:
    def test_a_memo_is_booked_where_the_company_books(self) -> None:
        books = FakeSap()
        number = credit(books.erp())
        (memo,) = books.memos
        (item,) = memo["to_Item"]
        assert memo["CreditMemoRequest"] == number
        assert (memo["SoldToParty"], memo["PurchaseOrderByCustomer"]) == ("100010", "NW-1")
        assert item["to_PricingElement"][0]["ConditionRateValue"] == "25.50"

    def test_a_memo_is_among_the_postings_until_it_is_taken_back(self) -> None:
        books = FakeSap()
        erp = books.erp()
        credit(erp)
        assert [each.place for each in erp.postings("NW-1")] == ["warehouse", "finance"]
        erp.undo("k", "100010")
        assert [each.place for each in erp.postings("NW-1")] == ["warehouse"]
        with pytest.raises(Refused):
            credit(erp)

    def test_what_was_billed_stays(self) -> None:
        books = FakeSap()
        erp = books.erp()
        credit(erp)
        books.memos[0]["OverallOrdReltdBillgStatus"] = "C"
        with pytest.raises(Refused, match="finance"):
            erp.undo("k", "100010")

    def test_a_request_that_finance_rejected_is_no_credit(self) -> None:
        books = FakeSap()
        erp = books.erp()
        credit(erp)
        books.memos[0]["OverallSDDocumentRejectionSts"] = "C"
        assert erp.credits("100010", "NW-1") == []


class TestOracle:
    def test_a_memo_takes_from_what_the_customer_owes(self) -> None:
        books = FakeOracle()
        number = credit(books.erp())
        (memo,) = books.memos
        assert (memo["TransactionNumber"], memo["BillToCustomerNumber"]) == (number, "100010")
        assert len(number) <= 20
        assert memo["receivablesCreditMemoLines"][0]["UnitSellingPrice"] == -25.5

    def test_a_memo_is_not_taken_back(self) -> None:
        books = FakeOracle()
        erp = books.erp()
        credit(erp)
        with pytest.raises(Refused, match="finance"):
            erp.undo("k", "100010")

    def test_it_says_that_it_knows_no_orders(self) -> None:
        with pytest.raises(Refused, match="shop"):
            FakeOracle().erp().postings("NW-1")
        with pytest.raises(Refused, match="finance"):
            FakeOracle().erp().credits("100010", "NW-1")
