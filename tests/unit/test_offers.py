"""Offers: what the pack grants, to whom, how often, and what is said of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from functions.offers.service import OfferDesk
from shared.adapters.demo.book import Book
from shared.adapters.demo.commerce import DISCOUNT, DemoCommerce
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.memory.business import MemoryOrders
from shared.adapters.memory.errands import MemoryErrands
from shared.adapters.memory.offers import MemoryOffers
from shared.adapters.offers import load_offers
from shared.adapters.pack import load_company
from shared.contracts import GrantOffer, TurnContext, TurnDecided
from shared.domain.conversation import (
    Channel,
    ConversationId,
    Identity,
    Memory,
    MessageId,
    Participant,
)
from shared.domain.errands.authority import Limit
from shared.domain.errors import BrokenPack, Refused
from shared.domain.evidence import Fact
from shared.domain.intents import Desk
from shared.domain.mentions import NO_MENTIONS
from shared.domain.money import Money
from shared.domain.offers import (
    NAME,
    Cause,
    Occasion,
    Offer,
    Offering,
    Offers,
    When,
    Worth,
    causes_of,
    granted,
    is_open,
)
from shared.domain.orders import Order, OrderStatus
from shared.domain.routing import Decision
from shared.ports.systems.commerce import Discount

TODAY = date(2026, 5, 6)
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
COMPANY = load_company(Path(__file__).parents[2] / "companies" / "northwind")
LIMIT = Limit("offers.late", customer_times=1, company_times=2)
LATE = Offer(
    "late",
    Worth(percent=10),
    "offer_for_delay",
    When(intents=frozenset({"order_status"}), causes=frozenset({Cause.DELAYED}), upset=True),
    days=90,
    every_days=180,
    limit=LIMIT,
)
ASKED = replace(
    LATE, name="asked", says="offer_as_thanks", when=When(asked=True, tiers=frozenset({"plus"}))
)
OCCASION = Occasion(frozenset({"order_status"}), "plus", is_upset=True, churn=0.2, asks=False)
DELAYED = Order("NW-1", "cus_1", NOON, ("Heron",), OrderStatus.DELAYED)


class TestDue:
    offers = Offers((LATE, ASKED), frozenset({"wants_discount"}))

    @pytest.mark.parametrize(
        ("at", "due"),
        [
            (OCCASION, ("late",)),
            (replace(OCCASION, is_upset=False), ()),
            (replace(OCCASION, intents=frozenset({"warranty"})), ()),
            (replace(OCCASION, asks=True), ("late", "asked")),
            (replace(OCCASION, asks=True, is_upset=False), ("asked",)),
            (replace(OCCASION, asks=True, is_upset=False, tier="standard"), ()),
            (replace(OCCASION, asks=True, is_upset=False, tier=None), ()),
        ],
    )
    def test_all_that_the_message_shows_must_fit(self, at: Occasion, due: tuple[str, ...]) -> None:
        assert self.offers.due(at) == due

    def test_a_risk_is_reached_or_not(self) -> None:
        when = replace(LATE.when, upset=False, churn_from=0.2)
        assert when.fits(OCCASION)
        assert not when.fits(replace(OCCASION, churn=0.19))


class TestOpen:
    held = granted(LATE, "CODE", "cus_1", "m1", TODAY)

    def test_the_cause_must_be_on_record(self) -> None:
        assert is_open(LATE, frozenset({Cause.DELAYED}), (), TODAY)
        assert not is_open(LATE, frozenset({Cause.CAME_LATE}), (), TODAY)

    @pytest.mark.parametrize(
        ("day", "same", "other"),
        [
            (date(2026, 8, 4), False, False),  # the last day of the code
            (date(2026, 8, 5), False, True),
            (date(2026, 11, 1), False, True),
            (date(2026, 11, 2), True, True),  # 180 days later
        ],
    )
    def test_one_at_a_time_and_the_same_no_sooner(self, day: date, same: bool, other: bool) -> None:
        causes = frozenset({Cause.DELAYED})
        assert is_open(LATE, causes, [self.held], day) is same
        assert is_open(ASKED, causes, [self.held], day) is other

    def test_what_orders_say(self) -> None:
        came = replace(DELAYED, status=OrderStatus.DELIVERED, due=NOON, delivered_at=NOON)
        late = replace(came, delivered_at=NOON.replace(day=7))
        assert causes_of([], NO_MENTIONS) == {Cause.NO_ORDER_YET}
        assert causes_of([DELAYED], NO_MENTIONS) == {Cause.DELAYED}
        assert causes_of([late], NO_MENTIONS) == {Cause.CAME_LATE}
        assert causes_of([came], NO_MENTIONS) == frozenset()


class RefusingShop(DemoCommerce):
    def discount(self, customer_id: str, discount: Discount) -> None:
        raise Refused("no such customer")


class TestGranting:
    """At the desk, by one customer or several."""

    @pytest.fixture(autouse=True)
    def _open(self) -> None:
        self.records = MemoryRecords()
        self.errands, self.granted = MemoryErrands(), MemoryOffers()
        self.shop = DemoCommerce(Book(self.records))

    def ask(
        self,
        message: str = "m1",
        customer: str | None = "cus_1",
        *,
        due: tuple[str, ...] = ("late",),
        asked: bool = False,
        today: date = TODAY,
    ) -> tuple[Fact, ...]:
        proof = Identity.SIGNED_IN if customer else Identity.ANONYMOUS
        orders = [replace(DELAYED, customer_id=customer or "?")]
        desk = OfferDesk(
            replace(COMPANY, offers=Offers((LATE, ASKED))),
            self.errands,
            self.granted,
            self.shop,
            MemoryOrders(orders, []),
            today,
        )
        decision = Decision(Desk.WORKFLOW, "order_status", 1.0, "understood")
        context = TurnContext(
            conversation_id=ConversationId("c"),
            message_id=MessageId(message),
            text="late!",
            memory=Memory(),
            sent_at=NOON,
            participant=Participant(Channel.WEB, proof, customer),
        )
        decided = TurnDecided(
            decisions=(decision,), language="en", offering=Offering(due, is_asked=asked)
        )
        return desk.grant(GrantOffer(context=context, decided=decided))

    def test_it_is_told_as_it_was_recorded(self) -> None:
        (told,) = self.ask()
        (kept,) = self.granted.held_by("cus_1")
        assert "10% off your next order" in told.text
        assert f"code {kept.code}, until August 4, 2026" in told.text
        assert told.source == f"Offer {kept.code}"
        record = self.records.get(DISCOUNT, kept.code)
        assert record is not None
        assert (record.owner, record.value["worth"]["percent"]) == ("cus_1", 10)

    def test_a_turn_that_runs_again_gives_the_same(self) -> None:
        assert self.ask() == self.ask()
        assert len(self.records.of(DISCOUNT, "cus_1")) == 1

    def test_a_second_message_gives_nothing_more_and_asked_tells_what_is_held(self) -> None:
        (first,) = self.ask()
        assert self.ask("m2") == ()
        (told,) = self.ask("m3", due=("late", "asked"), asked=True)
        assert told.source == first.source
        assert told.text.startswith("You have an offer already")

    def test_an_offer_that_was_used_is_not_told_again_and_not_replaced(self) -> None:
        self.ask()
        (kept,) = self.records.of(DISCOUNT, "cus_1")
        self.records.put(replace(kept, value=kept.value | {"used_for": "NW-10500"}))
        assert self.ask("m2", due=("late", "asked"), asked=True) == ()

    def test_an_offer_that_has_run_out_is_not_told(self) -> None:
        self.ask()
        assert self.ask("m2", asked=True, today=date(2026, 8, 5)) == ()

    def test_no_more_than_the_days_number(self) -> None:
        assert self.ask("m1", "cus_1")
        assert self.ask("m2", "cus_2")
        assert self.ask("m3", "cus_3") == ()
        assert self.ask("m3", "cus_3", today=date(2026, 5, 7))

    def test_what_the_shop_refuses_is_not_offered_nor_counted(self) -> None:
        shop, self.shop = self.shop, RefusingShop(Book(self.records))
        assert self.ask("m1") == ()
        assert self.granted.held_by("cus_1") == []
        self.shop = shop
        assert self.ask("m2", "cus_2")
        assert self.ask("m3", "cus_3")

    def test_nobody_unproven_and_nothing_that_is_stopped(self) -> None:
        assert self.ask(customer=None) == ()
        self.errands.switch(NAME, off=True, person="ada")
        assert self.ask() == ()


class TestPack:
    """offers.yaml, and what is said of a broken one."""

    texts = {
        "gives": "{worth} {code} {until}",
        "offer_again": "",
        "no_offer": "",
    }
    whole = """
