"""The door of the publications: one after another, each of all that the library holds."""

from typing import Any

from functions.knowledge.service import publish
from shared.contracts import PublishKnowledge
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger


def publish_knowledge(body: str) -> None:
    asked = PublishKnowledge.model_validate_json(body)
    version = publish(
        wiring.source_names(),
        wiring.library(),
        wiring.publisher(),
        wiring.check_policies,
        wiring.now(),
    )
    logger.info("published", extra={"version": version, "source": asked.source})


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, publish_knowledge, wiring.dead_letters(), fifo=True)
