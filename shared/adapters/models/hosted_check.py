"""A model on Bedrock that reads whether a sentence's sources prove it: the second opinion."""

import time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.adapters.models.converse import Request, Tool, fill_in
from shared.adapters.models.hosted import as_data
from shared.adapters.models.metering import Meter, Prices
from shared.domain.errors import ModelFailed
from shared.domain.judges.statements import Statement

PROMPT = "check-v1"
_MOST_TOKENS = 60
"""A verdict is one word in a tool's frame."""
_PATIENCE = 4
"""Seconds for one sentence: the customer waits for all of them, one after another."""
_REST = 30.0
"""Seconds for which a model that gave no answer is not asked again."""


class Ruling(StrEnum):
    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    CONDITION_LEFT_OUT = "condition_left_out"
    ACT_NOT_RECORDED = "act_not_recorded"
    NOT_STATED = "not_stated"


_REASONS = {
    Ruling.PROVEN: None,
    Ruling.CONTRADICTED: "its sources say otherwise, as a second reader found",
    Ruling.CONDITION_LEFT_OUT: "its sources say it under a condition, as a second reader found",
    Ruling.ACT_NOT_RECORDED: "no record says that this is done, as a second reader found",
    Ruling.NOT_STATED: "its sources do not say so, as a second reader found",
}


class Checked(BaseModel):
    """What the model fills in."""

    model_config = ConfigDict(extra="forbid")
    verdict: Ruling


class BedrockCheck:
    """Asked for each sentence; what it says is told in our words, never in the customer's."""

    def __init__(self, model_id: str, prices: Prices | None = None) -> None:
        self._model, self._prices = model_id, prices
        self._silent_until = 0.0

    def __call__(self, said: Statement) -> str | None:
        """A `SecondOpinion`. Raises ModelFailed; after that at once, for a while."""
        if time.monotonic() < self._silent_until:
            raise ModelFailed("the check gave no answer a moment ago")
        meter = Meter(self._model, self._prices, PROMPT)
        try:
            filled = fill_in(self._model, _request(said), _PATIENCE)
            ruling = Checked.model_validate(filled.value).verdict
        except ValidationError:
            raise ModelFailed("the verdict has not the form that was asked for") from None
        except ModelFailed:
            self._silent_until = time.monotonic() + _REST
            raise
        tokens = filled.tokens
        said.spend(meter.usage(tokens.sent, tokens.answered, tokens.cached))
        return _REASONS[ruling]


def _request(said: Statement) -> Request:
    parts: dict[str, Any] = {
        "sentence": said.text,
        "sources": list(said.told),
        "question": said.question,
    }
    material = "\n".join(f"<{name}>\n{as_data(part)}\n</{name}>" for name, part in parts.items())
    tool = Tool("verdict", "Say whether the sources prove the sentence.", _schema())
    return Request(tool, _prompt(), material, _MOST_TOKENS)


def _schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"verdict": {"type": "string", "enum": [each.value for each in Ruling]}},
        "required": ["verdict"],
        "additionalProperties": False,
    }


@cache
def _prompt() -> str:
    return (Path(__file__).with_name("prompts") / f"{PROMPT}.md").read_text(encoding="utf-8")
