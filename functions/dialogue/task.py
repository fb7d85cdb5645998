"""The turn machine's steps about the conversation itself."""

from collections.abc import Iterable
from typing import Any

from functions.dialogue.service import apologise, choose, recall, record
from shared.contracts import Contract, DecideTurn, FailedTurn, RecordTurn, TurnRequested
from shared.domain.judges.verdicts import Verdict
from shared.runtime import wiring
from shared.runtime.telemetry import logger


def _small(answer: Contract) -> dict[str, Any]:
    """The machine copies its state at every step, so it holds no defaults."""
    return answer.model_dump(mode="json", exclude_defaults=True)


def _recall(event: dict[str, Any]) -> dict[str, Any]:
    turn = TurnRequested.model_validate(event["turn"])
    context = recall(
        turn, wiring.conversations(), wiring.customer_memories(), wiring.company(), wiring.now()
    )
    _log(context.verdicts)
    return _small(context)


def _log(verdicts: Iterable[Verdict]) -> None:
    for verdict in verdicts:
        logger.warning(
            "a judge objects to the message",
            extra={"judge": verdict.judge, "effect": verdict.effect, "reason": verdict.reason},
        )


def _decide(event: dict[str, Any]) -> dict[str, Any]:
    ask = DecideTurn.model_validate(event)
    decided = choose(ask, wiring.company(), wiring.customers(), wiring.now())
    _log(decided.verdicts)
    return _small(decided)


def _record(event: dict[str, Any]) -> dict[str, Any]:
    done = record(
        RecordTurn.model_validate(event), wiring.conversations(), wiring.company(), wiring.now()
    )
    return done.model_dump(mode="json")


def _apologise(event: dict[str, Any]) -> dict[str, Any]:
    failed = FailedTurn.model_validate(event)
    logger.error("turn failed", extra={"reason": failed.failure.Error})
    done = apologise(
        failed,
        wiring.company(),
        wiring.conversations(),
        wiring.customer_memories(),
        wiring.now(),
    )
    return done.model_dump(mode="json")


_STEPS = {"recall": _recall, "decide": _decide, "record": _record, "apologise": _apologise}


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return _STEPS[event["step"]](event)