asked_by: [wants_discount]
offers:
  late:
    amount: 7.50
    says: gives
    when: {intents: [order_status], tiers: [plus], causes: [delayed], upset: true}
    days: 90
    every_days: 180
    a_day: 40
"""

    def load(self, folder: Path, written: str) -> Offers:
        (folder / "offers.yaml").write_text(written, encoding="utf-8")
        return load_offers(folder, {"order_status", "wants_discount"}, {"plus"}, self.texts, "EUR")

    def test_rules_are_read(self, tmp_path: Path) -> None:
        (offer,) = self.load(tmp_path, self.whole).rules
        assert offer.worth == Worth(amount=Money(750, "EUR"))
        assert offer.limit == Limit("offers.late", customer_times=1, company_times=40)

    def test_a_share_may_have_a_cap_in_the_companys_currency(self, tmp_path: Path) -> None:
        written = self.whole.replace("amount: 7.50", "percent: 10\n    at_most: 40")
        (offer,) = self.load(tmp_path, written).rules
        assert offer.worth == Worth(percent=10, at_most=Money(4000, "EUR"))

    def test_no_file_grants_nothing(self, tmp_path: Path) -> None:
        assert load_offers(tmp_path, (), (), {}, "USD").rules == ()

    @pytest.mark.parametrize(
        ("old", "new", "mend"),
        [
            ("amount: 7.50", "percent: 110", "offers.late.percent"),
            ("amount: 7.50", "amount: 0", "offers.late.amount"),
            ("amount: 7.50", "hint: x", "offers.late"),
            ("    amount: 7.50\n", "", "either a percent or an amount"),
            ("amount: 7.50", "amount: 7.50\n    percent: 5", "either a percent or an amount"),
            ("amount: 7.50", "amount: 7.50\n    at_most: 5", "take `at_most` away"),
            ("amount: 7.50", "percent: 5\n    at_most: 0", "offers.late.at_most"),
            ("[order_status]", "[orders]", "late.when.intents: orders is not an intent"),
            ("intents: [order_status], ", "", "must name the intents"),
            ("[plus]", "[gold]", "late.when.tiers: gold is not a tier"),
            ("[delayed]", "[stolen]", "offers.late.when.causes"),
            ("says: gives", "says: gave", "voice.yaml has no text gave"),
            ("says: gives", "says: no_offer", r"must tell \{worth\}, \{code\} and \{until\}"),
            ("[wants_discount]", "[begs]", "asked_by: begs is not an intent"),
            ("days: 90", "days: 0", "offers.late.days"),
            ("    a_day: 40\n", "", "offers.late.a_day"),
            ("asked_by: [wants_discount]", "asked_by: [", "cannot be read"),
        ],
    )
    def test_what_is_wrong_is_said(self, tmp_path: Path, old: str, new: str, mend: str) -> None:
        assert old in self.whole
        with pytest.raises(BrokenPack, match=f"offers.yaml: .*{mend}"):
            self.load(tmp_path, self.whole.replace(old, new, 1))

    def test_whoever_asks_needs_an_intent_that_does(self, tmp_path: Path) -> None:
        written = self.whole.replace("asked_by: [wants_discount]\n", "")
        with pytest.raises(BrokenPack, match="late is for those who ask"):
            self.load(tmp_path, written.replace("upset: true", "asked: true"))

    def test_a_text_that_every_offer_needs(self, tmp_path: Path) -> None:
        self.texts = {"gives": "{worth} {code} {until}", "offer_again": ""}
        with pytest.raises(BrokenPack, match="lacks the text no_offer"):
            self.load(tmp_path, self.whole)


@pytest.mark.parametrize(
    ("worth", "language", "written"),
    [
        (Worth(percent=10, at_most=Money(4000)), "en", "10% (at most $40.00)"),
        (
            Worth(percent=10, at_most=Money(4000, "EUR")),
            "de",
            "10\N{NO-BREAK SPACE}% (höchstens 40,00\N{NO-BREAK SPACE}€)",
        ),
        (Worth(percent=10), "en", "10%"),
        (Worth(percent=10), "de", "10\N{NO-BREAK SPACE}%"),
        (Worth(percent=10), "tr", "%10"),
        (Worth(amount=Money(1500)), "en", "$15.00"),
    ],
)
def test_a_worth_is_written_as_its_readers_do(worth: Worth, language: str, written: str) -> None:
    assert worth.written(language) == written
