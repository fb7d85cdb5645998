"""The door of the errands' state machines: one step a call."""

from typing import Any

from functions.workflows.engine import Engine
from functions.workflows.office import Office
from shared.contracts import CarryOut, ErrandEnded
from shared.domain.errors import InvalidInput
from shared.runtime import wiring
from shared.runtime.telemetry import logger


def _engine() -> Engine:
    limits, rules = wiring.limits()
    office = Office(
        company=wiring.company(),
        today=wiring.today(),
        customers=wiring.customers(),
        orders=wiring.orders(),
        catalogue=wiring.catalogue(),
        policies=wiring.policies(),
        limits=limits,
        rules=rules,
        clauses=wiring.clauses(),
        systems=wiring.systems(),
        now=wiring.now,
        code_of=wiring.code_of,
    )
    return Engine(wiring.errands(), wiring.errand_talk(), office, wiring.now)


def carry_out(ask: CarryOut, engine: Engine) -> Any:
    """Raises InvalidInput for a step that no engine knows."""
    run, step, token = ask.run, ask.step, ask.token
    match ask.do:
        case "look" | "do" | "undo" | "needs" | "late":
            return getattr(engine, ask.do)(run, step)
        case "agree" | "authorize" | "expire" | "undone":
            return getattr(engine, ask.do)(run)
        case "ask" | "ask_approval" | "stuck":
            return getattr(engine, ask.do)(run, token)
        case "wait":
            return engine.wait(run, step, token)
        case "close":
            return _ended(engine, run)
    raise InvalidInput(f"no engine can {ask.do!r}")


def _ended(engine: Engine, run_id: str) -> dict[str, Any]:
    run = engine.close(run_id)
    ending = run.ending
    assert ending is not None
    return ErrandEnded(
        run_id=run.id,
        errand=run.errand,
        conversation_id=run.conversation_id,
        ending=ending.name,
        is_done=ending.is_done,
        handed_over=ending.hands_over,
        began_at=run.began_at,
        ended_at=engine.now(),
    ).model_dump(mode="json")


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> Any:
    return carry_out(CarryOut.model_validate(event), _engine())
