"""The door of the publications: one after another, each of all that the library holds."""

from functools import partial
from typing import Any

from functions.knowledge.service import look_over, publish
from shared.contracts import PublishKnowledge
from shared.domain.errors import OutOfTime
from shared.ports.library import HasTime
from shared.runtime import wiring
from shared.runtime.batch import process_queue, time_left
from shared.runtime.telemetry import logger

_TO_END = 240.0
"""Seconds that writing a version and looking it over may take after its texts are encoded."""


def publish_knowledge(body: str, has_time: HasTime) -> None:
    asked = PublishKnowledge.model_validate_json(body)
    try:
        version, documents = publish(
            wiring.source_names(),
            wiring.library(),
            wiring.publisher(),
            wiring.check_policies,
            wiring.now(),
            has_time,
        )
    except OutOfTime as error:
        logger.info("goes on", extra={"source": asked.source, "so_far": str(error)})
        wiring.publications().request(asked, wiring.now())
        return
    logger.info("published", extra={"version": version, "source": asked.source})
    for finding in look_over(version, documents, wiring.review, wiring.findings()):
        logger.warning(str(finding), extra={"version": version, "finding": finding.kind})


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    publish_one = partial(publish_knowledge, has_time=time_left(context, but=_TO_END))
    return process_queue(event, context, publish_one, wiring.dead_letters(), fifo=True)
