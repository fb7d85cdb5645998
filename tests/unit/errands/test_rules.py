"""The rules that errands lean on: who wants what done, addresses, money, what a change costs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errands.authority import Limit, approvals_for
from shared.domain.errands.run import Change
from shared.domain.errands.wishing import wants_done
from shared.domain.money import Money
from shared.domain.orders import SubscriptionStatus
from shared.domain.subscriptions import Subscription, months_later


@pytest.mark.parametrize(
    ("text", "known", "stranger"),
    [
        ("cancel my subscription", True, True),
        ("I want to return my headset", True, True),
        ("please cancel NW-10503", True, True),
        ("please don't cancel my order", False, False),
        ("no wait, don't send it", True, True),
        ("Can I cancel my subscription?", True, False),
        ("How do I cancel my subscription?", False, False),
        ("how long can I return it", False, False),
        ("As a Premium customer, how much time is there to return a product?", False, False),
        ("Could you cancel my order?", True, True),
        ("until when can an order be cancelled", False, False),
        ("Can it still go back?", False, False),
        ("Please walk me through ending my plan.", False, False),
        ("Could you tell me how to cancel?", False, False),
        ("Could you explain the cancellation?", False, False),
        ("Please cancel it, and tell me once it is done.", True, True),
        ("I live in Germany. Must I give a reason to withdraw?", False, False),
    ],
)
def test_a_wish_is_told_from_a_question(text: str, known: bool, stranger: bool) -> None:
    assert wants_done(text, is_known=True) is known
    assert wants_done(text, is_known=False) is stranger


HOW = {
    "en": ("How do I cancel?", "Cancel my subscription, please."),
    "de": ("Wie kann ich kündigen?", "Ich möchte mein Abo kündigen."),
    "es": ("¿Cómo cancelo mi suscripción?", "Quiero cancelar mi suscripción."),
    "fr": ("Comment résilier mon abonnement ?", "Je veux résilier mon abonnement."),
    "it": ("Come disdico l'abbonamento?", "Vorrei disdire l'abbonamento."),
    "nl": ("Hoe zeg ik mijn abonnement op?", "Ik wil mijn abonnement opzeggen."),
    "pl": ("Jak zrezygnować z subskrypcji?", "Chcę zrezygnować z subskrypcji."),
    "pt": ("Como cancelo a minha assinatura?", "Quero cancelar a minha assinatura."),
    "tr": ("Aboneliğimi nasıl iptal ederim?", "Aboneliğimi iptal etmek istiyorum."),
    "ar": ("كيف ألغي اشتراكي؟", "أريد إلغاء اشتراكي."),
    "ja": ("解約はどうすればいいですか教えてください", "サブスクリプションを解約したいです"),
    "zh": ("请问怎么取消订阅", "我想取消订阅"),
}


@pytest.mark.parametrize("language", HOW)
def test_how_and_do_it_are_told_apart_in_every_language(language: str) -> None:
    how, do_it = HOW[language]
    assert not wants_done(how, is_known=True, language=language)
    assert wants_done(do_it, is_known=False, language=language)


def test_money_is_written_with_its_sign() -> None:
    assert [Money(3900).text, Money(-5).text, Money(123456, "CHF").text] == [
        "$39.00",
        "-$0.05",
        "1,234.56 CHF",
    ]
    with pytest.raises(ValueError, match="EUR"):
        Money(1) + Money(1, "EUR")


@given(st.integers(0, 10**6), st.integers(1, 400))
def test_shares_of_an_amount_are_that_amount(minor: int, parts: int) -> None:
    assert Money(minor).share(parts, parts) == Money(minor)
    assert 0 <= Money(minor).share(1, parts).minor <= minor


YEAR = Subscription(
    "SUB-1",
    "cus_1",
    "NWS-C020",
    SubscriptionStatus.ACTIVE,
    Money(39000),
    date(2026, 4, 20),
    date(2027, 4, 19),
    is_yearly=True,
    paid_on=date(2026, 4, 20),
)


@pytest.mark.parametrize(
    ("day", "end", "back"),
    [
        (date(2026, 4, 20), date(2026, 5, 19), 35750),
        (date(2026, 5, 19), date(2026, 5, 19), 35750),
        (date(2026, 5, 20), date(2026, 6, 19), 32500),
        (date(2027, 4, 19), date(2027, 4, 19), 0),
    ],
)
def test_a_year_is_given_back_by_whole_months(day: date, end: date, back: int) -> None:
    assert (YEAR.month_end(day), YEAR.unused(day).minor) == (end, back)


def test_an_upgrade_costs_the_difference_for_the_days_that_remain() -> None:
    """The help centre's own example: halfway through the month, $10."""
    month = Subscription(
        "SUB-2",
        "cus_1",
        "NWS-C010",
        SubscriptionStatus.ACTIVE,
        Money(1900),
        date(2026, 4, 1),
        date(2026, 5, 1),
    )
    assert month.proration(Money(3900), date(2026, 4, 16)) == Money(1000)
    assert month.proration(Money(1900), date(2026, 4, 16)) == Money(0)
    assert month.proration(Money(3900), date(2026, 5, 1)) == Money(0)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_later_is_a_day_of_that_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


LIMIT = Limit("refund", alone=50_00, one_person=500_00)


@pytest.mark.parametrize(
    ("cents", "within", "needed"),
    [(50_00, True, 0), (50_01, True, 1), (500_00, True, 1), (500_01, True, 2), (1, False, 1)],
)
def test_how_many_colleagues_must_approve(cents: int, within: bool, needed: int) -> None:
    change = Change("refund", "refund", "", Money(cents))
    assert approvals_for(change, LIMIT, is_within_caps=within) == needed


def test_what_the_customer_pays_needs_nobodys_approval() -> None:
    charge = Change("charge", "refund", "", Money(900_00), is_charge=True)
    assert approvals_for(charge, LIMIT, is_within_caps=True) == 0
