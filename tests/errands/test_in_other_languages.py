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
        ("kündigen", "ja bitte"),
        ("Ja, Coaching Pro können Sie", "31. Mai 2026", "19,00\N{NO-BREAK SPACE}$"),
        "Ihre Bestätigungsnummer ist",
    ),
    "es": (
        ("cancelar", "sí, adelante"),
        ("Sí, puede cancelar Coaching Pro", "31 de mayo de 2026", "19,00\N{NO-BREAK SPACE}$"),
        "Su número de confirmación es",
    ),
    "fr": (
        ("résilier", "oui, allez-y"),
        ("Oui, vous pouvez résilier Coaching Pro", "31 mai 2026", "19,00\N{NO-BREAK SPACE}$"),
        "Votre numéro de confirmation est",
    ),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_a_cancellation(machines: Mapping[str, Definition], language: str) -> None:
    play = Play(machines)
    company = load_company(PACK, ("en", language))
    office = replace(play.branch.engine.office, company=company)
    object.__setattr__(play.branch.engine, "office", office)
    object.__setattr__(play.branch.turnside, "company", company)
    play.language = language
    answers, offered, receipt = SPOKEN[language]
    play.advance("cnv_1", "cus_maya", errand="cancel_subscription")
    (run_id,) = play.branch.errands.runs()
    said = " ".join(fact.text for fact in play.last.spoken)
    assert all(words in said for words in offered), said
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
