"""What a sentence has made up, by how much of it is new and of which kind."""

from dataclasses import asdict, replace

import pytest

from shared.domain.judges.clauses import Clause
from shared.domain.judges.novelty import Signs, odds_of_invention, signs_of
from shared.domain.judges.sources import Source, read
from shared.domain.judges.weighing import weighing

TOLD = read(
    Source(
        (
            "Lockers cost $4 a day and are opened with the code that we send you.",
            "Bring your bag back by 9 PM, or we keep it until the morning.",
        )
    )
)
NOTHING = Signs(things=0, people=0, deeds=0, general=0, little=0, apart=0.0, figures=0)


@pytest.mark.parametrize(
    "claim",
    [
        "A locker is $4 per day, and you open it with the code we send.",
        "Please return your bag by 9 PM; otherwise it stays with us until morning.",
    ],
)
def test_what_is_told_in_other_words_is_not_new(claim: str) -> None:
    assert odds_of_invention(Clause(claim), TOLD, "") <= 0


@pytest.mark.parametrize(
    "claim",
    [
        "Pensioners may leave their bag with the landlord.",
        "A locker is $4 per day, and twins count as one customer.",
        "Wet umbrellas are dried free of charge.",
    ],
)
def test_a_rule_that_nobody_told_is_new(claim: str) -> None:
    assert odds_of_invention(Clause(claim), TOLD, "") > 0


def test_what_the_question_or_a_title_says_is_not_new() -> None:
    claim = Clause("Umbrellas cost $4 a day.")
    assert signs_of(claim, TOLD, "").things == 1
    assert signs_of(claim, TOLD, "Do you take umbrellas?").things == 0


@pytest.mark.parametrize("sign", ["things", "deeds", "general", "little", "apart"])
def test_the_more_is_new_the_more_it_odds_of_invention(sign: str) -> None:
    odds_of = weighing("novelty").odds_of
    assert odds_of(asdict(replace(NOTHING, **{sign: 1}))) > odds_of(asdict(NOTHING))
