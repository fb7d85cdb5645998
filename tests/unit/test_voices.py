"""The company's words in other languages: whole, and written as each language writes."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from functions.workflows.order_status import look_up
from shared.adapters.memory.business import MemoryOrders
from shared.adapters.pack import load_company, load_customers, load_orders
from shared.adapters.translations import load_translations
from shared.contracts import FindGrounds, TurnContext
from shared.domain.conversation import Channel, Identity, Memory, Participant
from shared.domain.errors import BrokenPack
from shared.domain.intents import Desk
from shared.domain.mentions import Mentions
from shared.domain.routing import Decision
from shared.domain.voice import ENGLISH

PACK = Path(__file__).parents[2] / "companies" / "northwind"
ALL = ("en", "de", "es", "fr", "it", "pt", "nl", "pl", "tr", "ar", "zh", "ja")
COMPANY = load_company(PACK, ALL)
ORDERS = MemoryOrders(load_orders(PACK), load_customers(PACK))


def told(number: str, customer: str, language: str) -> list[str]:
    """What a customer hears of an order."""
    decision = Decision(
        Desk.WORKFLOW, "order_status", 0.9, "understood", mentions=Mentions(order_number=number)
    )
    context = TurnContext(
        conversation_id="c",
        message_id="m",
        text="?",
        sent_at=datetime(2026, 5, 6, tzinfo=UTC),
        participant=Participant(Channel.WEB, Identity.SIGNED_IN, customer),
        memory=Memory(),
    )
    ask = FindGrounds(context=context, decision=decision, language=language)
    return [fact.text for fact in look_up(ask, ORDERS, COMPANY).facts]


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("en", "The new delivery date is Friday, May 8, 2026, by 2:00 PM."),
        ("de", "Der neue Liefertermin ist Freitag, 8. Mai 2026, bis 14:00 Uhr."),
        ("es", "La nueva fecha de entrega es el viernes 8 de mayo de 2026, antes de las 14:00."),
        ("fr", "La nouvelle date de livraison est le vendredi 8 mai 2026, avant 14 h 00."),
        ("it", "La nuova data di consegna è venerdì 8 maggio 2026, entro le 14:00."),
        ("pt", "A nova data de entrega é sexta-feira, 8 de maio de 2026, até às 14:00."),
        ("nl", "De nieuwe bezorgdatum is vrijdag 8 mei 2026, uiterlijk 14:00 uur."),
        ("pl", "Nowy termin dostawy: piątek, 8 maja 2026, do 14:00."),
        ("tr", "Yeni teslimat tarihi: 8 Mayıs 2026 Cuma, en geç 14:00."),
        ("ar", "موعد التسليم الجديد هو الجمعة 8 مايو 2026 قبل 14:00."),
        ("zh", "新的送达日期是 2026年5月8日 星期五，14:00 之前。"),
        ("ja", "新しいお届け予定日は 2026年5月8日（金曜日）、14時00分 までです。"),
        ("sw", "The new delivery date is Friday, May 8, 2026, by 2:00 PM."),
    ],
)
def test_an_order_is_told_in_the_customers_language(language: str, last: str) -> None:
    assert told("NW-10482", "cus_maya", language)[-1] == last


@pytest.mark.parametrize("language", sorted(COMPANY.translations))
def test_what_the_systems_write_of_a_delay_is_said_in_every_language(language: str) -> None:
    delays = [order.delay for order in load_orders(PACK) if order.delay]
    voice = COMPANY.in_language(language)
    assert delays
    for written in (text for delay in delays for text in (delay.cause, delay.place)):
        assert voice.phrase(written) != written
    assert "closed the road" not in " ".join(told("NW-10482", "cus_maya", language))
    assert voice.phrase("a comet") == "a comet"


def test_only_the_languages_that_the_company_speaks_are_read() -> None:
    assert set(COMPANY.translations) == set(ALL) - {"en"}
    assert load_company(PACK).translations == {}


@pytest.mark.parametrize("language", sorted(COMPANY.translations))
def test_every_text_of_a_language_can_be_said(language: str) -> None:
    voice = COMPANY.in_language(language)
    for key, text in voice.texts.items():
        filled = text.format_map({**voice.terms, **dict.fromkeys(PLACEHOLDERS, "X")})
        assert filled.strip(), key
    assert voice.asks(("warranty", "gift_cards")) != COMPANY.asks(("warranty", "gift_cards"))


PLACEHOLDERS = (
    *("first", "second", "number", "items", "placed", "cause", "place", "due_day", "due_time"),
    *("carrier", "tracking", "delivered", "product", "event", "began", "last", "others"),
    *("name", "names", "company", "assistant", "count"),
    *("address", "language", "channel", "day", "matter", "fee", "price", "rest"),
    *("worth", "code", "until"),
)


def test_english_days_and_hours() -> None:
    assert ENGLISH.write_day(date(2026, 5, 8)) == "May 8, 2026"
    assert [ENGLISH.write_hour(time(hour)) for hour in (0, 9, 12, 14)] == [
        "12:00 AM",
        "9:00 AM",
        "12:00 PM",
        "2:00 PM",
    ]


GOOD = """
texts: {hello: "Hallo {name}"}
titles: {returns: Rückgabe}
terms: {}
calendar:
  weekdays: [Mo, Di, Mi, Do, Fr, Sa, So]
  months: [Jan, Feb, Mär, Apr, Mai, Jun, Jul, Aug, Sep, Okt, Nov, Dez]
  day: "{day}"
  full_day: "{day}"
  hour: "{hour}"
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("hello:", "hallo:", "texts: hello is missing"),
        ("{name}", "{nom}", "the placeholders of hello: name is missing"),
        ("returns:", "refunds:", "titles: returns is missing"),
        (", Dez]", "]", "twelve months"),
        (", So]", "]", "calendar.weekdays"),
        ("terms: {}", "", "terms: Field required"),
        ("texts:", "text:", "texts: Field required"),
        ("texts:", "texts: [", "cannot be read"),
    ],
)
def test_a_broken_translation_says_what_to_mend(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "de.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenPack, match=r"voice/de\.yaml") as broken:
        load_translations(tmp_path, {"hello": "Hello {name}"}, ["returns"], ["de"])
    assert complaint in str(broken.value)


def test_a_whole_translation_is_taken(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "de.yaml").write_text(GOOD, encoding="utf-8")
    voice = load_translations(tmp_path, {"hello": "Hello {name}"}, ["returns"], ["de"])["de"]
    assert voice.says("hello", name="Maya") == "Hallo Maya"
