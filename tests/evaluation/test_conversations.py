"""The demo company's golden conversations: each turn goes where it should and says what it must."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.local.rehearsal import Rehearsal
from shared.domain.conversation import Status

PACK = Path(__file__).parents[2] / "companies" / "northwind"
GOLDEN: list[dict[str, Any]] = yaml.safe_load(
    (PACK / "golden" / "conversations.yaml").read_text(encoding="utf-8")
)


@cache
def company() -> Rehearsal:
    return Rehearsal("northwind")


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_a_golden_conversation_goes_as_it_should(golden: dict[str, Any]) -> None:
    talk = company().open(golden.get("as"))
    for turn in golden["turns"]:
        answer = talk.say(turn["customer"])
        assert [decision.desk for decision in answer.decisions] == turn["desks"], turn["customer"]
        for text in turn.get("says", []):
            assert text in answer.reply.text
        for text in turn.get("never_says", []):
            assert text not in answer.reply.text
    if "with_team" in golden:
        assert (talk.memory.status is Status.WITH_TEAM) == golden["with_team"]
