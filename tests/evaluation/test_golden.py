"""The demo company's golden conversations, through every rule and model, without AWS."""

from functools import cache
from pathlib import Path

import pytest

from infra.local.golden.judge import GoldenJudge
from infra.local.golden.run import play
from infra.local.rehearsal import Rehearsal
from shared.adapters.golden import LANGUAGES, Script, Turn, load_scripts
from shared.domain.conversation import Channel
from shared.domain.errors import BrokenPack

PACK = Path(__file__).parents[2] / "companies" / "northwind"
ALL = load_scripts(PACK)
ENGLISH = [script for script in ALL if script.theme != LANGUAGES]


@cache
def stage() -> tuple[Rehearsal, GoldenJudge]:
    rehearsal = Rehearsal("northwind")
    return rehearsal, GoldenJudge(rehearsal.company)


@pytest.mark.parametrize(
    "script", ENGLISH, ids=lambda script: f"{script.theme}: {script.name}"[:70]
)
def test_a_golden_conversation_goes_as_it_should(script: Script) -> None:
    """One that is known to fail must fail, or its `known` is out of date."""
    complaints = play(script, *stage())
    assert bool(complaints) == bool(script.known), complaints


def test_there_are_enough_of_them() -> None:
    """Over all intents, channels and twelve languages; hardly any of them known to fail."""
    named = {intent for script in ALL for turn in script.turns for intent in turn.intent}
    assert len(ALL) >= 150
    assert set(stage()[0].company.intents) <= named
    assert {script.channel.value for script in ALL} == {each.value for each in Channel}
    assert len({script.language for script in ALL}) == 12
    known = [script for script in ENGLISH if script.known]
    assert len(known) <= 0.08 * len(ENGLISH)
    assert not any("wrong fact" in known or "unsupported" in known for known in map(str, known))


def test_what_a_caller_must_hear_is_judged_as_it_is_heard() -> None:
    asked = Turn(customer="how much is express shipping", hears=("14 dollars", "$14.95"))
    script = Script(name="x", customer=None, channel=Channel.VOICE, turns=(asked,))
    assert play(script, *stage()) == [(asked.customer, "is not heard to say '$14.95'")]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- turns: []", "conversation 1: turns"),
        ("- turns: [{customer: hi, desks: [nobody]}]", "turns.0.desks.0"),
        ("- turns: [{customer: hi, say: [hello]}]", "turns.0.say"),
        ("name: x", "must be a list"),
        ("- [", "no YAML"),
        ("- turns: [{customer: hi}]\n- turns: [{customer: hi}]", "two conversations"),
    ],
)
def test_a_broken_file_says_what_to_mend(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "broken.yaml").write_text(text)
    with pytest.raises(BrokenPack, match=complaint):
        load_scripts(tmp_path)
