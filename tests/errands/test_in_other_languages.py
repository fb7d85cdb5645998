"""An errand from its first word to its receipt in the customer's own language."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from infra.local.asl import Definition
from shared.adapters.pack import load_company
from shared.domain.errands.answering import Underway, answer_to
from shared.domain.mentions import NO_MENTIONS
from tests.errands.house import PACK, Play

SPOKEN = {
    "de": (
        "kündigen",
        "ja bitte",
        "31. Mai 2026",
        "19,00\N{NO-BREAK SPACE}$",
        "Ihre Bestätigungsnummer ist",
    ),
    "es": (
        "cancelar",
        "sí, adelante",
        "31 de mayo de 2026",
        "19,00\N{NO-BREAK SPACE}$",
        "Su número de confirmación es",
    ),
    "fr": (
        "résilier",
        "oui, allez-y",
        "31 mai 2026",
        "19,00\N{NO-BREAK SPACE}$",
        "Votre numéro de confirmation est",
    ),
    "it": (
        "disdire",
        "sì, va bene",
        "31 maggio 2026",
        "19,00\N{NO-BREAK SPACE}$",
        "Il Suo numero di conferma è",
    ),
    "nl": ("opzeggen", "ja graag", "31 mei 2026", "$19,00", "Uw bevestigingsnummer is"),
    "pl": (
        "anuluj",
        "tak, zgadzam się",
        "31 maja 2026",
        "19,00\N{NO-BREAK SPACE}$",
        "Numer potwierdzenia:",
    ),
    "pt": (
        "cancelar",
        "sim, pode avançar",
        "31 de maio de 2026",
        "19,00\N{NO-BREAK SPACE}$",
        "O seu número de confirmação é",
    ),
    "tr": ("iptal", "evet, onaylıyorum", "31 Mayıs 2026", "$19,00", "Onay numaranız"),
    "ar": ("إلغاء", "نعم، تفضل", "31 مايو 2026", "19.00\N{NO-BREAK SPACE}$", "رقم التأكيد هو"),
    "ja": ("解約", "はい、お願いします", "2026年5月31日", "$19.00", "確認番号は"),
    "zh": ("取消", "好的，请继续", "2026年5月31日", "$19.00", "确认号为"),
}
"""How a customer cancels and agrees, the day and the price that they read, and the receipt."""


@pytest.mark.parametrize("language", SPOKEN)
def test_a_cancellation(machines: Mapping[str, Definition], language: str) -> None:
    play = Play(machines)
    company = load_company(PACK, ("en", language))
    office = replace(play.branch.engine.office, company=company)
    object.__setattr__(play.branch.engine, "office", office)
    object.__setattr__(play.branch.turnside, "company", company)
    play.language = language
    *answers, day, price, receipt = SPOKEN[language]
    play.advance("cnv_1", "cus_maya", errand="cancel_subscription")
    (run_id,) = play.branch.errands.runs()
    said = " ".join(fact.text for fact in play.last.spoken)
    assert day in said
    assert price in said
    for text in answers:
        run = play.run(run_id)
        asking = Underway(run_id, run.errand, run.question, is_fresh=True)
        answer = answer_to(asking, text, NO_MENTIONS)
        assert answer, text
        play.advance("cnv_1", "cus_maya", errand=run.errand, run_id=run_id, answer=answer)
    assert receipt in " ".join(fact.text for fact in play.last.spoken)
    assert play.branch.systems.crm.subscriptions("cus_maya")[0].status == "cancelled"
    (letter,) = play.branch.records.of("letter", "maya.lindqvist@example.com")
    assert receipt in letter.value["text"]
